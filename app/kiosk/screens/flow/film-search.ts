import type { CatalogueEntry } from '../../../contracts/kiosk-view.ts';
import type { Language, Title } from '../../../contracts/title.ts';

export type Genre = Title['genres'][number];

export interface Browsing {
  readonly genre: Genre | null;
  readonly query: string;
  readonly isTyping: boolean;
}

export const freshBrowsing: Browsing = { genre: null, query: '', isTyping: false };

/** Text as it is compared: no accents, no case, no punctuation. */
export function plainText(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The films of a genre whose name (in any language), people or year hold every word of the query, the name's first. */
export function findFilms(
  entries: readonly CatalogueEntry[],
  browsing: Pick<Browsing, 'genre' | 'query'>,
  language: Language,
): CatalogueEntry[] {
  const words = plainText(browsing.query).split(' ').filter(Boolean);
  const inGenre = entries.filter(
    ({ title }) => browsing.genre === null || title.genres.includes(browsing.genre),
  );
  const found = inGenre.flatMap((entry) => {
    const { name, credits, year } = entry.title;
    const own = plainText(name[language]);
    const all = plainText(`${name.en} ${name.fr} ${credits} ${year}`);
    if (!words.every((word) => all.includes(word))) return [];
    return [{ entry, rank: words.length > 0 && own.startsWith(words[0] ?? '') ? 0 : 1, own }];
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.own.localeCompare(b.own, language))
    .map(({ entry }) => entry);
}

/** Genres that at least one film has, in the contract's order. */
export function genresOf(entries: readonly CatalogueEntry[], all: readonly Genre[]): Genre[] {
  return all.filter((genre) => entries.some(({ title }) => title.genres.includes(genre)));
}
