import { AppError } from '../../app/foundation/errors.ts';

/** `DEVICE_TIMEOUT`: no answer within the limit. What was commanded may have happened. */
export function deviceTimeout(what: string, context: Readonly<Record<string, unknown>> = {}) {
  return new AppError('DEVICE_TIMEOUT', `${what} took too long.`, {
    remedy: 'call-attendant',
    context,
  });
}

/** `DEVICE_CANCELED`: the caller's signal. */
export function deviceCanceled(what: string, cause?: unknown) {
  return new AppError('DEVICE_CANCELED', `${what} was canceled.`, { remedy: 'retry', cause });
}

/** `DEVICE_OFFLINE`: nothing answers there. */
export function deviceOffline(what: string, cause?: unknown) {
  return new AppError('DEVICE_OFFLINE', `${what} does not answer.`, {
    remedy: 'call-attendant',
    cause,
  });
}

/** `DEVICE_SEQUENCE`: not now. */
export function deviceSequence(what: string) {
  return new AppError('DEVICE_SEQUENCE', what, { remedy: 'fix-the-code' });
}

/** `DEVICE_PROTOCOL`: an answer that is none. */
export function deviceProtocol(what: string, context: Readonly<Record<string, unknown>>) {
  return new AppError('DEVICE_PROTOCOL', what, { remedy: 'call-attendant', context });
}
