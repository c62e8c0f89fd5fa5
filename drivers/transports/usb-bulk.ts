import { AppError } from '../../app/foundation/errors.ts';
import { seconds, type Milliseconds } from '../../app/foundation/units.ts';
import {
  deviceCanceled,
  deviceOffline,
  deviceProtocol,
  deviceTimeout,
} from '../contract/device-errors.ts';
import {
  isUsbFailure,
  systemUsb,
  usbErrno,
  type UsbDevice,
  type UsbEndpoint,
  type UsbInterface,
  type UsbLibrary,
  type UsbTransfer,
} from './usb-library.ts';

/** A USB device with one endpoint each way, packets at a time. */
export interface UsbBulk {
  /**
   * Resolves when the device has taken the packet.
   *
   * Rejects with `DEVICE_OFFLINE` (gone), `DEVICE_TIMEOUT` (it takes nothing for 5 s), `DEVICE_CANCELED` (the signal; it
   * may have taken the packet) or `DEVICE_PROTOCOL` (it refuses, and has been made to listen again).
   */
  send(packet: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** The next packet, which may be empty; null where none came within `limit`. Rejects as `send` does. */
  receive(limit: Milliseconds): Promise<Uint8Array | null>;
  /** Resets the device. It may come back as another one: then this one is lost. */
  reset(): Promise<void>;
  /** Called once when the device goes without `close`. @returns a function that ends the subscription. */
  onLost(listener: () => void): () => void;
  close(): Promise<void>;
}

/** How a device is found among all others of its system. */
export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId: number;
  /** Needed where there are several of its kind. */
  readonly serialNumber?: string;
}

/** A device that takes no packet for so long does not take it. */
const SEND_LIMIT = seconds(5);

/** Bulk and interrupt: USB 2.0, table 9-13. */
const PACKET_TYPES: ReadonlySet<number> = new Set([2, 3]);

/**
 * Opens interface 0 of a device for itself, taking it from the kernel's driver.
 *
 * @throws AppError `DEVICE_OFFLINE`: no such device, or another program or the system keeps it. `DEVICE_PROTOCOL`: it has no
 *   endpoint for each direction.
 */
export async function openUsbBulk(
  identity: UsbIdentity,
  load: () => Promise<UsbLibrary> = systemUsb,
): Promise<UsbBulk> {
  const library = await load();
  const { vendorId, productId } = identity;
  const name = `The USB device ${hex(vendorId)}:${hex(productId)}`;
  let reason: unknown = deviceOffline(name);
  for (const device of library.getDeviceList()) {
    const { idVendor, idProduct } = device.deviceDescriptor;
    if (idVendor !== vendorId || idProduct !== productId) continue;
    try {
      attempt(name, () => device.open());
    } catch (error) {
      reason = error;
      continue;
    }
    try {
      if (!(await hasSerialNumber(device, identity.serialNumber))) {
        device.close();
        continue;
      }
      const claimed = claim(name, device);
      return new LibusbBulk({ name, library, device, ...claimed });
    } catch (error) {
      device.close();
      throw error;
    }
  }
  throw reason;
}

interface LibusbBulkParts {
  readonly name: string;
  readonly library: UsbLibrary;
  readonly device: UsbDevice;
  readonly claimed: UsbInterface;
  readonly toDevice: UsbEndpoint;
  readonly fromDevice: UsbEndpoint;
}

class LibusbBulk implements UsbBulk {
  readonly #parts: LibusbBulkParts;
  /** What is under way, and how it ends when the device goes. */
  readonly #pending = new Map<
    UsbTransfer,
    { readonly done: Promise<void>; readonly lose: () => void }
  >();
  readonly #lost = new Set<() => void>();
  #isGone = false;
  #isClosed = false;
  readonly #onDetach: (device: UsbDevice) => void;

  constructor(parts: LibusbBulkParts) {
    this.#parts = parts;
    const { busNumber, deviceAddress } = parts.device;
    this.#onDetach = (device) => {
      if (device.busNumber === busNumber && device.deviceAddress === deviceAddress) this.#lose();
    };
    parts.library.on('detach', this.#onDetach);
    parts.library.unrefHotplugEvents();
  }

