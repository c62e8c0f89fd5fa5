import { hidPair, type HidSource } from '../transports/hid-source.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import { isAway } from '../world/away.ts';
import { takeFault } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import { encodeMsrReport, type MsrReport } from './hid-msr-codec.ts';

/** A magnetic stripe reader of a world, and the hand that swipes cards through it. */
export interface SimulatedMsr {
  /**
   * Connects a driver; one that was connected before loses its reader.
   *
   * @throws AppError `DEVICE_OFFLINE` while the cable is pulled.
   */
  connect(): HidSource;
  /** Swipes a card with this number on tracks 1 and 2. */
  swipe(number: string): Promise<void>;
  close(): void;
}

/** Reports swipes as a MagTek reader does. `unit`: which reader of the world it is. */
export function openSimulatedMsr(world: World, unit: number): SimulatedMsr {
  let pair = hidPair();
  const stop = world.onChange(() => {
    if (isAway(world.state, 'reader', unit)) pair.unplug();
  });
  return {
    connect() {
      if (isAway(world.state, 'reader', unit)) throw deviceOffline('The HID device');
      pair.unplug();
      pair = hidPair();
      return pair.source;
    },
    async swipe(number) {
      const isBad = takeFault(world, 'reader.unreadable', unit) !== null;
      await pair.report(encodeMsrReport(isBad ? UNREADABLE : swipeOf(number)));
    },
    close() {
      stop();
      pair.unplug();
    },
  };
}

const UNREADABLE: MsrReport = {
  encoding: 'undetermined',
  tracks: [{ is: 'error' }, { is: 'error' }, { is: 'blank' }],
};

function swipeOf(number: string): MsrReport {
  return {
    encoding: 'ISO/ABA',
    tracks: [
      { is: 'read', data: `%B${number}^CARD/TEST^99120000000000000?` },
      { is: 'read', data: `;${number}=99120000000000000?` },
      { is: 'blank' },
    ],
  };
}
