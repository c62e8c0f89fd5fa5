import { points } from '../print/measure.ts';
import type { Sheet } from '../print/sheet.ts';
import { BLEED, FRONT_X, SPINE_X, TRIM } from './geometry.ts';

/** Marks begin 1 mm outside the bleed, where no cut can leave a trace of them on the jacket. */
const GAP = BLEED + 1;
const LENGTH = 6;

/** Solid marks where the paper is cut, dashed marks where it is folded around the spine. */
export function drawTrimMarks(sheet: Sheet): void {
  const right = TRIM.x + TRIM.width;
  const bottom = TRIM.y + TRIM.height;
  sheet.lineWidth(0.35).strokeColor('#000000').undash();
  for (const x of [TRIM.x, right]) verticalMarks(sheet, x);
  for (const y of [TRIM.y, bottom]) {
    line(sheet, TRIM.x - GAP - LENGTH, y, TRIM.x - GAP, y);
    line(sheet, right + GAP, y, right + GAP + LENGTH, y);
  }
  sheet.dash(points(1), { space: points(0.7) });
  for (const x of [SPINE_X, FRONT_X]) verticalMarks(sheet, x);
  sheet.undash();
}

function verticalMarks(sheet: Sheet, x: number): void {
  const bottom = TRIM.y + TRIM.height;
  line(sheet, x, TRIM.y - GAP - LENGTH, x, TRIM.y - GAP);
  line(sheet, x, bottom + GAP, x, bottom + GAP + LENGTH);
}

function line(sheet: Sheet, x1: number, y1: number, x2: number, y2: number): void {
  sheet.moveTo(points(x1), points(y1)).lineTo(points(x2), points(y2)).stroke();
}
