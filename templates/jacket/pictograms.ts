import { points, type Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { at, type Sheet } from '../print/sheet.ts';
import type { WayToWatch } from './wording.ts';

/** Pictograms are drawn on a square of 12 units, one a millimetre at full size. */
const GRID = 12;

/** Draws the way to watch as a line drawing that fills the square box. */
export function drawPictogram(sheet: Sheet, way: WayToWatch, box: Box): void {
  at(sheet, box.x, box.y, () => {
    sheet.scale(box.width / GRID);
    sheet.lineWidth(points(0.55)).lineJoin('round').lineCap('round').undash();
    sheet.strokeColor(palette.text).fillColor(palette.text);
    drawings[way](sheet);
  });
}

const drawings: Readonly<Record<WayToWatch, (sheet: Sheet) => void>> = {
  online(sheet) {
    screen(sheet, 1, 4.6, 10, 6);
    playSign(sheet, 4.9, 5.9, 3.4);
    for (const radius of [1.2, 2.5]) arc(sheet, 6, 3.6, radius, -140, -40);
    dot(sheet, 6, 3.2, 0.45);
  },
  multicast(sheet) {
    dot(sheet, 6, 1.9, 1.1, palette.gilt);
    for (const x of [2, 6, 10]) {
      line(sheet, 6, 3.3, x, 6.6);
      screen(sheet, x - 1.5, 7.2, 3, 2.4);
    }
  },
  stick(sheet) {
    sheet.save();
    sheet.rotate(-35, { origin: [points(6), points(6)] });
    roundedBox(sheet, 0.8, 3.9, 7, 4.2, 0.8).stroke();
    roundedBox(sheet, 7.8, 4.7, 3, 2.6, 0.2).stroke();
    dot(sheet, 9.3, 5.5, 0.28);
    dot(sheet, 9.3, 6.5, 0.28);
    playSign(sheet, 3.3, 4.8, 2.4);
    sheet.restore();
  },
  telephone(sheet) {
    roundedBox(sheet, 2.9, 0.7, 6.2, 10.6, 1).stroke();
    line(sheet, 5, 2.1, 7, 2.1);
    for (const y of [4.6, 6.6, 8.6]) {
      for (const x of [4.5, 6, 7.5]) dot(sheet, x, y, 0.48, x === 6 ? palette.gilt : palette.text);
    }
  },
};

function screen(sheet: Sheet, x: number, y: number, width: number, height: number): void {
  roundedBox(sheet, x, y, width, height, 0.5).stroke();
  const middle = x + width / 2;
  line(sheet, middle - width / 5, y + height + 0.9, middle + width / 5, y + height + 0.9);
}

function playSign(sheet: Sheet, x: number, y: number, height: number): void {
  sheet
    .moveTo(points(x), points(y))
    .lineTo(points(x + height * 0.85), points(y + height / 2))
    .lineTo(points(x), points(y + height))
    .closePath()
    .fill(palette.gilt);
  sheet.fillColor(palette.text);
}

function roundedBox(
  sheet: Sheet,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
): Sheet {
  return sheet.roundedRect(points(x), points(y), points(width), points(height), points(radius));
}

function line(sheet: Sheet, x1: number, y1: number, x2: number, y2: number): void {
  sheet.moveTo(points(x1), points(y1)).lineTo(points(x2), points(y2)).stroke();
}

function dot(sheet: Sheet, x: number, y: number, radius: number, colour: string = palette.text) {
  sheet.circle(points(x), points(y), points(radius)).fill(colour);
}

/** Part of a circle, in degrees clockwise from three o'clock. */
function arc(sheet: Sheet, x: number, y: number, radius: number, from: number, to: number): void {
  const steps = 12;
  for (let step = 0; step <= steps; step += 1) {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    const pointX = points(x + radius * Math.cos(angle));
    const pointY = points(y + radius * Math.sin(angle));
    if (step === 0) sheet.moveTo(pointX, pointY);
    else sheet.lineTo(pointX, pointY);
  }
  sheet.stroke();
}
