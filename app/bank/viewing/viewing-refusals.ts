import type { ViewingRefusal } from '../../contracts/licence.ts';
import { AppError } from '../../foundation/errors.ts';

/** Why a film is not shown, or not shown any further. */
export type Refusal = ViewingRefusal | 'VIEWING_ENDED';

const sentences: Readonly<Record<Refusal, string>> = {
  LICENCE_NOT_ACTIVE: 'No kiosk has made this disc yet.',
  LICENCE_NOT_YET: 'The first day of this film is yet to come.',
  LICENCE_EXPIRED: 'The right to see this disc has expired.',
  LICENCE_REVOKED: 'The right to see this disc was revoked. Please ask where you bought it.',
  LICENCE_RETURNED: 'This disc was returned.',
  LICENCE_CANCELLED: 'The order of this disc was cancelled.',
  SHOWINGS_USED: 'All showings of this disc are used.',
  TOO_MANY_PLAYERS: 'This disc plays on as many players as it may.',
  TOO_MANY_DEVICES: 'This disc was played on as many devices as it may.',
  WRONG_USER: 'This disc belongs to another member.',
  WRONG_DISC: 'This is not the disc that it says it is.',
  VIEWING_ENDED: 'This viewing has ended.',
};

/** @param date as `ViewingRefusal` says of each; null where it knows none. */
export function viewingRefused(why: Refusal, date: string | null): AppError {
  return new AppError(why, sentences[why], {
    remedy: why === 'TOO_MANY_PLAYERS' || why === 'VIEWING_ENDED' ? 'retry' : 'reject-input',
    context: date === null ? {} : { date },
  });
}

/** What a wrong answer about a disc is told, and one too many of them. */
export const discWords = {
  refused: { code: 'WRONG_DISC', message: sentences.WRONG_DISC },
  locked: {
    code: 'WRONG_DISC_LOCKED',
    message: 'Too many wrong answers about this disc. Please wait.',
  },
} as const;
