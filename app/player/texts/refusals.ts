import { english, type Sentence } from './refusals-en.ts';
import { french } from './refusals-fr.ts';

export type Language = 'en' | 'fr';

const tables: Readonly<Record<Language, Readonly<Record<string, Sentence>>>> = {
  en: english,
  fr: french,
};
const unknown: Readonly<Record<Language, string>> = {
  en: 'It did not work ({code}). Try again; if it stays so, tell the bank the code.',
  fr: 'Cela n’a pas marché ({code}). Réessayez ; si cela persiste, dites ce code à la banque.',
};
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };

/**
 * What a viewer is told of a code, or null where there is no sentence for it.
 *
 * @param date ISO 8601; written out as the language does, in the reader's time.
 * @param timeZone IANA name; that of this machine if not given.
 */
export function findSentence(
  code: string,
  date: string | null,
  language: Language,
  timeZone?: string,
): string | null {
  const table = tables[language];
  const sentence = Object.hasOwn(table, code) ? table[code] : undefined;
  if (sentence === undefined) return null;
  const written = date === null ? null : writtenDate(date, language, timeZone);
  if (written === null || sentence.dated === undefined) return sentence.text;
  return sentence.dated.replace('{date}', () => written);
}

/** The same; a code without a sentence of its own gets one that names it. */
export function sentenceOf(
  code: string,
  date: string | null,
  language: Language,
  timeZone?: string,
): string {
  return (
    findSentence(code, date, language, timeZone) ?? unknown[language].replace('{code}', () => code)
  );
}

/** `21 November 2026 at 15:42`, `21 novembre 2026 à 15:42`; null for what is no date. */
function writtenDate(date: string, language: Language, timeZone?: string): string | null {
  const epochMs = Date.parse(date);
  if (Number.isNaN(epochMs)) return null;
  return new Intl.DateTimeFormat(locales[language], {
    dateStyle: 'long',
    timeStyle: 'short',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(epochMs);
}
