import { BIT_LANES, levels } from '../lanes.ts';
import { START } from '../level-positions.ts';
import type { StoredCandidates } from '../types.ts';

/** Bytes of the parts of a block that are believed or not: a sector, which is what a scratch or a copy with errors takes away. */
export const PART_BYTES = 2048;

/**
 * Which parts of a block stand in an image as in the master, by the bytes where no order writes into the film. Half of them
 * are enough: who throws signs anew does not know which are ours, and changes others too; of bytes of anything else, one in 256
 * agrees.
 *
 * @param master the bytes of the block.
 * @param image what stands in the image instead; fewer where it ends.
 * @returns by part, 1 or 0.
 */
export function soundParts(
  candidates: StoredCandidates,
  master: Uint8Array,
  image: Uint8Array,
): Uint8Array {
  const touched = touchedBytes(candidates, master.length);
  const sound = new Uint8Array(Math.ceil(master.length / PART_BYTES));
  for (let part = 0; part < sound.length; part++) {
    const end = Math.min((part + 1) * PART_BYTES, master.length);
    if (end > image.length) break;
    let untouched = 0;
    let equal = 0;
    for (let at = part * PART_BYTES; at < end; at++) {
      if (touched[at] === 1) continue;
      untouched++;
      if (image[at] === master[at]) equal++;
    }
    if (untouched > 0 && 2 * equal >= untouched) sound[part] = 1;
  }
  return sound;
}

/** A byte for each of a block: 1 where an order may write. */
function touchedBytes(candidates: StoredCandidates, length: number): Uint8Array {
  const touched = new Uint8Array(length);
  for (const level of levels) {
    const { places, stretches, widths } = candidates[level].positions;
    for (const [lane, ofLane] of places.entries()) {
      const ofWidths = widths[lane - BIT_LANES];
      for (let i = 0; i < ofLane.length; i++) {
        const position = ofLane[i] ?? 0;
        const width = ofWidths === undefined ? 1 : (ofWidths[i] ?? 0) & (START - 1);
        for (let byte = position >>> 3; 8 * byte < position + width; byte++) touched[byte] = 1;
      }
    }
    for (const { pieces } of stretches) {
      for (const piece of pieces) touched.fill(1, piece.offset, piece.offset + piece.length);
    }
  }
  return touched;
}
