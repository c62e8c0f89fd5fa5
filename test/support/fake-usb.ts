import { EventEmitter } from 'node:events';
import type {
  UsbDevice,
  UsbEndpoint,
  UsbFailure,
  UsbLibrary,
} from '../../drivers/transports/usb-library.ts';

/** An error as libusb gives it. */
export function usbFailure(errno: number): UsbFailure {
  return Object.assign(new Error('LIBUSB_FAILURE'), { errno });
}

/** How one transfer ends: by itself, or not before it is canceled. */
export type Ending =
  | { readonly bytes: readonly number[] }
  | { readonly errno: number; readonly bytes?: readonly number[] }
  | 'never';

/** A device on a USB bus that is not there. What was done to it is written down. */
export interface FakeUsb {
  readonly library: UsbLibrary;
  readonly device: UsbDevice;
  readonly done: string[];
  /** How the next transfers end, oldest first; without any they never do. */
  readonly endings: Ending[];
  /** What these calls throw. */
  readonly fails: Map<'open' | 'claim' | 'reset' | 'submit', number>;
  readonly unplug: () => void;
  readonly plug: () => void;
}

export function fakeUsb(
  options: { readonly serialNumber?: string; readonly endpoints?: readonly ('in' | 'out')[] } = {},
): FakeUsb {
  const events = new EventEmitter();
  const done: string[] = [];
  const endings: Ending[] = [];
  const fails = new Map<'open' | 'claim' | 'reset' | 'submit', number>();
  const act = (name: 'open' | 'claim' | 'submit') => {
    done.push(name);
    const errno = fails.get(name);
    if (errno !== undefined) throw usbFailure(errno);
  };
  const endpoint = (direction: 'in' | 'out'): UsbEndpoint => ({
    direction,
    transferType: 2,
    descriptor: { wMaxPacketSize: 64 },
    makeTransfer(timeout, callback) {
      let buffer: Buffer = Buffer.alloc(0);
      let isOpen = true;
      const end = (errno: number | null, bytes: readonly number[]) => {
        if (!isOpen) return;
        isOpen = false;
        buffer.set(bytes);
        queueMicrotask(() =>
          callback(errno === null ? undefined : usbFailure(errno), buffer, bytes.length),
        );
      };
      return {
        submit(given) {
          act('submit');
          buffer = given;
          done.push(`${direction} ${timeout} ${direction === 'out' ? given.toString('hex') : ''}`);
          const ending = endings.shift() ?? 'never';
          if (ending === 'never') return;
          end('errno' in ending ? ending.errno : null, ending.bytes ?? []);
        },
        cancel() {
          done.push('cancel');
          end(3, []);
          return true;
        },
      };
    },
    clearHalt(callback) {
      done.push('clear halt');
      callback(undefined);
    },
  });
  const device: UsbDevice = {
    busNumber: 1,
    deviceAddress: 7,
    deviceDescriptor: { idVendor: 0x1723, idProduct: 0x0945, iSerialNumber: 3 },
    open: () => act('open'),
    close: () => void done.push('close'),
    interface: () => ({
      endpoints: (options.endpoints ?? ['out', 'in']).map(endpoint),
      isKernelDriverActive: () => true,
      detachKernelDriver: () => void done.push('detach kernel driver'),
      claim: () => act('claim'),
      release(callback) {
        done.push('release');
        callback();
      },
    }),
    getStringDescriptor: (_index, callback) => callback(undefined, options.serialNumber ?? 'A1'),
    reset(callback) {
      const errno = fails.get('reset');
      callback(errno === undefined ? undefined : usbFailure(errno));
    },
  };
  return {
    library: {
      getDeviceList: () => [device],
      on: (event, listener) => void events.on(event, listener),
      off: (event, listener) => void events.off(event, listener),
      unrefHotplugEvents: () => void done.push('unref'),
    },
    device,
    done,
    endings,
    fails,
    unplug: () => events.emit('detach', device),
    plug: () => events.emit('attach', device),
  };
}
