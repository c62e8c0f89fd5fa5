import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from './serial-line.ts';

/** Two ends of one cable inside this process: a driver at one, a simulated device at the other. */
export interface SerialPair {
  readonly driverEnd: SerialLine;
  readonly deviceEnd: SerialLine;
  /** Pulls the cable out. */
  readonly unplug: () => void;
}

interface End {
  readonly data: Set<(bytes: Uint8Array) => void>;
  readonly lost: Set<() => void>;
}

/** Bytes arrive in a later microtask, in order, as they do on a wire. */
export function serialPair(): SerialPair {
  let connected = true;
  const driver: End = { data: new Set(), lost: new Set() };
  const device: End = { data: new Set(), lost: new Set() };
  const end = (own: End, other: End): SerialLine => ({
    async write(bytes) {
      if (!connected) throw deviceOffline('The serial line');
      const copy = Uint8Array.from(bytes);
      await Promise.resolve();
      for (const listener of other.data) listener(copy);
    },
    onData(listener) {
      own.data.add(listener);
      return () => own.data.delete(listener);
    },
    onLost(listener) {
      own.lost.add(listener);
      return () => own.lost.delete(listener);
    },
    close() {
      connected = false;
      own.data.clear();
      own.lost.clear();
      return Promise.resolve();
    },
  });
  return {
    driverEnd: end(driver, device),
    deviceEnd: end(device, driver),
    unplug() {
      connected = false;
      for (const side of [driver, device]) for (const listener of side.lost) listener();
    },
  };
}
