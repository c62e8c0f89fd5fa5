import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { DeviceHealth } from '../../../../drivers/contract/device.ts';

/** Failures in a row after which a drive is used no more, where another can take over (Mitsubishi's and d7's rule). */
const STRIKES = 2;

export function isWorking(health: DeviceHealth): boolean {
  return health === 'online' || health === 'deviceBusy';
}

/** Which drives can be used, and which are. Drives are counted from 1. */
export class DrivePool {
  readonly #machine: Pick<Machine, 'drives'>;
  readonly #leased = new Set<number>();
  readonly #unseen = new Set<number>();
  readonly #outOfUse = new Map<number, string>();
  readonly #strikes = new Map<number, number>();

  constructor(machine: Pick<Machine, 'drives'>) {
    this.#machine = machine;
  }

  get usable(): number[] {
    return this.#machine.drives.flatMap((drive, index) =>
      isWorking(drive.status.health) && !this.#outOfUse.has(index + 1) ? [index + 1] : [],
    );
  }

  /** Nobody has looked yet what lies in it: no order gets it before `admit`. */
  holdBack(drive: number): void {
    this.#unseen.add(drive);
  }

  /** It was looked into, and emptied. */
  admit(drive: number): void {
    this.#unseen.delete(drive);
  }

  /** The first usable drive that is free; null where there is none. */
  lease(): number | null {
    const isFree = (number: number) => !this.#leased.has(number) && !this.#unseen.has(number);
    const free = this.usable.find(isFree) ?? null;
    if (free !== null) this.#leased.add(free);
    return free;
  }

  release(drive: number): void {
    this.#leased.delete(drive);
  }

  /** A person has to look at it before it is used again. */
  takeOutOfUse(drive: number, reason: string): void {
    this.#outOfUse.set(drive, reason);
  }

  get outOfUse(): { readonly drive: number; readonly reason: string }[] {
    return [...this.#outOfUse].map(([drive, reason]) => ({ drive, reason }));
  }

  /** A person has looked. */
  returnAllToUse(): void {
    this.#outOfUse.clear();
    this.#strikes.clear();
  }

  noteGood(drive: number): void {
    this.#strikes.delete(drive);
  }

  /** A disc failed in it. The last usable drive is kept: a bad spindle is not the drive's fault. */
  noteBad(drive: number, reason: string): void {
    const strikes = (this.#strikes.get(drive) ?? 0) + 1;
    this.#strikes.set(drive, strikes);
    if (strikes >= STRIKES && this.usable.some((other) => other !== drive)) {
      this.takeOutOfUse(drive, reason);
    }
  }
}
