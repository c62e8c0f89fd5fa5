import type { Language } from '../../../../contracts/title.ts';
import { formatTime } from '../../text/format.ts';
import { refusalsEn, refusalsFr } from '../../text/panel/refusals.ts';
import { frameEn } from '../../text/panel/frame-en.ts';
import { frameFr } from '../../text/panel/frame-fr.ts';

interface Said {
  readonly code: string;
  readonly message: string;
}

/** Why something was refused, in the reader's language where its code is known, else in the machine's own words. */
export function refusalSentence({ code, message }: Said, language: Language): string {
  const table = language === 'fr' ? refusalsFr : refusalsEn;
  return table[code] ?? `${message} (${code})`;
}

/** The same for a sign-in, with the attempts that are left, or until when it is locked. */
export function signInRefusal(
  said: Said & { readonly attemptsLeft?: number | undefined; readonly until?: string | undefined },
  language: Language,
): string {
  const { attempts_one, attempts_other, lockedUntil } = (language === 'fr' ? frameFr : frameEn)
    .signIn;
  const { attemptsLeft, until } = said;
  if (until !== undefined && !Number.isNaN(Date.parse(until))) {
    return lockedUntil.replace('{{time}}', formatTime(Date.parse(until), language));
  }
  const sentence = refusalSentence(said, language);
  if (attemptsLeft === undefined) return sentence;
  const left = attemptsLeft === 1 ? attempts_one : attempts_other;
  return `${sentence} ${left.replace('{{count}}', String(attemptsLeft))}`;
}
