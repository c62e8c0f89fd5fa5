import type { ByteSource } from '../foundation/byte-source.ts';
import { BlockCache, findBlock } from './block-cache.ts';
import { splitError } from './errors.ts';
import { writeOverlays } from './overlays.ts';
import { restoreBlock } from './restore-block.ts';
import type { ComplementBlocks, Synthesis } from './types.ts';
import { VobSpace } from './vob-space.ts';

/**
 * The master, bit for bit, computed as it is read. Keeps a few blocks in memory, whatever is read in whatever order, and zeroises
 * what it drops.
 *
 * @throws AppError `SPLIT_WRONG_DISC` for a disc of another size; when read, `SPLIT_DISC_DAMAGED`, `COMPLEMENT_DAMAGED`, and what
 *   `complement.block` throws.
 */
export function openSynthesis(main: ByteSource, complement: ComplementBlocks): Synthesis {
  if (main.size !== complement.imageSize) throw wrongSize();
  const vobs = new VobSpace(complement.extents);
  const rest = vobs.rest(main.size, complement.mapArea);
  const restored = new BlockCache(
    (number) => restoreBlock(main, complement, vobs, number, complement.block(number)),
    (bytes) => bytes.fill(0),
  );
  const blockAt = (vobPosition: number) =>
    findBlock(complement.blocks, complement.blockStart, vobPosition);

  function restorePart(part: Uint8Array, vobPosition: number): void {
    for (let number = blockAt(vobPosition); number < complement.blocks; number++) {
      const start = complement.blockStart(number);
      const from = Math.max(start, vobPosition);
      if (from >= vobPosition + part.length) break;
      const skipped = from - start;
      const room = vobPosition + part.length - from;
      part.set(restored.get(number).subarray(skipped, skipped + room), from - vobPosition);
    }
  }

  return {
    size: main.size,
    read(position, into) {
      const bytes = into.subarray(0, Math.max(0, Math.min(into.length, main.size - position)));
      for (const part of rest) readPart(main, part, position, bytes);
      for (const overlap of vobs.overlaps(position, bytes.length)) {
        restorePart(bytes.subarray(overlap.at, overlap.at + overlap.length), overlap.vobPosition);
      }
      writeOverlays(complement.overlays, position, bytes);
      if (complement.mapArea !== null) {
        const { offset, length } = complement.mapArea;
        const from = Math.max(0, offset - position);
        const to = Math.max(0, Math.min(bytes.length, offset + length - position));
        bytes.fill(0, Math.min(from, to), to);
      }
      return bytes.length;
    },
    blocksOf(position, length) {
      const overlaps = vobs.overlaps(position, length);
      const [start] = overlaps;
      const end = overlaps.at(-1);
      if (start === undefined || end === undefined) return null;
      return {
        first: blockAt(start.vobPosition),
        last: blockAt(end.vobPosition + end.length - 1),
      };
    },
    forget: () => restored.clear(),
  };
}

/** What is said of a disc whose size already shows that it is another. */
export function wrongSize(): Error {
  return splitError('SPLIT_WRONG_DISC', 'This complement belongs to a disc of another size.');
}

function readPart(
  main: ByteSource,
  part: { readonly offset: number; readonly length: number },
  position: number,
  into: Uint8Array,
): void {
  const from = Math.max(part.offset, position);
  const to = Math.min(part.offset + part.length, position + into.length);
  if (from < to) main.read(from, into.subarray(from - position, to - position));
}
