import { deviceOffline } from '../contract/device-errors.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import { serialPair, type SerialPair } from '../transports/serial-pair.ts';
import { isAway, type WiredDevice } from './away.ts';
import type { World } from './world.ts';

/** Where the cable of a simulated device ends: it can be pulled and put back, and the device behind it goes on meanwhile. */
export interface SimulatedSocket {
  /** For the simulated device, for as long as the world lasts. What it sends while nobody is connected is lost. */
  readonly deviceEnd: SerialLine;
  /**
   * Connects a driver; one that was connected before loses its line.
   *
   * @throws AppError `DEVICE_OFFLINE` while the cable is pulled.
   */
  connect(): SerialLine;
}

/** The socket of device `device` (its number `unit`) of a world: it follows the faults that pull its cable. */
export function simulatedSocket(world: World, device: WiredDevice, unit = 1): SimulatedSocket {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  let pair: SerialPair | null = null;
  const disconnect = () => {
    pair?.unplug();
    pair = null;
  };
  const stop = world.onChange(() => {
    if (isAway(world.state, device, unit)) disconnect();
  });
  return {
    deviceEnd: {
      async write(bytes) {
        await pair?.deviceEnd.write(bytes).catch(() => {
          // The cable was pulled meanwhile: a device does not notice that nobody listens any more.
        });
      },
      onData(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onLost: () => () => {},
      close() {
        stop();
        disconnect();
        return Promise.resolve();
      },
    },
    connect() {
      if (isAway(world.state, device, unit)) throw deviceOffline('The serial line');
      disconnect();
      const connected = serialPair();
      connected.deviceEnd.onData((bytes) => {
        for (const listener of listeners) listener(bytes);
      });
      pair = connected;
      return connected.driverEnd;
    },
  };
}
