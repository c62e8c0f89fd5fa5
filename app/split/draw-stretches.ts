import { stretchChanceOf } from './chance.ts';
import { CHANCE_BYTES, stretchClassOf } from './classes.ts';
import { type DrawnStretch, readPieces, type Stretch } from './stretches.ts';

/** Which stretches of a block are drawn, by the same chance for whoever asks. */
export function drawnStretches(
  stretches: readonly Stretch[],
  key: Uint8Array,
  block: number,
): readonly { readonly stretch: Stretch; readonly chance: Uint8Array }[] {
  if (stretches.length === 0) return [];
  const chance = stretchChanceOf(key, block, stretches.length * CHANCE_BYTES);
  return stretches.flatMap((stretch, number) => {
    const own = chance.subarray(number * CHANCE_BYTES, (number + 1) * CHANCE_BYTES);
    const isDrawn = own.readUInt16BE(0) < stretchClassOf(stretch.lane).probability * 0x10000;
    return isDrawn ? [{ stretch, chance: own.subarray(2) }] : [];
  });
}

/** What is written over the drawn stretches of a block. */
export function computeStretches(
  stretches: readonly Stretch[],
  master: Uint8Array,
  key: Uint8Array,
  block: number,
): DrawnStretch[] {
  return drawnStretches(stretches, key, block).map(({ stretch, chance }) => {
    const { lane, shape, pieces } = stretch;
    const bytes = stretchClassOf(lane).compute(readPieces(master, pieces), shape, chance);
    return { lane, pieces, bytes };
  });
}
