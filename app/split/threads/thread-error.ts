import { AppError, type Remedy } from '../../foundation/errors.ts';

const remedies = {
  /** A file became shorter while it was read. */
  SPLIT_TRUNCATED: 'retry',
  /** `context.system` says why: `ENOSPC` for a full disk. */
  SPLIT_NOT_WRITTEN: 'call-attendant',
  /** A thread ended, or met an error of the system: `context.system` has its code. */
  SPLIT_THREAD_FAILED: 'call-attendant',
  SPLIT_NO_THREAD: 'fix-the-code',
} as const satisfies Record<string, Remedy>;

export function threadError(
  code: keyof typeof remedies,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
): AppError {
  return new AppError(code, message, { remedy: remedies[code], context });
}
