import type { SerialLine } from '../../drivers/transports/serial-line.ts';
import { serialPair, type SerialPair } from '../../drivers/transports/serial-pair.ts';

/** What befalls the n-th piece written on a cable, from either end: the cable is pulled before it, or it alone is lost. */
export interface Mishap {
  readonly piece: number;
  readonly how: 'pulled' | 'lost';
}

/** A cable inside the process on which one piece of the talk goes wrong. */
export function unluckyCable(mishap: Mishap | null): SerialPair {
  const pair = serialPair();
  let pieces = 0;
  const unlucky = (end: SerialLine): SerialLine => ({
    ...end,
    write(bytes) {
      pieces += 1;
      if (pieces !== mishap?.piece) return end.write(bytes);
      if (mishap.how === 'lost') return Promise.resolve();
      pair.unplug();
      return end.write(bytes);
    },
  });
  return {
    driverEnd: unlucky(pair.driverEnd),
    deviceEnd: unlucky(pair.deviceEnd),
    unplug: pair.unplug,
  };
}
