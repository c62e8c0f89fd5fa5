import { describe, expect, it } from 'vitest';
import { discLabelSchema, type DiscLabel } from '../../../../app/contracts/disc-label.ts';
import { renderDiscLabel } from '../../../../templates/disc-label/render-disc-label.ts';
import { aJacket } from '../jacket/a-jacket.ts';
import { poppler, renderPdf, textOf } from '../jacket/read-pdf.ts';

const aLabel = (change: Parameters<typeof aJacket>[0] = {}): DiscLabel =>
  discLabelSchema.parse(aJacket(change));

describe('the label of a disc', () => {
  it('names the film, the code, the facts and the distributor, in English and in French', async () => {
    const english = textOf(await renderDiscLabel(aLabel()));
    for (const part of [
      'The Lighthouse of Łódź',
      'Order code',
      'K7F3-92QD',
      '9 min 56 s',
      '20 November 2026',
      'Made to order by Cinéma du Port',
    ]) {
      expect(english).toContain(part);
    }
    const french = textOf(await renderDiscLabel(aLabel({ language: 'fr' })));
    expect(french).toContain('Le Phare de Łódź');
    expect(french).toContain('Fait à la commande par Cinéma du Port');
    expect(french).not.toMatch(/Order code|Made to order/);
  });

  it('is one page as large as the disc, its fonts embedded', async () => {
    const pdf = await renderDiscLabel(aLabel());
    const facts = poppler('pdfinfo', pdf, ['FILE']).toString();
    expect(facts).toMatch(/^Pages:\s+1$/m);
    // 120 mm are 340.157 points.
    expect(facts).toMatch(/^Page size:\s+340\.157 x 340\.157 pts$/m);
    const fonts = poppler('pdffonts', pdf, ['FILE']).toString().split('\n').slice(2, -1);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/ yes yes yes /);
  });

  it.each([
    ['118 to 22 mm', undefined, 59, 11],
    ['116 to 46 mm', { outer: 116, inner: 46 }, 58, 23],
  ])('leaves hub and rim bare: %s', async (_, ring, outer, inner) => {
    const page = renderPdf(await renderDiscLabel(aLabel(), ring), 200);
    const white = [255, 255, 255];
    for (let turn = 0; turn < 24; turn += 1) {
      const angle = (turn / 24) * 2 * Math.PI;
      const at = (radius: number) =>
        page.at(60 + radius * Math.cos(angle), 60 + radius * Math.sin(angle));
      expect(at(outer + 0.4)).toEqual(white);
      expect(at(inner - 0.4)).toEqual(white);
      expect(at(outer - 0.4)).not.toEqual(white);
      expect(at(inner + 0.4)).not.toEqual(white);
    }
  });

  it('cuts a title that is far too long, and prints the rest of it all', async () => {
    const name = `${'A very long title that goes on '.repeat(20)}END`;
    const text = textOf(await renderDiscLabel(aLabel({ title: { name: { en: name, fr: name } } })));
    expect(text).toContain('…');
    expect(text).not.toContain('END');
    expect(text).toContain('K7F3-92QD');
  });

  it('refuses an address that no reader could scan at this size', async () => {
    const watchUrl = `https://films.example/${'x'.repeat(400)}`;
    await expect(renderDiscLabel(aLabel({ watchUrl }))).rejects.toMatchObject({
      code: 'PRINT_QR_TOO_LONG',
    });
  });

  it('is the same for the same data, byte for byte', async () => {
    const [first, second] = [await renderDiscLabel(aLabel()), await renderDiscLabel(aLabel())];
    expect(Buffer.from(second).equals(Buffer.from(first))).toBe(true);
  });
});
