import { AppError } from '../../foundation/errors.ts';

/** A signal that aborts when the person at the terminal presses Ctrl-C, or the system asks to end. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  const abort = () =>
    controller.abort(new AppError('CLI_INTERRUPTED', 'Interrupted.', { remedy: 'retry' }));
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return controller.signal;
}

/** Resolves when `signal` aborts, at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
