import { createHash } from 'node:crypto';
import { listStartCodes, VideoParser } from '../../app/mpeg2/index.ts';
import { VobCutter } from '../../app/split/vob-cutter.ts';

/** What a parser that knows nothing of any index finds in a stream. */
export interface Reparse {
  /** Damage of any block. */
  readonly problems: readonly string[];
  /** Digest of every start code with its place. */
  readonly startCodes: string;
  /** Digest of the place and width of every DC differential and sign of I pictures: all that splitting must not move. */
  readonly places: string;
  readonly differentials: number;
  readonly signs: number;
  /** Lowest and highest DC coefficient, and their limit. */
  readonly dcRange: readonly [lowest: number, highest: number, limit: number];
}

export function reparse(bytes: Uint8Array): Reparse {
  const problems: string[] = [];
  const startCodes = createHash('sha256');
  const places = createHash('sha256');
  let differentials = 0;
  let signs = 0;
  let lowest = Number.MAX_SAFE_INTEGER;
  let highest = 0;
  let limit = 0;
  const parser = new VideoParser();
  const cutter = new VobCutter((block) => {
    if (block.damage !== null) problems.push(block.damage);
    startCodes.update(JSON.stringify(listStartCodes(block.video.bytes, block.video.length)));
    try {
      parser.parse(block.video, (slice) => {
        differentials += slice.dcCount;
        signs += slice.acCount;
        limit = Math.max(limit, slice.dcMaximum);
        for (const level of slice.dcLevel.subarray(0, slice.dcCount)) {
          lowest = Math.min(lowest, level);
          highest = Math.max(highest, level);
        }
        places.update(new Uint8Array(slice.dcPosition.slice(0, slice.dcCount).buffer));
        places.update(slice.dcSize.slice(0, slice.dcCount));
        places.update(new Uint8Array(slice.acPosition.slice(0, slice.acCount).buffer));
      });
    } catch (error) {
      problems.push(String(error));
    }
  });
  cutter.push(bytes);
  cutter.flush();
  return {
    problems,
    startCodes: startCodes.digest('hex'),
    places: places.digest('hex'),
    differentials,
    signs,
    dcRange: [lowest, highest, limit],
  };
}
