import type { Language } from '../../app/contracts/title.ts';
import { fitText, printText, type FittedText, type TextStyle } from '../print/fit-text.ts';
import { palette } from '../print/palette.ts';
import type { Sheet } from '../print/sheet.ts';
import { drawPictogram } from './pictograms.ts';
import { jacketWording, waysToWatch } from './wording.ts';

/** Millimetres that the block takes. */
export const WAYS_HEIGHT = 42;
const COLUMN_GAP = 4;
const PICTOGRAM = 11;

/** How to watch at home: one sentence, then four pictograms side by side, each with its name and what to do. */
export function drawWaysToWatch(
  sheet: Sheet,
  language: Language,
  place: { readonly x: number; readonly y: number; readonly width: number },
): void {
  const { x, width } = place;
  const wording = jacketWording[language];
  let y = place.y;
  const heading = fitText(sheet, wording.howToWatch, {
    weight: 'bold',
    size: 11,
    minimumSize: 9,
    width,
  });
  printText(sheet, heading, x, y, palette.text);
  y += heading.height + 0.5;
  const sentence = fitText(
    sheet,
    wording.whatTheDiscHolds,
    { weight: 'regular', size: 7.5, minimumSize: 6.5, width },
    7,
  );
  printText(sheet, sentence, x, y, palette.quietText);
  y += sentence.height + 2;
  const column = (width - (waysToWatch.length - 1) * COLUMN_GAP) / waysToWatch.length;
  const textTop = y + PICTOGRAM + 1.2;
  const nameStyle: TextStyle = { weight: 'semibold', size: 8, minimumSize: 6.5, width: column };
  const names = fitAlike(
    sheet,
    waysToWatch.map((way) => wording.ways[way].name),
    nameStyle,
  );
  const bodyTop = textTop + (names[0]?.height ?? 0);
  const bodies = fitAlike(
    sheet,
    waysToWatch.map((way) => wording.ways[way].text),
    { weight: 'regular', size: 7, minimumSize: 6, width: column, leading: 1.25 },
    place.y + WAYS_HEIGHT - bodyTop,
  );
  waysToWatch.forEach((way, index) => {
    const left = x + index * (column + COLUMN_GAP);
    drawPictogram(sheet, way, { x: left, y, width: PICTOGRAM, height: PICTOGRAM });
    const [name, body] = [names[index], bodies[index]];
    if (name !== undefined) printText(sheet, name, left, textTop, palette.text);
    if (body !== undefined) printText(sheet, body, left, bodyTop, palette.quietText);
  });
}

/** Texts that stand side by side: all in the size of the one that needs the smallest. */
function fitAlike(
  sheet: Sheet,
  texts: readonly string[],
  style: TextStyle,
  height?: number,
): FittedText[] {
  const sizes = texts.map((text) => fitText(sheet, text, style, height).size);
  const size = Math.min(...sizes);
  return texts.map((text) => fitText(sheet, text, { ...style, size }, height));
}
