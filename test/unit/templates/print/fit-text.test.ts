import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitText, type TextStyle } from '../../../../templates/print/fit-text.ts';
import { openSheet } from '../../../../templates/print/sheet.ts';

const paper = { x: 0, y: 0, width: 100, height: 100 };
const sheet = openSheet({
  width: 100,
  height: 100,
  trim: paper,
  bleed: paper,
  title: 't',
  author: 'a',
  language: 'en',
  madeAt: new Date(0),
});
const style: TextStyle = { weight: 'regular', size: 12, minimumSize: 8, width: 40 };

it('sets a text that has room as large as wanted', () => {
  const text = fitText(sheet, 'A short title', style, 10);
  expect([text.size, text.lines, text.isCut]).toEqual([12, ['A short title'], false]);
});

it('shrinks a text before it cuts it', () => {
  const text = fitText(sheet, 'A title that is a bit longer', style, 5.6);
  expect(text.size).toBeLessThan(12);
  expect(text.lines).toEqual(['A title that is a bit longer']);
});

it('cuts at a word, with an ellipsis and without a dangling comma', () => {
  const text = fitText(sheet, 'One, two, three, four, five, six, seven, eight, nine', style, 4);
  expect(text.lines).toEqual(['One, two, three, four, five…']);
  expect([text.size, text.isCut]).toEqual([8, true]);
});

it('shrinks rather than breaks a long word, and breaks it only at the smallest size', () => {
  expect(fitText(sheet, 'Incomprehensibilities', style).lines).toEqual(['Incomprehensibilities']);
  const broken = fitText(sheet, 'Incomprehensibilities'.repeat(2), style).lines;
  expect([broken.length, broken.join('')]).toEqual([2, 'Incomprehensibilities'.repeat(2)]);
});

it('never sets a line wider than its measure nor a block higher than its room', () => {
  const letters = fc.string({
    unit: fc.constantFrom('a', 'W', 'i', 'π', 'Ж', ' ', 'é', ',', '—'),
    minLength: 1,
    maxLength: 200,
  });
  fc.assert(
    fc.property(letters, fc.integer({ min: 4, max: 30 }), (text, height) => {
      const fitted = fitText(sheet, text, style, height);
      expect(fitted.height).toBeLessThanOrEqual(height);
      for (const line of fitted.lines) {
        sheet.font('regular').fontSize(fitted.size);
        expect(sheet.widthOfString(line) / (72 / 25.4)).toBeLessThanOrEqual(40);
      }
    }),
    { seed: 7, numRuns: 60 },
  );
});
