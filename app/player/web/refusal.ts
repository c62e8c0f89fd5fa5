import type { PlayerPageRefusal } from '../../contracts/player-page.ts';
import { isAppError } from '../../foundation/errors.ts';
import { sentenceOf } from '../texts/refusals.ts';

/** An error, or the end of a showing, as the page may know it: its code, and its sentence in both languages. */
export function refusalOf(error: unknown): PlayerPageRefusal {
  const { code, date } = factsOf(error);
  return {
    code,
    sentence: { en: sentenceOf(code, date, 'en'), fr: sentenceOf(code, date, 'fr') },
  };
}

function factsOf(error: unknown): { readonly code: string; readonly date: string | null } {
  if (isAppError(error)) {
    const { date, until } = error.context;
    const when = date ?? until;
    return { code: error.code, date: typeof when === 'string' ? when : null };
  }
  const isEnd = typeof error === 'object' && error !== null && 'at' in error && 'code' in error;
  if (isEnd && typeof error.code === 'string') {
    const date = 'date' in error && typeof error.date === 'string' ? error.date : null;
    return { code: error.code, date };
  }
  return { code: 'PROGRAM_FAILED', date: null };
}
