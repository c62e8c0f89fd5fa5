import type { Jacket } from '../../app/contracts/jacket.ts';
import { at, closeSheet, openSheet } from '../print/sheet.ts';
import { drawBack } from './back.ts';
import { drawFront } from './front.ts';
import { BACK_X, BLEED_BOX, FRONT_X, SHEET, SPINE_X, TRIM } from './geometry.ts';
import { openPicture } from './picture.ts';
import { drawSpine } from './spine.ts';
import { drawTrimMarks } from './trim-marks.ts';

/**
 * The jacket of a disc as a PDF of one A4 sheet lying down, ready for a printer or a print shop: 273 x 183 mm with 3 mm
 * bleed, marks where to cut and fold, every font embedded. The same jacket and poster give the same bytes.
 *
 * @param poster the bytes of a JPEG or PNG file; `null` draws a disc instead.
 * @throws AppError `JACKET_POSTER_UNREADABLE`, `JACKET_RIGHTS_TOO_LONG` or `PRINT_QR_TOO_LONG`.
 */
export async function renderJacket(jacket: Jacket, poster: Uint8Array | null): Promise<Uint8Array> {
  const burnedAt = new Date(jacket.burnedAt);
  const sheet = openSheet({
    ...SHEET,
    trim: TRIM,
    bleed: BLEED_BOX,
    title: jacket.title.name[jacket.language],
    author: jacket.distributorName,
    language: jacket.language,
    madeAt: burnedAt,
  });
  const picture = openPicture(sheet, poster);
  at(sheet, BACK_X, TRIM.y, () => drawBack(sheet, jacket, picture, burnedAt));
  at(sheet, FRONT_X, TRIM.y, () => drawFront(sheet, jacket, picture));
  at(sheet, SPINE_X, TRIM.y, () => drawSpine(sheet, jacket));
  drawTrimMarks(sheet);
  return closeSheet(sheet);
}
