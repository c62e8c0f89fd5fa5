import type { Jacket } from '../../app/contracts/jacket.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { fitText, printText, type FittedText, type TextStyle } from '../print/fit-text.ts';
import type { Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { rectangle, within, type Sheet } from '../print/sheet.ts';
import { BLEED, JACKET_HEIGHT, LEAF_WIDTH } from './geometry.ts';
import { drawOrderBlock, ORDER_BLOCK_HEIGHT } from './order-block.ts';
import type { Picture } from './picture.ts';
import { drawWaysToWatch, WAYS_HEIGHT } from './ways-block.ts';
import { jacketWording } from './wording.ts';

const MARGIN = 9;
const WIDTH = LEAF_WIDTH - 2 * MARGIN;
const BOTTOM = JACKET_HEIGHT - 8;
const GAP = 4.5;
/** How high the strip of picture may stand, its bleed not counted. */
const BAND = { least: 18, most: 56 } as const;
/** A synopsis with less room than this is no use to anybody. */
const SYNOPSIS_LEAST = 12;

/** What stands above the rights line, fitted to the room that the others leave. */
interface BackTexts {
  readonly title: FittedText;
  readonly facts: FittedText;
  readonly synopsis: FittedText;
  readonly credits: FittedText | null;
  readonly rights: FittedText | null;
  readonly bandHeight: number;
}

/**
 * The back: a strip of the film, what it is, how to watch it, the order, and who is owed credit. Origin: its trim corner.
 *
 * @throws AppError `JACKET_RIGHTS_TOO_LONG` where the rights line, which is never cut, has no room at 6 points.
 */
export function drawBack(sheet: Sheet, jacket: Jacket, picture: Picture, burnedAt: Date): void {
  const texts = fitBack(sheet, jacket);
  rectangle(sheet, {
    x: -BLEED,
    y: -BLEED,
    width: LEAF_WIDTH + BLEED,
    height: JACKET_HEIGHT + 2 * BLEED,
  }).fill(palette.paper);
  drawBand(sheet, jacket, picture, texts.bandHeight);
  let y = texts.bandHeight + GAP;
  printText(sheet, texts.title, MARGIN, y, palette.text);
  y += texts.title.height + 1;
  printText(sheet, texts.facts, MARGIN, y, palette.giltText);
  y += texts.facts.height + 2.5;
  printText(sheet, texts.synopsis, MARGIN, y, palette.text);

  y = BOTTOM;
  for (const text of [texts.rights, texts.credits]) {
    if (text === null) continue;
    y -= text.height;
    printText(sheet, text, MARGIN, y, palette.quietText);
    y -= 0.8;
  }
  y -= GAP - 1 + ORDER_BLOCK_HEIGHT;
  drawOrderBlock(sheet, jacket, burnedAt, { x: MARGIN, y, width: WIDTH });
  y -= GAP + WAYS_HEIGHT;
  drawWaysToWatch(sheet, jacket.language, { x: MARGIN, y, width: WIDTH });
}

function fitBack(sheet: Sheet, jacket: Jacket): BackTexts {
  const { title, language } = jacket;
  const name = fitText(sheet, title.name[language], style('bold', 18, 11, { leading: 1.15 }), 15);
  const factLine = jacketWording[language].facts(title).join(' · ');
  const facts = fitText(sheet, factLine, style('semibold', 9, 7));
  const rights = title.rights.trim() === '' ? null : fitText(sheet, title.rights, small(6.5));
  const credits = title.credits.trim() === '' ? null : fitText(sheet, title.credits, small(7.5), 9);
  const taken =
    3 * GAP +
    name.height +
    facts.height +
    3.5 +
    WAYS_HEIGHT +
    ORDER_BLOCK_HEIGHT +
    GAP +
    (rights === null ? 0 : rights.height + 0.8) +
    (credits === null ? 0 : credits.height + 0.8);
  const room = BOTTOM - taken;
  // A film with much to say about its rights gives up the strip of picture first.
  const least = room - BAND.least >= SYNOPSIS_LEAST ? BAND.least : 0;
  if (room - least < SYNOPSIS_LEAST) {
    throw new AppError('JACKET_RIGHTS_TOO_LONG', 'The rights line has no room on the jacket.', {
      remedy: 'reject-input',
      context: { titleId: title.titleId, characters: title.rights.length },
    });
  }
  const synopsis = fitText(
    sheet,
    title.synopsis[language],
    style('regular', 10, 7, { leading: 1.4 }),
    room - least,
  );
  const bandHeight = least === 0 ? 0 : Math.min(BAND.most, room - synopsis.height);
  return { title: name, facts, synopsis, credits, rights, bandHeight };
}

function style(
  weight: TextStyle['weight'],
  size: number,
  minimumSize: number,
  more: Partial<TextStyle> = {},
): TextStyle {
  return { weight, size, minimumSize, width: WIDTH, ...more };
}

/** Credits and rights: 6 points at least, which is what licences call legible. */
function small(size: number): TextStyle {
  return style('regular', size, 6, { leading: 1.25 });
}

/** The film once more, whole and as wide as it is: the front shows only its middle. */
function drawBand(sheet: Sheet, jacket: Jacket, picture: Picture, height: number): void {
  if (height === 0) return;
  const band: Box = { x: -BLEED, y: -BLEED, width: LEAF_WIDTH + BLEED, height: height + BLEED };
  const ratio = jacket.title.aspect === '16:9' ? 16 / 9 : 4 / 3;
  const frameHeight = Math.max(band.height, band.width / ratio);
  // More of the upper half of the frame, where faces are.
  const frameTop = band.y - (frameHeight - band.height) * 0.3;
  within(sheet, band, () => picture.cover({ ...band, y: frameTop, height: frameHeight }));
  rectangle(sheet, { ...band, y: height - 0.7, height: 0.8 }).fill(palette.gilt);
}
