import type { WireError } from '../../../contracts/errors.ts';
import { isAppError } from '../../../foundation/errors.ts';

/** An error as a screen may know it. What is not ours says nothing of the inside. */
export function wireError(error: unknown): WireError {
  if (!isAppError(error)) {
    return {
      code: 'PROGRAM_FAILED',
      message: 'Something went wrong in this machine.',
      remedy: 'call-attendant',
    };
  }
  const { attemptsLeft, until } = error.context;
  return {
    code: error.code,
    message: error.message,
    remedy: error.remedy,
    ...(typeof attemptsLeft === 'number' ? { attemptsLeft } : {}),
    ...(typeof until === 'string' ? { until } : {}),
  };
}
