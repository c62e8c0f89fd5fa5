import { seededRandomness } from '../../app/foundation/randomness.ts';
import type { Box } from '../print/measure.ts';
import { rectangle, within, type Sheet } from '../print/sheet.ts';
import type { Picture } from './picture.ts';

/** Rows of macroblocks from top to bottom of the leaf: coarse enough to be seen at arm's length. */
const ROWS = 27;
/** What wrong DC coefficients tint a slice with: luma down and up, chroma either way. */
const TINTS = ['#0E1116', '#F4F1EA', '#D6336C', '#2B8A3E', '#1971C2', '#E8A33D'] as const;

/**
 * Draws the picture as a main stream shows it: slices torn sideways, blocks from elsewhere, and tints that begin at a
 * block and last to the end of its slice, as errors of DC prediction do (ISO/IEC 13818-2 §7.2.1).
 *
 * @param leaf what is seen; `whole` is the box that the unbroken picture fills.
 * @param seed the same seed breaks the leaf in the same way.
 */
export function drawBrokenLeaf(
  sheet: Sheet,
  picture: Picture,
  leaf: Box,
  whole: Box,
  seed: string,
): void {
  const chance = chanceOf(seed);
  const block = leaf.height / ROWS;
  within(sheet, leaf, () => {
    picture.cover(whole);
    for (let row = 0; row < ROWS; row += 1) {
      const slice = { ...leaf, y: leaf.y + row * block, height: block };
      const torn = chance(100) < 62;
      const shift = (chance(2) === 0 ? -1 : 1) * block * (torn ? 1 + chance(5) : chance(2) / 2);
      within(sheet, slice, () => picture.cover({ ...whole, x: whole.x + shift }));
      drawStrayBlocks(sheet, picture, slice, whole, chance);
      drawTints(sheet, slice, block, chance);
    }
  });
}

type Chance = (below: number) => number;

function chanceOf(seed: string): Chance {
  const randomness = seededRandomness(seed);
  return (below) => (randomness.bytes(1)[0] ?? 0) % below;
}

/** Runs of blocks that show another place of the picture. */
function drawStrayBlocks(
  sheet: Sheet,
  picture: Picture,
  slice: Box,
  whole: Box,
  chance: Chance,
): void {
  const block = slice.height;
  const across = Math.ceil(slice.width / block);
  for (let run = chance(3); run > 0; run -= 1) {
    const box = {
      x: slice.x + chance(across) * block,
      y: slice.y,
      width: block * (1 + chance(3)),
      height: block,
    };
    const from = { x: (chance(9) - 4) * block, y: (chance(13) - 6) * block };
    const moved = { ...whole, x: whole.x + from.x, y: whole.y + from.y };
    within(sheet, intersection(box, slice), () => {
      if (covers(moved, box)) picture.cover(moved);
    });
  }
}

function drawTints(sheet: Sheet, slice: Box, block: number, chance: Chance): void {
  const across = Math.ceil(slice.width / block);
  let column = chance(across);
  for (let step = chance(4); step > 0 && column < across; step -= 1) {
    const x = slice.x + column * block;
    const tint = TINTS[chance(TINTS.length)] ?? TINTS[0];
    const box = { ...slice, x, width: slice.x + slice.width - x };
    sheet.fillOpacity(0.16 + chance(40) / 100);
    rectangle(sheet, box).fill(tint);
    column += 1 + chance(6);
  }
  sheet.fillOpacity(1);
}

function covers(outer: Box, inner: Box): boolean {
  return outer.y <= inner.y && outer.y + outer.height >= inner.y + inner.height;
}

function intersection(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x);
  const right = Math.min(a.x + a.width, b.x + b.width);
  return { x, y: a.y, width: Math.max(0, right - x), height: a.height };
}
