import { closeSync, copyFileSync, openSync, readFileSync, writeSync } from 'node:fs';
import { AppError } from '../../app/foundation/errors.ts';
import { bufferSource, type ByteSource, type Extent } from '../../app/foundation/byte-source.ts';
import {
  createIndexBuilder,
  openIndex,
  type TitleIndex,
  writeOriginals,
} from '../../app/split/index.ts';

/** The files of originals of some titles, all the same film, each in a file of its own. */
export interface LoopedTitles {
  readonly paths: readonly string[];
  /** Of one of them. */
  readonly bytes: number;
  readonly blocks: number;
}

/**
 * Writes the originals of a film that plays a clip over and over: real blocks, as many as a film has. What they cost to make
 * and to pick from is what a film of that length costs; only the bits are the same again after a clip.
 *
 * @param vob its only title VOB.
 */
export async function writeLoopedTitles(
  vob: string,
  loops: number,
  paths: readonly string[],
): Promise<LoopedTitles> {
  const clip = readFileSync(vob);
  const looped = loopIndex(await indexClip(clip), clip.length, loops);
  const [first = '', ...others] = paths;
  const file = openSync(first, 'wx');
  const mapArea = { offset: looped.imageSize - looped.mapRoom, length: looped.mapRoom };
  try {
    const { bytes, blocks } = await writeOriginals(
      {
        master: loopSource(clip, looped.imageSize, mapArea),
        masterSha256: '0'.repeat(64),
        index: looped,
        mapArea,
        overlays: [],
      },
      (piece) => writeAll(file, piece),
    );
    for (const path of others) copyFileSync(first, path);
    return { paths, bytes, blocks };
  } finally {
    closeSync(file);
  }
}

async function indexClip(clip: Uint8Array): Promise<TitleIndex> {
  const pieces: Uint8Array[] = [];
  const builder = createIndexBuilder((piece) => pieces.push(piece));
  const extents = [{ offset: 0, length: clip.length }];
  await builder.add(bufferSource(clip), extents);
  builder.finish({ imageSize: clip.length, extents });
  return openIndex(bufferSource(Buffer.concat(pieces)));
}

function loopIndex(clip: TitleIndex, clipBytes: number, loops: number): TitleIndex {
  const blocks = Array.from({ length: clip.blocks }, (_, number) => {
    const block = clip.block(number);
    const [candidates, kinds] = [block.candidates(), block.kinds()];
    return { ...block, candidates: () => candidates, kinds: () => kinds };
  });
  const vobBytes = clipBytes * loops;
  const slotsOfClip = blocks.reduce((sum, { slotBytes }) => sum + slotBytes, 0);
  const mapRoom = clip.mapRoom + slotsOfClip * (loops - 1);
  return {
    ...clip,
    imageSize: vobBytes + mapRoom,
    extents: [{ offset: 0, length: vobBytes }],
    blocks: blocks.length * loops,
    mapRoom,
    block(number) {
      const block = blocks[number % blocks.length];
      if (block === undefined) throw noSuchBlock(number);
      const loop = Math.floor(number / blocks.length);
      return {
        ...block,
        number,
        start: block.start + loop * clipBytes,
        slotAt: block.slotAt + loop * slotsOfClip,
      };
    },
  };
}

/** The clip over and over, then zeros. */
function loopSource(clip: Uint8Array, size: number, zeros: Extent): ByteSource {
  return {
    size,
    read(position, into) {
      const length = Math.min(into.length, size - position);
      for (let done = 0; done < length;) {
        const at = position + done;
        const isFilm = at < zeros.offset;
        const from = isFilm ? at % clip.length : 0;
        const end = isFilm ? Math.min(clip.length - from, zeros.offset - at) : length - done;
        const part = Math.min(end, length - done);
        if (isFilm) into.set(clip.subarray(from, from + part), done);
        else into.fill(0, done, done + part);
        done += part;
      }
      return length;
    },
  };
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function noSuchBlock(number: number): AppError {
  return new AppError('BENCH_BLOCK', `There is no block ${number}.`, { remedy: 'fix-the-code' });
}
