import { AppError, isAppError } from '../../../foundation/errors.ts';

/** The bank's codes about identities, and the screens' (see `app/contracts/kiosk-channels.ts`). */
const screenCodes: ReadonlyMap<string, string> = new Map([
  ['IDENTIFICATION_REFUSED', 'IDENTITY_REFUSED'],
  ['IDENTIFICATION_LOCKED', 'IDENTITY_LOCKED'],
  ['PROOF_REFUSED', 'IDENTITY_NOT_FRESH'],
  ['PROOF_EXPIRED', 'IDENTITY_NOT_FRESH'],
  ['PROOF_USED', 'IDENTITY_NOT_FRESH'],
]);

/** What the bank refused, in the screens' words, with the attempts left or the end of the lock. */
export function identityError(error: unknown): unknown {
  const code = isAppError(error) ? screenCodes.get(error.code) : undefined;
  if (!isAppError(error) || code === undefined) return error;
  return new AppError(code, error.message, {
    remedy: error.remedy,
    context: error.context,
    cause: error,
  });
}