  async send(packet: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw deviceCanceled('Sending', signal.reason);
    const sent = await this.#transfer(
      this.#parts.toDevice,
      Buffer.from(packet),
      SEND_LIMIT,
      signal,
    );
    if (sent === null) throw deviceTimeout('Sending to the device');
  }

  receive(limit: Milliseconds): Promise<Uint8Array | null> {
    const { fromDevice } = this.#parts;
    return this.#transfer(fromDevice, Buffer.alloc(fromDevice.descriptor.wMaxPacketSize), limit);
  }

  reset(): Promise<void> {
    const { device, name } = this.#parts;
    if (this.#isGone || this.#isClosed) return Promise.reject(deviceOffline(name));
    return new Promise((resolve, reject) => {
      device.reset((error) => {
        if (error === undefined) {
          resolve();
          return;
        }
        // It has another address now, or none.
        if (isUsbFailure(error, usbErrno.notFound, usbErrno.noDevice)) this.#lose();
        reject(deviceOffline(name, error));
      });
    });
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { claimed, device, library } = this.#parts;
    library.off('detach', this.#onDetach);
    const ends = [...this.#pending].map(([transfer, { done, lose }]) => {
      lose();
      transfer.cancel();
      return done;
    });
    // An interface must not be released under a transfer.
    await Promise.all(ends);
    await new Promise<void>((resolve) => {
      claimed.release(() => resolve());
    });
    try {
      device.close();
    } catch {
      // A device that is gone cannot be closed any better.
    }
  }

  #lose(): void {
    if (this.#isGone || this.#isClosed) return;
    this.#isGone = true;
    for (const [transfer, { lose }] of this.#pending) {
      lose();
      transfer.cancel();
    }
    for (const listener of this.#lost) listener();
  }

  /** @returns what was moved; null where the limit passed. */
  async #transfer(
    endpoint: UsbEndpoint,
    buffer: Buffer,
    limit: Milliseconds,
    signal?: AbortSignal,
  ): Promise<Uint8Array | null> {
    const { name } = this.#parts;
    if (this.#isGone || this.#isClosed) throw deviceOffline(name);
    try {
      return await this.#submit(endpoint, buffer, limit, signal);
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (isUsbFailure(error, usbErrno.transferCancelled)) {
        throw deviceCanceled('The transfer', signal?.reason ?? error);
      }
      if (isUsbFailure(error, usbErrno.transferStall)) {
        await new Promise<void>((resolve) => {
          endpoint.clearHalt(() => resolve());
        });
        throw deviceProtocol(`${name} refused a packet.`, { bytes: buffer.length });
      }
      if (isUsbFailure(error, usbErrno.transferNoDevice, usbErrno.noDevice)) this.#lose();
      throw deviceOffline(name, error);
    }
  }

  #submit(
    endpoint: UsbEndpoint,
    buffer: Buffer,
    limit: Milliseconds,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array | null> {
    return new Promise((resolve, reject) => {
      let finished = () => {};
      const done = new Promise<void>((settle) => {
        finished = settle;
      });
      const onAbort = () => {
        transfer.cancel();
      };
      const finish = () => {
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(transfer);
        finished();
      };
      // Whole milliseconds, and not 0, which is for ever.
      const timeout = Math.max(1, Math.ceil(limit));
      const transfer = endpoint.makeTransfer(timeout, (error, filled, length) => {
        finish();
        const isLate = isUsbFailure(error, usbErrno.transferTimedOut);
        if (error && !(isLate && length > 0)) {
          if (isLate) resolve(null);
          else reject(error);
        } else resolve(Uint8Array.from(filled.subarray(0, length)));
      });
      const lose = () => reject(deviceOffline(this.#parts.name));
      this.#pending.set(transfer, { done, lose });
      signal?.addEventListener('abort', onAbort, { once: true });
      try {
        transfer.submit(buffer);
      } catch (error) {
        finish();
        reject(error);
      }
    });
  }
}

function claim(
  name: string,
  device: UsbDevice,
): Pick<LibusbBulkParts, 'claimed' | 'toDevice' | 'fromDevice'> {
  return attempt(name, () => {
    const claimed = device.interface(0);
    if (claimed.isKernelDriverActive()) claimed.detachKernelDriver();
    claimed.claim();
    const packets = claimed.endpoints.filter((one) => PACKET_TYPES.has(one.transferType));
    const toDevice = packets.find((one) => one.direction === 'out');
    const fromDevice = packets.find((one) => one.direction === 'in');
    if (toDevice && fromDevice) return { claimed, toDevice, fromDevice };
    throw deviceProtocol(`${name} cannot be spoken to.`, { endpoints: packets.length });
  });
}

/** Puts what libusb throws into words. */
function attempt<Result>(name: string, act: () => Result): Result {
  try {
    return act();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    if (isUsbFailure(cause, usbErrno.access)) {
      throw refused(`${name} may not be opened: a udev rule must give it to this user.`, cause);
    }
    if (isUsbFailure(cause, usbErrno.busy)) {
      throw refused(`${name} is in use by another program.`, cause);
    }
    throw deviceOffline(name, cause);
  }
}

function refused(sentence: string, cause: unknown): AppError {
  return new AppError('DEVICE_OFFLINE', sentence, { remedy: 'call-attendant', cause });
}

function hasSerialNumber(device: UsbDevice, wanted: string | undefined): Promise<boolean> {
  if (wanted === undefined) return Promise.resolve(true);
  return new Promise((resolve) => {
    device.getStringDescriptor(device.deviceDescriptor.iSerialNumber, (error, value) => {
      resolve(error === undefined && value === wanted);
    });
  });
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}
