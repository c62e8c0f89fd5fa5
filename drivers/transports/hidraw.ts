import { closeSync, constants, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { deviceOffline } from '../contract/device-errors.ts';
import type { HidSource } from './hid-source.ts';

export interface HidrawAddress {
  readonly vendorId: number;
  readonly productId: number;
  /** Left out for the first device of this kind. */
  readonly serialNumber?: string | undefined;
}

export interface HidrawOptions extends HidrawAddress {
  readonly clock: Clock;
  /** Where the system keeps what it knows of its devices, and the devices: for tests. */
  readonly system?: { readonly classes: string; readonly devices: string };
}

const SYSTEM = { classes: '/sys/class/hidraw', devices: '/dev' } as const;
/** The kernel keeps 64 reports for a reader: looking this often loses none that a hand can make. */
const LOOK_EVERY = milliseconds(50);
/** Longer than any report: the kernel gives one a read, and cuts what does not fit. */
const LONGEST_REPORT = 4096;

/**
 * Opens a HID device through the kernel's hidraw, without a native addon. The reads are non-blocking looks: one that blocked
 * would hold a thread of the pool for ever, and closing the file would not end it.
 *
 * @throws AppError `DEVICE_OFFLINE` if no such device is there or it may not be opened.
 */
export function openHidraw(options: HidrawOptions): Promise<HidSource> {
  const { classes, devices } = options.system ?? SYSTEM;
  const node = findHidraw(classes, options);
  const what = `The HID device ${hex(options.vendorId)}:${hex(options.productId)}`;
  if (node === null) return Promise.reject(deviceOffline(what));
  const path = join(devices, node);
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    return Promise.resolve(new Hidraw(file, options.clock));
  } catch (cause) {
    return Promise.reject(deviceOffline(`${what} at ${path}`, cause));
  }
}

class Hidraw implements HidSource {
  readonly #file: number;
  readonly #clock: Clock;
  readonly #buffer = new Uint8Array(LONGEST_REPORT);
  readonly #reports = new Set<(report: Uint8Array) => void>();
  readonly #lost = new Set<() => void>();
  #cancel: () => void = () => {};
  #isOpen = true;

  constructor(file: number, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    this.#lookLater();
  }

  onReport(listener: (report: Uint8Array) => void): () => void {
    this.#reports.add(listener);
    return () => this.#reports.delete(listener);
  }

  onLost(listener: () => void): () => void {
    this.#lost.add(listener);
    return () => this.#lost.delete(listener);
  }

  close(): Promise<void> {
    this.#lost.clear();
    this.#reports.clear();
    this.#end();
    return Promise.resolve();
  }

  #end(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#cancel();
    closeSync(this.#file);
  }

  #lookLater(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY, () => {
      this.#look();
      if (this.#isOpen) this.#lookLater();
    });
  }

  #look(): void {
    while (this.#isOpen) {
      const report = this.#next();
      if (report === null) return;
      for (const listener of this.#reports) listener(report);
    }
  }

  #next(): Uint8Array | null {
    try {
      const length = readSync(this.#file, this.#buffer);
      return length === 0 ? null : this.#buffer.slice(0, length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return null;
      // EIO or ENODEV: the kernel has taken the device away.
      this.#end();
      for (const listener of this.#lost) listener();
      return null;
    }
  }
}

/** The name of the device's node: `hidraw0`. */
function findHidraw(classes: string, address: HidrawAddress): string | null {
  for (const node of namesIn(classes)) {
    const facts = eventFacts(join(classes, node, 'device', 'uevent'));
    const { HID_ID, HID_UNIQ } = facts;
    // `0003:00000801:00000002`: bus, vendor, product.
    const [, vendor = '', product = ''] = (HID_ID ?? '').split(':');
    const isMeant =
      parseInt(vendor, 16) === address.vendorId && parseInt(product, 16) === address.productId;
    if (!isMeant) continue;
    if (address.serialNumber === undefined || HID_UNIQ === address.serialNumber) return node;
  }
  return null;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // A system that has never seen a HID device has no such folder.
    return [];
  }
}

function eventFacts(path: string): Readonly<Record<string, string | undefined>> {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return Object.fromEntries(lines.map((line) => line.split('=', 2) as [string, string]));
  } catch {
    // It was unplugged between the two looks.
    return {};
  }
}

function hex(number: number): string {
  return number.toString(16).padStart(4, '0');
}
