import { describe, expect, test } from 'vitest';
import { viewingRefusalSchema } from '../../../../../app/contracts/licence.ts';
import { playerErrorCodes } from '../../../../../app/player/player-error.ts';
import { english } from '../../../../../app/player/texts/refusals-en.ts';
import { french } from '../../../../../app/player/texts/refusals-fr.ts';
import { findSentence, sentenceOf } from '../../../../../app/player/texts/refusals.ts';

const codes = [...viewingRefusalSchema.options, ...playerErrorCodes];
const date = '2026-11-21T14:42:00.000Z';

describe.each(['en', 'fr'] as const)('in %s', (language) => {
  test.each(codes)('%s has a sentence of its own', (code) => {
    expect(findSentence(code, null, language)).toMatch(/^\p{Lu}.*\.$/u);
    expect(findSentence(code, date, language)).not.toMatch(/[{}]/);
  });

  test('no two refusals of a licence say the same', () => {
    const said = viewingRefusalSchema.options.map((code) => sentenceOf(code, date, language));
    expect(new Set(said).size).toBe(said.length);
  });
});

test('both languages have the same codes, and the same of them name a date', () => {
  const dated = (table: object) =>
    Object.entries(table)
      .filter(([, sentence]) => 'dated' in (sentence as object))
      .map(([code]) => code);
  expect(Object.keys(french)).toEqual(Object.keys(english));
  expect(dated(french)).toEqual(dated(english));
  const texts = [...Object.values(english), ...Object.values(french)];
  expect(texts.filter((each) => 'dated' in each && !each.dated.includes('{date}'))).toEqual([]);
  expect(texts.filter(({ text }) => /[{}!]|[Pp]lease wait/.test(text))).toEqual([]);
});

test('a date is written as its reader writes it, in the reader’s time', () => {
  expect(sentenceOf('LICENCE_EXPIRED', date, 'en', 'Europe/Paris')).toBe(
    'The time for this film ended on 21 November 2026 at 15:42. Ask the shop that sold it for a new licence.',
  );
  expect(sentenceOf('LICENCE_REVOKED', date, 'fr', 'Europe/Paris')).toBe(
    'La licence de ce disque a été retirée le 21 novembre 2026 à 15:42. Le magasin qui l’a vendu peut dire pourquoi.',
  );
});

test('what is no date is left out, and a code without a sentence is named', () => {
  expect(sentenceOf('LICENCE_EXPIRED', 'soon', 'en')).toBe(english.LICENCE_EXPIRED.text);
  expect(findSentence('toString', null, 'en')).toBeNull();
  expect(sentenceOf('SOMETHING_ELSE', null, 'fr')).toContain('(SOMETHING_ELSE)');
});
