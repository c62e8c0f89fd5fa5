import { AppError, type AppErrorOptions } from '../../app/foundation/errors.ts';
import type { deviceErrorCodes } from './device.ts';

function deviceError(
  code: (typeof deviceErrorCodes)[number],
  message: string,
  options: AppErrorOptions,
): AppError {
  return new AppError(code, message, options);
}

/** `DEVICE_TIMEOUT`: no answer within the limit. What was commanded may have happened. */
export function deviceTimeout(what: string, context: Readonly<Record<string, unknown>> = {}) {
  return deviceError('DEVICE_TIMEOUT', `${what} took too long.`, {
    remedy: 'call-attendant',
    context,
  });
}

/** `DEVICE_CANCELED`: the caller's signal. */
export function deviceCanceled(what: string, cause?: unknown) {
  return deviceError('DEVICE_CANCELED', `${what} was canceled.`, { remedy: 'retry', cause });
}

/** `DEVICE_OFFLINE`: nothing answers there. */
export function deviceOffline(what: string, cause?: unknown) {
  return deviceError('DEVICE_OFFLINE', `${what} does not answer.`, {
    remedy: 'call-attendant',
    cause,
  });
}

/** `DEVICE_SEQUENCE`: not now. */
export function deviceSequence(what: string) {
  return deviceError('DEVICE_SEQUENCE', what, { remedy: 'fix-the-code' });
}

/** `DEVICE_PROTOCOL`: an answer that is none. */
export function deviceProtocol(what: string, context: Readonly<Record<string, unknown>>) {
  return deviceError('DEVICE_PROTOCOL', what, { remedy: 'call-attendant', context });
}
