import type { Jacket } from '../../app/contracts/jacket.ts';
import { fitText, printText } from '../print/fit-text.ts';
import { points, type Box } from '../print/measure.ts';
import { palette } from '../print/palette.ts';
import { rectangle, within, type Sheet } from '../print/sheet.ts';
import { drawBrokenLeaf } from './broken-leaf.ts';
import { BLEED, JACKET_HEIGHT, LEAF_WIDTH } from './geometry.ts';
import type { Picture } from './picture.ts';
import { jacketWording } from './wording.ts';

const HINGE_WIDTH = 1.4;
const MARGIN = 10;
const TITLE_HEIGHT = 40;
/** How far above the title the shade begins. */
const SHADE_RISE = 34;

/** The front: left leaf broken, right leaf whole, the gilded hinge between them, and the title below. Origin: its trim corner. */
export function drawFront(sheet: Sheet, jacket: Jacket, picture: Picture): void {
  const whole: Box = {
    x: -BLEED,
    y: -BLEED,
    width: LEAF_WIDTH + 2 * BLEED,
    height: JACKET_HEIGHT + 2 * BLEED,
  };
  // The fold to the spine needs no bleed: the picture ends there.
  const face: Box = { ...whole, x: 0, width: LEAF_WIDTH + BLEED };
  const hinge = LEAF_WIDTH / 2;
  const texts = fitTitle(sheet, jacket);
  within(sheet, face, () => {
    picture.cover(whole);
    drawBrokenLeaf(sheet, picture, { ...face, width: hinge }, whole, jacket.title.titleId);
    drawHinge(sheet, { ...face, x: hinge - HINGE_WIDTH / 2, width: HINGE_WIDTH });
    drawShade(sheet, face, texts.titleTop);
  });
  printText(sheet, texts.title, MARGIN, texts.titleTop, palette.nightText);
  printText(sheet, texts.facts, MARGIN, texts.factsTop, palette.nightQuietText);
}

/** A gilded rod: darker at both edges, so that it looks round. */
function drawHinge(sheet: Sheet, box: Box): void {
  const gilt = sheet.linearGradient(points(box.x), 0, points(box.x + box.width), 0);
  gilt.stop(0, '#8A5A0C').stop(0.35, '#FFE2A6').stop(0.6, palette.gilt).stop(1, '#7A4B00');
  rectangle(sheet, box).fill(gilt);
}

/** Night rising from below, dark enough behind the title for any picture. */
function drawShade(sheet: Sheet, face: Box, titleTop: number): void {
  const top = titleTop - SHADE_RISE;
  const height = face.y + face.height - top;
  const shade = sheet.linearGradient(0, points(top), 0, points(top + height));
  shade
    .stop(0, palette.night, 0)
    .stop((SHADE_RISE * 0.9) / height, palette.night, 0.8)
    .stop((SHADE_RISE + 8) / height, palette.night, 0.93)
    .stop(1, palette.night, 1);
  rectangle(sheet, { ...face, y: top, height }).fill(shade);
}

function fitTitle(sheet: Sheet, jacket: Jacket) {
  const width = LEAF_WIDTH - 2 * MARGIN;
  const title = fitText(
    sheet,
    jacket.title.name[jacket.language],
    { weight: 'bold', size: 38, minimumSize: 15, width, leading: 1.12 },
    TITLE_HEIGHT,
  );
  const line = jacketWording[jacket.language].facts(jacket.title).slice(0, 2).join(' · ');
  const facts = fitText(sheet, line, { weight: 'medium', size: 11, minimumSize: 8, width });
  const factsTop = JACKET_HEIGHT - MARGIN - facts.height;
  return { title, facts, factsTop, titleTop: factsTop - 3 - title.height };
}
