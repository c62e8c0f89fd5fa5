import type { DiscLabel } from '../../app/contracts/disc-label.ts';
import { fitText, printText } from '../print/fit-text.ts';
import { points, type Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { drawQrCode } from '../print/qr-code.ts';
import { closeSheet, openSheet, rectangle, type Sheet } from '../print/sheet.ts';
import {
  bandAcross,
  bandBeside,
  CENTRE,
  DISC,
  standardRing,
  type PrintableRing,
} from './geometry.ts';
import { labelWording } from './wording.ts';

const WHOLE: Box = { x: 0, y: 0, width: DISC, height: DISC };
/** The hinge: a gilded line between the broken leaf and the whole one. Millimetres. */
const HINGE = 1.6;
const TITLE_HEIGHT = 22;
/** From the edge of the hub, millimetres: past the gilded ring around it. */
const TITLE_GAP = 5;
const QR_GAP = 6;
const QR_SIZE = 22;
const CODE_HEIGHT = 11;
const FACTS_HEIGHT = 24;

/**
 * The face of a disc as a PDF of 120 x 120 mm: title, code, who made it, and the address as a QR code, inside the ring that
 * the printer reaches. The same label gives the same bytes.
 *
 * @param ring what the printer reaches; 118 mm down to 22 mm unless given.
 * @throws AppError `PRINT_QR_TOO_LONG`
 */
export async function renderDiscLabel(
  label: DiscLabel,
  ring: PrintableRing = standardRing,
): Promise<Uint8Array> {
  const sheet = openSheet({
    width: DISC,
    height: DISC,
    trim: WHOLE,
    bleed: WHOLE,
    title: label.title.name[label.language],
    author: label.distributorName,
    language: label.language,
    madeAt: new Date(label.burnedAt),
  });
  sheet.save();
  clipToRing(sheet, ring);
  drawLeaves(sheet, ring);
  drawTitle(sheet, label, ring);
  drawCode(sheet, label, ring);
  drawFacts(sheet, label, ring);
  drawAddress(sheet, label, ring);
  sheet.restore();
  return closeSheet(sheet);
}

function clipToRing(sheet: Sheet, ring: PrintableRing): void {
  const centre = points(CENTRE);
  sheet
    .circle(centre, centre, points(ring.outer / 2))
    .circle(centre, centre, points(ring.inner / 2))
    .clip('even-odd');
}

/** Paper, a gilded hinge down the middle, and a rim as a disc fills: gilt from the hub outward. */
function drawLeaves(sheet: Sheet, ring: PrintableRing): void {
  const centre = points(CENTRE);
  rectangle(sheet, WHOLE).fill(palette.paper);
  rectangle(sheet, { x: 0, y: 0, width: CENTRE, height: DISC }).fill(palette.paperRaised);
  rectangle(sheet, { x: CENTRE - HINGE / 2, y: 0, width: HINGE, height: DISC }).fill(palette.gilt);
  sheet
    .circle(centre, centre, points(ring.inner / 2 + 1))
    .lineWidth(points(2))
    .stroke(palette.gilt);
  sheet
    .circle(centre, centre, points(ring.outer / 2 - 0.5))
    .lineWidth(points(1))
    .stroke(palette.gilt);
}

/** Lets the hinge pass behind a text. */
function interruptHinge(sheet: Sheet, box: Box): void {
  const half = { y: box.y - 1, width: HINGE, height: box.height + 2 };
  rectangle(sheet, { ...half, x: CENTRE - HINGE }).fill(palette.paperRaised);
  rectangle(sheet, { ...half, x: CENTRE }).fill(palette.paper);
}

/** Above the hub, as large as there is room. */
function drawTitle(sheet: Sheet, label: DiscLabel, ring: PrintableRing): void {
  const height = Math.min(TITLE_HEIGHT, (ring.outer - ring.inner) * 0.3);
  const band = bandAcross(ring, -(ring.inner / 2 + TITLE_GAP + height / 2), height);
  const title = fitText(
    sheet,
    label.title.name[label.language],
    { weight: 'bold', size: 20, minimumSize: 8, width: band.width, leading: 1.15 },
    band.height,
  );
  const top = band.y + (band.height - title.height) / 2;
  interruptHinge(sheet, { ...band, y: top, height: title.height });
  printText(sheet, title, band.x, top, palette.text, 'center');
}

/** The code people carry, left of the hub. */
function drawCode(sheet: Sheet, label: DiscLabel, ring: PrintableRing): void {
  const band = bandBeside(ring, -1, CODE_HEIGHT);
  const style = { width: band.width, minimumSize: 6 };
  const heading = fitText(sheet, labelWording[label.language].orderCode, {
    ...style,
    weight: 'semibold',
    size: 7,
  });
  const code = fitText(sheet, label.code, {
    ...style,
    weight: 'bold',
    size: 18,
    leading: 1.1,
    features: ['tnum', 'zero'],
  });
  printText(sheet, heading, band.x, band.y, palette.giltText, 'center');
  printText(sheet, code, band.x, band.y + heading.height, palette.text, 'center');
}

/** Right of the hub: what the film is, and who made the disc. */
function drawFacts(sheet: Sheet, label: DiscLabel, ring: PrintableRing): void {
  const band = bandBeside(ring, 1, FACTS_HEIGHT);
  const wording = labelWording[label.language];
  const style = { width: band.width, minimumSize: 6, leading: 1.3 };
  const facts = wording
    .facts(label.title, new Date(label.burnedAt))
    .map((fact) => fitText(sheet, fact, { ...style, weight: 'semibold', size: 8 }));
  const factsHeight = facts.reduce((sum, { height }) => sum + height, 0);
  const byLine = fitText(
    sheet,
    wording.madeBy(label.distributorName),
    { ...style, weight: 'medium', size: 7.5, leading: 1.2 },
    band.height - factsHeight - 1,
  );
  let y = band.y + (band.height - factsHeight - 1 - byLine.height) / 2;
  for (const fact of facts) {
    printText(sheet, fact, band.x, y, palette.text, 'center');
    y += fact.height;
  }
  printText(sheet, byLine, band.x, y + 1, palette.quietText, 'center');
}

/** Below the hub. */
function drawAddress(sheet: Sheet, label: DiscLabel, ring: PrintableRing): void {
  const y = CENTRE + ring.inner / 2 + QR_GAP;
  drawQrCode(sheet, label.watchUrl, {
    x: CENTRE - QR_SIZE / 2,
    y,
    width: QR_SIZE,
    height: QR_SIZE,
  });
}
