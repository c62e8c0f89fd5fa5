import type { ChildProcess } from 'node:child_process';
import { type Clock, systemClock } from '../../foundation/clock.ts';
import { seconds } from '../../foundation/units.ts';

/** How a player that was started here ended; one that was asked to end, or that its viewer closed, ended well. */
export type PlayerEnd = 'well' | 'failed';

export interface PlayerProcess {
  readonly ended: Promise<PlayerEnd>;
  /** Asks it to end, and sees to it that it does. */
  stop(): void;
}

/** A player that hangs is not waited for any longer. */
const PATIENCE = seconds(2);
/** What mpv exits with when a signal ended it (mpv(1), "EXIT CODES"). */
const ENDED_BY_SIGNAL = 4;
const ASKED: readonly (NodeJS.Signals | null)[] = ['SIGTERM', 'SIGINT', 'SIGHUP'];

export function watchPlayer(child: ChildProcess, clock: Clock = systemClock): PlayerProcess {
  const ended = new Promise<PlayerEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      const isWell = code === 0 || code === ENDED_BY_SIGNAL || ASKED.includes(signal);
      resolve(isWell ? 'well' : 'failed');
    });
    child.once('error', () => resolve('failed'));
  });
  return {
    ended,
    stop() {
      child.kill('SIGTERM');
      const cancel = clock.after(PATIENCE, () => void child.kill('SIGKILL'));
      void ended.then(cancel);
    },
  };
}
