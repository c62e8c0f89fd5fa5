import { AppError, isAppError } from '../../foundation/errors.ts';
import { stickError } from './stick-error.ts';

/** What the operating system says where a stick was pulled out, its folder is gone, or it stopped answering. */
const GONE: readonly unknown[] = [
  'ENOENT',
  'ENOTDIR',
  'EIO',
  'ENODEV',
  'ENXIO',
  'ESTALE',
  'ENOTCONN',
  'EBADF',
];
const FULL: readonly unknown[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];
const CLOSED: readonly unknown[] = ['EROFS', 'EACCES', 'EPERM'];

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

/** An error of `node:fs` at a stick as this program says it; every other error as it is. */
export function asStickError(error: unknown): unknown {
  if (isAppError(error)) return error;
  const code = codeOf(error);
  if (GONE.includes(code)) return goneStick(error);
  if (FULL.includes(code)) {
    return stickError('STICK_FULL', 'There is no room left on the stick.', {}, error);
  }
  if (CLOSED.includes(code)) {
    const message = 'The stick refuses to be written. Is its lock switch set?';
    return stickError('STICK_NOT_WRITABLE', message, { system: code }, error);
  }
  return error;
}

/** An error of `node:fs` in the player's own folder. */
export function asMirrorError(error: unknown): unknown {
  if (isAppError(error) || typeof codeOf(error) !== 'string') return error;
  return new AppError(
    'STICK_MIRROR_FAILED',
    'The player cannot keep its copy of the receipts. Nothing is shown without it; look after its folder.',
    { remedy: 'call-attendant', context: { system: codeOf(error) }, cause: error },
  );
}

export function goneStick(cause?: unknown): AppError {
  return stickError('STICK_GONE', 'The stick was pulled out. Plug it in again.', {}, cause);
}

/** Runs something at a stick; errors of the operating system leave as errors of the stick. */
export function atStick<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw asStickError(error);
  }
}
