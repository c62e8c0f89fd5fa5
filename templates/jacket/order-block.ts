import type { Jacket } from '../../app/contracts/jacket.ts';
import { fitText, printText } from '../print/fit-text.ts';
import { points } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { drawQrCode } from '../print/qr-code.ts';
import type { Sheet } from '../print/sheet.ts';
import { jacketWording, printedDate } from './wording.ts';

const QR_SIZE = 28;
const PADDING = 3;
/** Millimetres that the block takes. */
export const ORDER_BLOCK_HEIGHT = QR_SIZE + 2 * PADDING;

/** The order: its code large, the address behind the QR code, who made the disc, and the code itself in its white box. */
export function drawOrderBlock(
  sheet: Sheet,
  jacket: Jacket,
  burnedAt: Date,
  place: { readonly x: number; readonly y: number; readonly width: number },
): void {
  const { x, y } = place;
  sheet
    .roundedRect(points(x), points(y), points(place.width), points(ORDER_BLOCK_HEIGHT), points(1.5))
    .fill(palette.paperRaised);
  const qr = { x: x + place.width - PADDING - QR_SIZE, y: y + PADDING };
  drawQrCode(sheet, jacket.watchUrl, { ...qr, width: QR_SIZE, height: QR_SIZE });

  const wording = jacketWording[jacket.language];
  const left = x + PADDING + 1.5;
  const width = qr.x - left - PADDING;
  const date = printedDate(jacket.language, burnedAt);
  const { copy } = jacket;
  const heading = copy === undefined ? wording.orderCode(date) : wording.anotherCopy(copy, date);
  const label = fitText(sheet, heading, {
    weight: 'semibold',
    size: 7.5,
    minimumSize: 6.5,
    width,
  });
  const code = fitText(sheet, jacket.code, {
    weight: 'bold',
    size: 24,
    minimumSize: 18,
    leading: 1.1,
    width,
    features: ['tnum', 'zero'],
  });
  printText(sheet, label, left, y + PADDING, palette.giltText);
  printText(sheet, code, left, y + PADDING + label.height, palette.text);
  drawAddress(sheet, jacket, left, y + PADDING + label.height + code.height + 0.5, width);

  const byLine = fitText(
    sheet,
    wording.madeBy(jacket.distributorName),
    { weight: 'medium', size: 7.5, minimumSize: 6, width, leading: 1.2 },
    6,
  );
  const bottom = y + ORDER_BLOCK_HEIGHT - PADDING;
  printText(sheet, byLine, left, bottom - byLine.height, palette.text);
}

/** The address for those who cannot scan it. Half an address helps nobody: one that does not fit is left out. */
function drawAddress(sheet: Sheet, jacket: Jacket, x: number, y: number, width: number): void {
  const address = fitText(
    sheet,
    jacket.watchUrl,
    { weight: 'regular', size: 7, minimumSize: 6, width, leading: 1.2 },
    5.2,
  );
  if (address.isCut) return;
  const invitation = fitText(sheet, jacketWording[jacket.language].scanOrType, {
    weight: 'regular',
    size: 7,
    minimumSize: 6,
    width,
  });
  printText(sheet, invitation, x, y, palette.quietText);
  printText(sheet, address, x, y + invitation.height, palette.text);
}
