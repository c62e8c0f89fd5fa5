import { seededRandomness } from '../../app/foundation/randomness.ts';
import type { Box } from '../print/measure.ts';
import { rectangle, within, type Sheet } from '../print/sheet.ts';
import type { Picture } from './picture.ts';

/** Rows of macroblocks from top to bottom of the leaf: coarse enough to be seen at arm's length. */
const ROWS = 27;
/** What wrong DC coefficients tint a slice with: luma down and up, chroma either way. */
const TINTS = ['#0E1116', '#F4F1EA', '#D6336C', '#2B8A3E', '#1971C2', '#E8A33D'] as const;

/** How far slices are torn sideways, and from where stray blocks come, in blocks. Few, for each costs one more drawing. */
const TEARS = [-4, -2, -1, 0, 1, 3, 5] as const;
const STRAYS = [
  { across: 3, down: -5 },
  { across: -2, down: 4 },
  { across: -4, down: -2 },
  { across: 1, down: 6 },
] as const;

/**
 * Draws the picture as a main stream shows it: slices torn sideways, blocks from elsewhere, and tints that begin at a
 * block and last to the end of its slice, as errors of DC prediction do (ISO/IEC 13818-2 §7.2.1).
 *
 * Printers are slow at clipped images, so the picture is drawn once for each distance and not once for each slice.
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
  const slices = Array.from({ length: ROWS }, (_, row) => ({
    ...leaf,
    y: leaf.y + row * block,
    height: block,
  }));
  within(sheet, leaf, () => {
    picture.cover(whole);
    const torn = deal(slices, TEARS.length, chance);
    torn.forEach((places, index) => {
      const across = TEARS[index] ?? 0;
      if (across === 0) return;
      drawMoved(sheet, picture, places, { ...whole, x: whole.x + across * block });
    });
    const blocks = slices.flatMap((slice) => strayBlocks(slice, chance));
    const strays = deal(blocks, STRAYS.length, chance);
    strays.forEach((places, index) => {
      const { across, down } = STRAYS[index] ?? STRAYS[0];
      const moved = { ...whole, x: whole.x + across * block, y: whole.y + down * block };
      drawMoved(
        sheet,
        picture,
        places.filter((place) => covers(moved, place)),
        moved,
      );
    });
    for (const slice of slices) drawTints(sheet, slice, block, chance);
  });
}

type Chance = (below: number) => number;

function chanceOf(seed: string): Chance {
  const randomness = seededRandomness(seed);
  return (below) => (randomness.bytes(1)[0] ?? 0) % below;
}

/** Deals the places into so many hands by chance. */
function deal(places: readonly Box[], hands: number, chance: Chance): Box[][] {
  const dealt = Array.from({ length: hands }, (): Box[] => []);
  for (const place of places) dealt[chance(hands)]?.push(place);
  return dealt;
}

/** Shows the picture, moved, through all the places at once. */
function drawMoved(sheet: Sheet, picture: Picture, places: readonly Box[], moved: Box): void {
  if (places.length === 0) return;
  sheet.save();
  for (const place of places) rectangle(sheet, place);
  sheet.clip();
  picture.cover(moved);
  sheet.restore();
}

/** Where in a slice runs of one to three blocks show another place of the picture. */
function strayBlocks(slice: Box, chance: Chance): Box[] {
  const block = slice.height;
  const across = Math.ceil(slice.width / block);
  return Array.from({ length: chance(3) }, () => ({
    x: slice.x + chance(across) * block,
    y: slice.y,
    width: block * (1 + chance(3)),
    height: block,
  }));
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
