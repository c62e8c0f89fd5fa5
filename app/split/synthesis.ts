import type { ByteSource } from '../foundation/byte-source.ts';
import { cacheBlocks, findBlock } from './block-cache.ts';
import { splitError } from './errors.ts';
import { writeOverlays } from './overlays.ts';
import { restoreBlock } from './restore-block.ts';
import type { Complement } from './types.ts';
import { VobSpace } from './vob-space.ts';

/**
 * The master, bit for bit, computed as it is read. Keeps a few blocks in memory, whatever is read in whatever order.
 *
 * @throws AppError `SPLIT_WRONG_DISC` for a disc of another size; when read, `SPLIT_DISC_DAMAGED` or `COMPLEMENT_DAMAGED`.
 */
export function openSynthesis(main: ByteSource, complement: Complement): ByteSource {
  if (main.size !== complement.imageSize) {
    throw splitError('SPLIT_WRONG_DISC', 'This complement belongs to a disc of another size.');
  }
  const vobs = new VobSpace(complement.extents);
  const restored = cacheBlocks((number) => restoreBlock(main, complement, vobs, number));

  function restorePart(part: Uint8Array, vobPosition: number): void {
    const first = findBlock(complement.blocks, complement.blockStart, vobPosition);
    for (let number = first; number < complement.blocks; number++) {
      const start = complement.blockStart(number);
      const from = Math.max(start, vobPosition);
      if (from >= vobPosition + part.length) break;
      const skipped = from - start;
      const room = vobPosition + part.length - from;
      part.set(restored(number).subarray(skipped, skipped + room), from - vobPosition);
    }
  }

  return {
    size: main.size,
    read(position, into) {
      const bytes = into.subarray(0, Math.max(0, Math.min(into.length, main.size - position)));
      for (const part of vobs.rest(main.size, complement.mapArea)) {
        readPart(main, part, position, bytes);
      }
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
  };
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
