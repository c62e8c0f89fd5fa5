import { expect, test } from 'vitest';
import { en, type TextTable } from '../../../../../app/player/page/text/en.ts';
import { formatClock, formatRate } from '../../../../../app/player/page/text/format.ts';
import { fr } from '../../../../../app/player/page/text/fr.ts';

type Leaf = string | ((...of: number[]) => string);
type Table = { readonly [key: string]: Leaf | Table };

/** Every sentence of a table, its gaps filled with figures. */
function sentences(table: Table): string[] {
  return Object.values(table).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return typeof value === 'function' ? [value(1, 2)] : sentences(value);
  });
}

const said = ({
  disc: { madeOn: _made, ...disc },
  ready: { untilDate: _date, ...ready },
  ...rest
}: TextTable) => sentences({ ...rest, disc, ready });

test('nothing is shouted, and nobody is told to wait', () => {
  expect(
    [...said(en), ...said(fr)].filter((text) => /!|please wait|patienter/i.test(text)),
  ).toEqual([]);
});

test('French double marks do not stand alone on the next line', () => {
  expect(said(fr).filter((text) => / [?;:»%]/.test(text))).toEqual([]);
});

test('moments and rates are written as they are read', () => {
  expect([0, 65.9, 3600, 3723].map(formatClock)).toEqual(['0:00', '1:05', '1:00:00', '1:02:03']);
  expect(formatRate(38.2, 'en-GB')).toBe('38\u00a0kbit/s');
});

test('how far the complement is ahead is one sentence, with its rate where it is known', () => {
  expect([en.watching.ahead(9, 38), en.watching.ahead(9, null)]).toEqual([
    'The complement arrives 9 s ahead of the picture, 38\u00a0kbit/s; nothing of it is kept.',
    'The complement arrives 9 s ahead of the picture; nothing of it is kept.',
  ]);
});
