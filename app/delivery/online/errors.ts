import { AppError } from '../../foundation/errors.ts';

/**
 * `COMPLEMENT_SEAL_BROKEN`: what came is not what the bank sealed for this viewing.
 * `SESSION_KEY_BROKEN`: a sealed session key is not for this device and viewing, or was altered.
 * `DEVICE_KEY_REFUSED`: nothing can be sealed to this public key.
 */
export type SealProblem = 'COMPLEMENT_SEAL_BROKEN' | 'SESSION_KEY_BROKEN' | 'DEVICE_KEY_REFUSED';

const sentences: Readonly<Record<SealProblem, string>> = {
  COMPLEMENT_SEAL_BROKEN: 'A part of the film did not come as the bank sealed it.',
  SESSION_KEY_BROKEN: 'The key of this viewing cannot be opened by this device.',
  DEVICE_KEY_REFUSED: 'The key of this device cannot be used.',
};

/** One sentence a code: what exactly was wrong is for the context, and helps nobody who tries. */
export function sealError(
  code: SealProblem,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError(code, sentences[code], {
    remedy: code === 'COMPLEMENT_SEAL_BROKEN' ? 'retry' : 'reject-input',
    context,
    ...(cause === undefined ? {} : { cause }),
  });
}
