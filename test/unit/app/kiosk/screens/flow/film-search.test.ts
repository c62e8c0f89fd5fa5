import { expect, test } from 'vitest';
import { findFilms, genresOf } from '../../../../../../app/kiosk/screens/flow/film-search.ts';
import { scriptedCatalogue } from '../../../../../support/screen-script.ts';

const search = (query: string, genre: 'science' | null = null) =>
  findFilms(scriptedCatalogue, { query, genre }, 'en').map(({ title }) => title.titleId);

test('a film is found by any of its names, without accents or capitals', () => {
  expect([search('metier'), search('LOOM')]).toEqual([['loom'], ['loom']]);
});

test('a film is found by its year', () => {
  expect(search('1998')).toEqual(['test-card']);
});

test('every word must fit', () => {
  expect([search('the loom'), search('the nowhere')]).toEqual([['loom'], []]);
});

test('names that begin with the word come first', () => {
  expect(search('t').slice(0, 3)).toEqual(['test-card', 'deep-shore', 'loom']);
});

test('a kind of film narrows the search', () => {
  expect(search('', 'science')).toEqual(['small-lives', 'deep-shore']);
});

test('only kinds that some film has are offered', () => {
  expect(genresOf(scriptedCatalogue.slice(0, 1), ['animation', 'abstract', 'science'])).toEqual([
    'abstract',
    'science',
  ]);
});
