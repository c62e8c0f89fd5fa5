import type { SerialLine } from '../../drivers/transports/serial-line.ts';
import { serialPair, type SerialPair } from '../../drivers/transports/serial-pair.ts';

/** What befalls a piece of what is written on a cable, from either end: the cable is pulled before it, or it alone is lost. */
export interface Mishap {
  /** Counted from 1, from when the mishap is laid. */
  readonly piece: number;
  readonly how: 'pulled' | 'lost';
}

export interface UnluckyCable extends SerialPair {
  /** From here on the pieces are counted until one of them meets its mishap. */
  readonly lay: (mishap: Mishap) => void;
}

/** A cable inside the process on which a piece of the talk can go wrong. */
export function unluckyCable(): UnluckyCable {
  const pair = serialPair();
  let laid: Mishap | null = null;
  let pieces = 0;
  const unlucky = (end: SerialLine): SerialLine => ({
    ...end,
    write(bytes) {
      pieces += 1;
      if (pieces !== laid?.piece) return end.write(bytes);
      if (laid.how === 'lost') return Promise.resolve();
      pair.unplug();
      return end.write(bytes);
    },
  });
  return {
    driverEnd: unlucky(pair.driverEnd),
    deviceEnd: unlucky(pair.deviceEnd),
    unplug: pair.unplug,
    lay(mishap) {
      laid = mishap;
      pieces = 0;
    },
  };
}
