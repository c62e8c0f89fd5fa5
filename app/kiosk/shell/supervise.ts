import { pause, type Clock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { decideRestart, type Failures } from './restart-policy.ts';
import type { Shell, ShellEnd, ShellPage, ShellWindow } from './shell.ts';

export interface Supervision {
  readonly shell: Shell;
  /** Asked anew for every window: a token serves once. */
  readonly findPage: () => Promise<ShellPage>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Closes the window and ends the supervision. */
  readonly signal: AbortSignal;
}

/**
 * Keeps a window open: one that fails is opened again, with growing waits and a limit.
 *
 * @returns why there is no window any more: `signal` asked for it, or a person closed one that had a frame. A person
 *   cannot close the window of a kiosk: it opens again.
 * @throws AppError `SHELL_KEEPS_FAILING` if it failed too often in too short a time.
 */
export async function superviseShell(supervision: Supervision): Promise<'stopped' | 'closed'> {
  const { clock, logger, signal, shell } = supervision;
  let failures: Failures = [];
  while (!signal.aborted) {
    const { end, windowed } = await showOnce(supervision);
    if (end.how === 'asked') return 'stopped';
    if (end.how === 'by-person' && windowed) return 'closed';
    const reason = end.how === 'failed' ? end.reason : 'a person closed it';
    const decision = decideRestart(failures, clock.monotonic());
    if (decision.does === 'give-up') throw keepsFailing(shell, reason);
    failures = decision.failures;
    logger.warn({ shell: shell.name, reason, waitMs: decision.after }, 'The window opens again.');
    await waitUnlessAborted(clock, decision.after, signal);
  }
  return 'stopped';
}

interface Showing {
  readonly end: ShellEnd;
  readonly windowed: boolean;
}

async function showOnce({ shell, findPage, signal }: Supervision): Promise<Showing> {
  let windowed = false;
  try {
    const page = await findPage();
    windowed = page.windowed ?? false;
    if (signal.aborted) return { end: { how: 'asked' }, windowed };
    return { end: await endOf(await shell.show(page), signal), windowed };
  } catch (error) {
    // Whatever kept the window from opening, the page or the program, is worth another try.
    const reason = error instanceof Error ? error.message : String(error);
    return { end: { how: 'failed', reason }, windowed };
  }
}

async function endOf(window: ShellWindow, signal: AbortSignal): Promise<ShellEnd> {
  const close = () => void window.close();
  if (signal.aborted) close();
  signal.addEventListener('abort', close, { once: true });
  try {
    return await window.closed;
  } finally {
    signal.removeEventListener('abort', close);
  }
}

async function waitUnlessAborted(
  clock: Clock,
  wait: Parameters<typeof pause>[1],
  signal: AbortSignal,
): Promise<void> {
  try {
    await pause(clock, wait, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function keepsFailing(shell: Shell, reason: string): AppError {
  return new AppError('SHELL_KEEPS_FAILING', `The window keeps failing: ${reason}`, {
    remedy: 'call-attendant',
    context: { shell: shell.name, reason },
  });
}
