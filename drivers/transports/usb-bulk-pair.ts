import type { Clock } from '../../app/foundation/clock.ts';
import { deviceCanceled, deviceOffline } from '../contract/device-errors.ts';
import type { UsbBulk } from './usb-bulk.ts';

/** The device's side of a pair. */
export interface UsbDeviceEnd {
  /** @returns a function that ends the subscription. */
  onPacket(listener: (packet: Uint8Array) => void): () => void;
  onReset(listener: () => void): () => void;
  send(packet: Uint8Array): void;
}

/** Two ends of one USB cable inside this process: a driver at one, a simulated device at the other. */
export interface UsbBulkPair {
  readonly driverEnd: UsbBulk;
  readonly deviceEnd: UsbDeviceEnd;
  /** Pulls the cable out. */
  readonly unplug: () => void;
}

interface Waiting {
  readonly give: (packet: Uint8Array) => void;
  readonly fail: () => void;
}

/** Packets arrive in a later microtask, in order. */
export function usbBulkPair(clock: Clock): UsbBulkPair {
  let connected = true;
  const packetListeners = new Set<(packet: Uint8Array) => void>();
  const resetListeners = new Set<() => void>();
  const lostListeners = new Set<() => void>();
  const arrived: Uint8Array[] = [];
  const waiting: Waiting[] = [];
  const gone = () => deviceOffline('The USB device');
  const disconnect = () => {
    connected = false;
    for (const one of waiting.splice(0)) one.fail();
  };

  const driverEnd: UsbBulk = {
    async send(packet, signal) {
      if (!connected) throw gone();
      if (signal?.aborted) throw deviceCanceled('Sending', signal.reason);
      const copy = Uint8Array.from(packet);
      await Promise.resolve();
      for (const listener of packetListeners) listener(copy);
    },
    receive(limit) {
      const packet = arrived.shift();
      if (packet !== undefined) return Promise.resolve(packet);
      if (!connected) return Promise.reject(gone());
      return new Promise((resolve, reject) => {
        const finish = () => {
          cancel();
          const index = waiting.indexOf(one);
          if (index >= 0) waiting.splice(index, 1);
        };
        const cancel = clock.after(limit, () => {
          finish();
          resolve(null);
        });
        const one: Waiting = {
          give(given) {
            finish();
            resolve(given);
          },
          fail() {
            finish();
            reject(gone());
          },
        };
        waiting.push(one);
      });
    },
    reset() {
      if (!connected) return Promise.reject(gone());
      arrived.length = 0;
      for (const listener of resetListeners) listener();
      return Promise.resolve();
    },
    onLost(listener) {
      lostListeners.add(listener);
      return () => lostListeners.delete(listener);
    },
    close() {
      lostListeners.clear();
      disconnect();
      return Promise.resolve();
    },
  };
  const deviceEnd: UsbDeviceEnd = {
    onPacket(listener) {
      packetListeners.add(listener);
      return () => packetListeners.delete(listener);
    },
    onReset(listener) {
      resetListeners.add(listener);
      return () => resetListeners.delete(listener);
    },
    send(packet) {
      if (!connected) return;
      const copy = Uint8Array.from(packet);
      const [first] = waiting;
      if (first) first.give(copy);
      else arrived.push(copy);
    },
  };
  return {
    driverEnd,
    deviceEnd,
    unplug() {
      if (!connected) return;
      disconnect();
      for (const listener of lostListeners) listener();
    },
  };
}
