import type { Box } from '../print/measure.ts';

/**
 * The jacket of an Amaray DVD case, millimetres: back 129.5, spine 14, front 129.5, seen from outside, left to right.
 * Printed with 3 mm bleed on an A4 sheet lying down, in its middle.
 */
export const SHEET = { width: 297, height: 210 } as const;
export const LEAF_WIDTH = 129.5;
export const SPINE_WIDTH = 14;
export const JACKET_HEIGHT = 183;
export const BLEED = 3;

const jacketWidth = 2 * LEAF_WIDTH + SPINE_WIDTH;

/** Where the paper is cut, on the sheet. */
export const TRIM: Box = {
  x: (SHEET.width - jacketWidth) / 2,
  y: (SHEET.height - JACKET_HEIGHT) / 2,
  width: jacketWidth,
  height: JACKET_HEIGHT,
};

/** How far ink goes, so that a knife 3 mm off shows no white. */
export const BLEED_BOX: Box = {
  x: TRIM.x - BLEED,
  y: TRIM.y - BLEED,
  width: TRIM.width + 2 * BLEED,
  height: TRIM.height + 2 * BLEED,
};

/** The left edges of the three panels, on the sheet. */
export const BACK_X = TRIM.x;
export const SPINE_X = TRIM.x + LEAF_WIDTH;
export const FRONT_X = SPINE_X + SPINE_WIDTH;
