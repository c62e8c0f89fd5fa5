import { createHash } from 'node:crypto';
import { listStartCodes, type SliceColumns, VideoParser } from '../../app/mpeg2/index.ts';
import { VobCutter } from '../../app/split/vob-cutter.ts';

/** What a parser that knows nothing of any index finds in a stream. */
export interface Reparse {
  /** Damage of any block. */
  readonly problems: readonly string[];
  /** Digest of every start code with its place. */
  readonly startCodes: string;
  /** Digest of the place and width of every record of every slice, all pictures: all that splitting must not move. */
  readonly places: string;
  readonly differentials: number;
  /** Of coefficients of intra blocks, and of escapes of other blocks. */
  readonly signs: number;
  readonly escapes: number;
  /** Slices of P pictures in which a vector leaves the picture, or its range. */
  readonly outside: number;
  /** Lowest and highest DC coefficient, and their limit. */
  readonly dcRange: readonly [lowest: number, highest: number, limit: number];
}

export function reparse(bytes: Uint8Array): Reparse {
  const problems: string[] = [];
  const startCodes = createHash('sha256');
  const places = createHash('sha256');
  let differentials = 0;
  let signs = 0;
  let escapes = 0;
  let outside = 0;
  let lowest = Number.MAX_SAFE_INTEGER;
  let highest = 0;
  let limit = 0;
  const parser = new VideoParser();
  const cutter = new VobCutter((block) => {
    if (block.damage !== null) problems.push(block.damage);
    startCodes.update(JSON.stringify(listStartCodes(block.video.bytes, block.video.length)));
    try {
      const visit = (slice: SliceColumns) => {
        differentials += slice.dcCount;
        signs += slice.acCount;
        escapes += slice.escapeCount;
        if (slice.motionLeftOut === 'outsidePicture') outside++;
        limit = Math.max(limit, slice.dcMaximum);
        for (const level of slice.dcLevel.subarray(0, slice.dcCount)) {
          lowest = Math.min(lowest, level);
          highest = Math.max(highest, level);
        }
        places.update(new Uint8Array(slice.dcPosition.slice(0, slice.dcCount).buffer));
        places.update(slice.dcSize.slice(0, slice.dcCount));
        places.update(new Uint8Array(slice.acPosition.slice(0, slice.acCount).buffer));
        places.update(new Uint8Array(slice.escapePosition.slice(0, slice.escapeCount).buffer));
        places.update(Uint8Array.of(slice.codingType, slice.row, slice.macroblocks));
      };
      parser.parse(block.video, { picture: () => true, slice: visit });
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
    escapes,
    outside,
    dcRange: [lowest, highest, limit],
  };
}
