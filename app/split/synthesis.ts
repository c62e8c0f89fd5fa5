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
  const restore = (bytes: Uint8Array, number: number) =>
    restoreBlock(bytes, main, complement, vobs, number, complement.block(number));
  const cut = new BlockCache(
    (number) => {
      const start = complement.blockStart(number);
      const bytes = new Uint8Array(complement.blockStart(number + 1) - start);
      vobs.read(main, start, bytes);
      restore(bytes, number);
      return bytes;
    },
    (bytes) => bytes.fill(0),
  );
  const blockAt = (vobPosition: number) =>
    findBlock(complement.blocks, complement.blockStart, vobPosition);

  /** Restores a part of the VOBs in place; blocks that it cuts are computed once and remembered. */
  function restorePart(part: Uint8Array, vobPosition: number): void {
    for (let number = blockAt(vobPosition); number < complement.blocks; number++) {
      const start = complement.blockStart(number);
      const length = complement.blockStart(number + 1) - start;
      const from = Math.max(start, vobPosition);
      const to = Math.min(start + length, vobPosition + part.length);
      if (from >= to) break;
      const target = part.subarray(from - vobPosition, to - vobPosition);
      if (target.length === length) restore(target, number);
      else target.set(cut.get(number).subarray(from - start, to - start));
    }
  }

  /** Zeros where the map lies, and whatever was read if something is wrong with it: nothing of the wrong film is ever given. */
  function read(position: number, bytes: Uint8Array): void {
    main.read(position, bytes);
    for (const overlap of vobs.overlaps(position, bytes.length)) {
      restorePart(bytes.subarray(overlap.at, overlap.at + overlap.length), overlap.vobPosition);
    }
    writeOverlays(complement.overlays, position, bytes);
    if (complement.mapArea === null) return;
    const { offset, length } = complement.mapArea;
    const from = Math.max(0, offset - position);
    const to = Math.max(0, Math.min(bytes.length, offset + length - position));
    bytes.fill(0, Math.min(from, to), to);
  }

  return {
    size: main.size,
    read(position, into) {
      const bytes = into.subarray(0, Math.max(0, Math.min(into.length, main.size - position)));
      try {
        read(position, bytes);
      } catch (error) {
        bytes.fill(0);
        throw error;
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
    forget: () => cut.clear(),
  };
}

/** What is said of a disc whose size already shows that it is another. */
export function wrongSize(): Error {
  return splitError('SPLIT_WRONG_DISC', 'This complement belongs to a disc of another size.');
}
