import { viewingRefusalSchema } from '../../contracts/licence.ts';
import { isAppError } from '../../foundation/errors.ts';

/** What `diptych play` ends with, so that a script can tell why. */
export const playExitCodes = {
  shown: 0,
  failed: 1,
  /** The right to see the film: a licence, a user, too many players, a stick. */
  refused: 2,
  /** No disc, not ours, altered, damaged, unreadable. */
  disc: 3,
  noContact: 4,
} as const;

export function exitCodeOf(error: unknown): number {
  if (!isAppError(error)) return playExitCodes.failed;
  const { code } = error;
  if (viewingRefusalSchema.safeParse(code).success) {
    return code === 'WRONG_DISC' ? playExitCodes.disc : playExitCodes.refused;
  }
  if (/^(DISC|DRIVE|SPLIT|COMPLEMENT)_|^PLAY_(NO_DISC|DISC_NOT_WHOLE)$/.test(code)) {
    return playExitCodes.disc;
  }
  if (code.startsWith('STICK_') || code === 'PLAYER_OTHER_MEMBER') return playExitCodes.refused;
  if (/^(BANK_UNREACHABLE|PLAYER_NO_CONTACT)$/.test(code)) return playExitCodes.noContact;
  return playExitCodes.failed;
}
