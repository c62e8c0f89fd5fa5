import { printText, fitText } from '../print/fit-text.ts';
import { points, type Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { closeSheet, openSheet, rectangle } from '../print/sheet.ts';

/** What a test page says of itself. */
export interface TestPage {
  readonly kioskName: string;
  /** Counted over the life of the machine. */
  readonly number: number;
  /** ISO 8601. */
  readonly printedAt: string;
}

/** A4, millimetres. */
const PAPER: Box = { x: 0, y: 0, width: 210, height: 297 };
const MARGIN = 20;
const PATCH = 17;
const GREYS = 10;

/**
 * A page that shows whether the printer prints straight, whole and in every colour; it says that it is a test, in both
 * languages, so that nobody takes it for a jacket. The same page gives the same bytes.
 */
export async function renderTestPage(page: TestPage): Promise<Uint8Array> {
  const sheet = openSheet({
    width: PAPER.width,
    height: PAPER.height,
    trim: PAPER,
    bleed: PAPER,
    title: `Test ${page.number}`,
    author: page.kioskName,
    language: 'en',
    madeAt: new Date(page.printedAt),
  });
  const width = PAPER.width - 2 * MARGIN;
  const lines: readonly (readonly [text: string, size: number, y: number])[] = [
    ['TEST', 96, 30],
    ['Not for sale · Hors vente', 28, 75],
    [`${page.kioskName} · ${page.number} · ${page.printedAt}`, 14, 95],
  ];
  for (const [text, size, y] of lines) {
    const style = { weight: 'semibold', size, minimumSize: 8, width } as const;
    printText(sheet, fitText(sheet, text, style), MARGIN, y, palette.text);
  }
  const colours = ['#00FFFF', '#FF00FF', '#FFFF00', '#000000', '#FF0000', '#00FF00', '#0000FF'];
  for (const [index, colour] of colours.entries()) {
    const box = { x: MARGIN + index * (PATCH + 4), y: 120, width: PATCH, height: PATCH };
    rectangle(sheet, box).fill(colour);
  }
  for (let grey = 0; grey < GREYS; grey += 1) {
    const level = Math.round((255 * grey) / (GREYS - 1))
      .toString(16)
      .padStart(2, '0');
    const box = { x: MARGIN + grey * PATCH, y: 150, width: PATCH, height: PATCH };
    rectangle(sheet, box).fill(`#${level}${level}${level}`);
  }
  // A frame a centimetre inside the paper: cut off or slanting, it is seen at once.
  const frame = { x: 10, y: 10, width: PAPER.width - 20, height: PAPER.height - 20 };
  rectangle(sheet, frame).lineWidth(points(0.3)).stroke(palette.text);
  return closeSheet(sheet);
}
