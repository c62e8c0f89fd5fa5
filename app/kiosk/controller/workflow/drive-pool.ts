import type { DeviceHealth } from '../../../../drivers/contract/device.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import { advanceDrive, type DriveEvent, type DriveState } from '../../../orders/drive-machine.ts';

export function isWorking(health: DeviceHealth): boolean {
  return health === 'online' || health === 'deviceBusy';
}

/** Keeps over a restart what was learnt of each drive. */
export interface DriveMemory {
  read(drive: number): DriveState | null;
  /** Never throws. */
  write(drive: number, state: DriveState): void;
}

const forgetful: DriveMemory = { read: () => null, write: () => {} };

/** Which drives can be used, and which are. Drives are counted from 1. */
export class DrivePool {
  readonly #machine: Pick<Machine, 'drives'>;
  readonly #memory: DriveMemory;
  readonly #states: DriveState[];

  constructor(machine: Pick<Machine, 'drives'>, memory: DriveMemory = forgetful) {
    this.#machine = machine;
    this.#memory = memory;
    this.#states = machine.drives.map((_, index) => {
      const known = memory.read(index + 1);
      // Whoever had it, or was to look into it, is gone with the program.
      if (known !== null && 'reason' in known) return { ...known, at: 'outOfUse', isSeen: true };
      return { at: 'free', failures: known?.failures ?? 0 };
    });
  }

  get usable(): number[] {
    return this.#machine.drives.flatMap((drive, index) => {
      const at = this.#states[index]?.at;
      const isInUse = at !== 'outOfUse' && at !== 'leaving';
      return isInUse && isWorking(drive.status.health) ? [index + 1] : [];
    });
  }

  /** Nobody has looked yet what lies in it: no order gets it before `admit`. */
  holdBack(drive: number): void {
    this.#advance(drive, { is: 'heldBack' });
  }

  /** It was looked into, and emptied. */
  admit(drive: number): void {
    this.#advance(drive, { is: 'admitted' });
  }

  /** An order goes on with the disc in it. */
  keep(drive: number): void {
    this.#advance(drive, { is: 'admitted' });
    this.#advance(drive, { is: 'leased' });
  }

  /** The first usable drive that is free and wanted; null where there is none. */
  lease(isWanted: (drive: number) => boolean = () => true): number | null {
    const isFree = (drive: number) => this.#states[drive - 1]?.at === 'free';
    const free = this.usable.find((drive) => isFree(drive) && isWanted(drive)) ?? null;
    if (free !== null) this.#advance(free, { is: 'leased' });
    return free;
  }

  /** That drive alone, for a test: whether it was free, or out of use and known to be empty. `release` gives it back. */
  leaseForTest(drive: number): boolean {
    const state = this.#states[drive - 1];
    const device = this.#machine.drives[drive - 1];
    if (state === undefined || device === undefined || !isWorking(device.status.health)) {
      return false;
    }
    if (state.at === 'outOfUse') return state.isSeen;
    if (state.at !== 'free') return false;
    this.#advance(drive, { is: 'leased' });
    return true;
  }

  release(drive: number): void {
    this.#advance(drive, { is: 'released' });
  }

  /** A person has to look at it before it is used again. */
  takeOutOfUse(drive: number, reason: string): void {
    this.#advance(drive, { is: 'takenOut', reason });
  }

  get outOfUse(): { readonly drive: number; readonly reason: string }[] {
    return this.#states.flatMap((state, index) =>
      'reason' in state ? [{ drive: index + 1, reason: state.reason }] : [],
    );
  }

  /** A person has looked at it, or put another in its place. */
  returnToUse(drive: number): void {
    this.#advance(drive, { is: 'returned' });
  }

  returnAllToUse(): void {
    for (const index of this.#states.keys()) this.returnToUse(index + 1);
  }

  noteGood(drive: number): void {
    this.#advance(drive, { is: 'discGood' });
  }

  /** A disc failed in it. */
  noteBad(drive: number, reason: string): void {
    const another = this.usable.some((other) => other !== drive);
    this.#advance(drive, { is: 'discBad', reason, another });
  }

  #advance(drive: number, event: DriveEvent): void {
    const before = this.#states[drive - 1];
    const after = before === undefined ? null : advanceDrive(before, event);
    if (before === undefined || after === null) return;
    this.#states[drive - 1] = after;
    const isNews = after.failures !== before.failures || 'reason' in after || 'reason' in before;
    if (isNews) this.#memory.write(drive, after);
  }
}
