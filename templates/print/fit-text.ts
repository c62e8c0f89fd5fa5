import { millimetresOf, points } from './measure.ts';
import type { Sheet, Weight } from './sheet.ts';

/** How a text may be set. Sizes in points, measures in millimetres. */
export interface TextStyle {
  readonly weight: Weight;
  /** The size wanted, and the smallest that is still legible. */
  readonly size: number;
  readonly minimumSize: number;
  readonly width: number;
  /** Leading as a multiple of the size. 1.3 if not given. */
  readonly leading?: number;
  /** OpenType features, `tnum` for figures that stand in columns. */
  readonly features?: PDFKit.Mixins.OpenTypeFeatures[];
}

/** A text that is known to fit: it holds the lines as they will be printed. */
export interface FittedText {
  readonly style: TextStyle;
  readonly size: number;
  readonly lines: readonly string[];
  /** Millimetres from the top of the first line to the bottom of the last. */
  readonly height: number;
  readonly isCut: boolean;
}

const STEP = 0.25;
const ELLIPSIS = '…';

/**
 * Sets `text` in at most `height` millimetres: as large as wanted if it fits, smaller down to the minimum if not, and
 * then cut at a word with an ellipsis. A word wider than the line is broken only at the smallest size.
 */
export function fitText(
  sheet: Sheet,
  text: string,
  style: TextStyle,
  height = Number.POSITIVE_INFINITY,
): FittedText {
  const words = text.trim().split(/\s+/);
  for (let size = style.size; size >= style.minimumSize; size -= STEP) {
    const breakWords = size - STEP < style.minimumSize;
    const lines = breakIntoLines(sheet, words, style, size, breakWords);
    if (lines !== null && heightOf(style, size, lines.length) <= height) {
      return fitted(style, size, lines, false);
    }
  }
  const size = style.minimumSize;
  const lines = breakIntoLines(sheet, words, style, size, true) ?? [];
  const room = Math.max(1, Math.floor(height / heightOf(style, size, 1) + 1e-9));
  if (lines.length <= room) return fitted(style, size, lines, false);
  const kept = lines.slice(0, room);
  kept[room - 1] = withEllipsis(sheet, kept[room - 1] ?? '', style, size);
  return fitted(style, size, kept, true);
}

/** Prints a fitted text with its top left corner at (`x`, `y`) millimetres; `align` within its width. */
export function printText(
  sheet: Sheet,
  text: FittedText,
  x: number,
  y: number,
  colour: string,
  align: 'left' | 'center' | 'right' = 'left',
): void {
  sheet.font(text.style.weight).fontSize(text.size).fillColor(colour);
  const lineHeight = heightOf(text.style, text.size, 1);
  text.lines.forEach((line, index) => {
    const spare = text.style.width - widthOf(sheet, line, text.style, text.size);
    const shift = align === 'left' ? 0 : align === 'center' ? spare / 2 : spare;
    sheet.text(line, points(x + shift), points(y + (index + 0.5) * lineHeight), {
      lineBreak: false,
      baseline: 'middle',
      ...features(text.style),
    });
  });
}

function fitted(
  style: TextStyle,
  size: number,
  lines: readonly string[],
  isCut: boolean,
): FittedText {
  return { style, size, lines, height: heightOf(style, size, lines.length), isCut };
}

function heightOf(style: TextStyle, size: number, lineCount: number): number {
  return millimetresOf(size * (style.leading ?? 1.3) * lineCount);
}

function features(style: TextStyle): { features?: PDFKit.Mixins.OpenTypeFeatures[] } {
  return style.features === undefined ? {} : { features: style.features };
}

function widthOf(sheet: Sheet, text: string, style: TextStyle, size: number): number {
  sheet.font(style.weight).fontSize(size);
  return millimetresOf(sheet.widthOfString(text, features(style)));
}

/** Lines no wider than the style allows; `null` where a word is wider than the line and may not be broken. */
function breakIntoLines(
  sheet: Sheet,
  words: readonly string[],
  style: TextStyle,
  size: number,
  breakWords: boolean,
): string[] | null {
  const fits = (text: string) => widthOf(sheet, text, style, size) <= style.width;
  const lines: string[] = [];
  let line = '';
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    if (fits(word)) continue;
    if (!breakWords) return null;
    const pieces = breakWord(word, fits);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line !== '') lines.push(line);
  return lines;
}

function breakWord(word: string, fits: (text: string) => boolean): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of charactersOf(word)) {
    if (piece !== '' && !fits(piece + character)) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}

/** What a reader takes for one character: letters keep their accents. */
function charactersOf(text: string): string[] {
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** `line` and an ellipsis, shortened by words until both fit; by characters where it is one word. */
function withEllipsis(sheet: Sheet, line: string, style: TextStyle, size: number): string {
  const fits = (text: string) => widthOf(sheet, text, style, size) <= style.width;
  let kept = line;
  while (kept !== '' && !fits(kept + ELLIPSIS)) {
    const space = kept.lastIndexOf(' ');
    kept = space > 0 ? kept.slice(0, space) : charactersOf(kept).slice(0, -1).join('');
  }
  return kept.replace(/[\s,;:.–—-]+$/u, '') + ELLIPSIS;
}
