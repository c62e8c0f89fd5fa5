import type { Clock } from '../../foundation/clock.ts';
import { seconds } from '../../foundation/units.ts';
import type { SynthesisDevice } from '../../player/ports.ts';
import type { PlayTexts } from './play-texts.ts';

/** Shorter waits are not worth a sentence: a film begins with one, and so does every seek. */
const TELL_AFTER = seconds(2);

/**
 * Says when the picture waits, and when it goes on. What ended the film is said by whoever waits for it.
 *
 * @returns what ends the telling.
 */
export function tellState(
  device: SynthesisDevice,
  clock: Clock,
  texts: PlayTexts,
  say: (sentence: string) => void,
): () => void {
  let isTold = false;
  let cancel = () => {};
  const stop = device.onState((state) => {
    cancel();
    if (state.at === 'waiting') {
      if (isTold) return;
      cancel = clock.after(TELL_AFTER, () => {
        isTold = true;
        say(texts.waiting(new Date(state.since)));
      });
    } else if (isTold) {
      isTold = false;
      if (state.at === 'playing') say(texts.goesOn);
    }
  });
  return () => {
    cancel();
    stop();
  };
}

/** Resolves when the device has ended or was closed, at once if it has. */
export function endOfDevice(device: SynthesisDevice): Promise<void> {
  return new Promise((resolve) => {
    const isOver = () => ['ended', 'closed'].includes(device.state().at);
    if (isOver()) return resolve();
    const stop = device.onState(() => {
      if (!isOver()) return;
      stop();
      resolve();
    });
  });
}
