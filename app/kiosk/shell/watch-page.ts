import type { Clock } from '../../foundation/clock.ts';
import { seconds } from '../../foundation/units.ts';

/** Between an answer and the next question. */
const interval = seconds(15);
/** How long a page may take to answer; a page that loads on a slow machine takes some seconds. */
const patience = seconds(20);

export interface PageWatch {
  readonly clock: Clock;
  /** Asks the page something; resolves with whether it is the right page. May never settle where the page hangs. */
  readonly ask: () => Promise<boolean>;
  /** Called at most once, with a reason, when the page hangs or is another. */
  readonly onLost: (reason: string) => void;
}

/** Asks a page every 15 seconds whether it lives. The returned function ends that. */
export function watchPage({ clock, ask, onLost }: PageWatch): () => void {
  let isWatching = true;
  let cancel = () => {};
  const lose = (reason: string) => {
    if (!isWatching) return;
    stop();
    onLost(reason);
  };
  const stop = () => {
    isWatching = false;
    cancel();
  };
  const check = async () => {
    cancel = clock.after(patience, () => lose('its page does not answer'));
    try {
      const isRight = await ask();
      if (!isRight) lose('it shows another page than the controller’s');
    } catch (error) {
      lose(`its page cannot be asked: ${error instanceof Error ? error.message : String(error)}`);
    }
    cancel();
    rest();
  };
  const rest = () => {
    if (isWatching) cancel = clock.after(interval, () => void check());
  };
  rest();
  return stop;
}
