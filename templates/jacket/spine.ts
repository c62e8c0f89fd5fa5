import type { Jacket } from '../../app/contracts/jacket.ts';
import { fitText, printText } from '../print/fit-text.ts';
import { points } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { rectangle, type Sheet } from '../print/sheet.ts';
import { BLEED, JACKET_HEIGHT, SPINE_WIDTH } from './geometry.ts';

const MARGIN = 9;
const CODE_WIDTH = 32;
const LINE_HEIGHT = 9;

/** The spine: gilded, as the hinge between two leaves is. Its text runs from top to bottom, readable lying face up. Origin: its trim corner. */
export function drawSpine(sheet: Sheet, jacket: Jacket): void {
  rectangle(sheet, {
    x: 0,
    y: -BLEED,
    width: SPINE_WIDTH,
    height: JACKET_HEIGHT + 2 * BLEED,
  }).fill(palette.gilt);
  sheet.save();
  sheet.translate(points(SPINE_WIDTH), 0).rotate(90);
  const title = fitText(
    sheet,
    jacket.title.name[jacket.language],
    {
      weight: 'bold',
      size: 17,
      minimumSize: 8,
      width: JACKET_HEIGHT - 2 * MARGIN - CODE_WIDTH - 6,
    },
    LINE_HEIGHT,
  );
  printText(sheet, title, MARGIN, (SPINE_WIDTH - title.height) / 2, palette.ink);
  const code = fitText(sheet, jacket.code, {
    weight: 'semibold',
    size: 11,
    minimumSize: 8,
    width: CODE_WIDTH,
    features: ['tnum', 'zero'],
  });
  const codeX = JACKET_HEIGHT - MARGIN - CODE_WIDTH;
  printText(sheet, code, codeX, (SPINE_WIDTH - code.height) / 2, palette.ink, 'right');
  sheet.restore();
}
