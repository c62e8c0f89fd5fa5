import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { StorageUnit, UnitName } from '../../../../contracts/panel-view.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { instantOf, timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import { hours } from '../../../../foundation/units.ts';
import { unitOf } from '../../../../orders/guided-job.ts';
import { FORECAST_DAYS, isBin, lastsUntil } from '../../../../orders/storage-unit.ts';
import { readUnit, unitsOf } from '../../machine/units.ts';
import { emptyBin } from '../../records/empty-bin.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import { nameInBooks } from '../name-in-books.ts';
import type { ActHandlers } from '../panel-part.ts';

export interface StorageUnitsParts {
  readonly machine: Pick<Machine, 'robot' | 'printer'>;
  readonly records: KioskRecords;
  readonly clock: Clock;
}

/** What a person did to a unit before they counted. */
export type Exchange = 'recount' | 'loaded' | 'emptied';

/**
 * The units that hold discs, sheets and ink, and what people say is in them. What the machine itself moves is an entry of the
 * ledger in the transaction of its act; here is what hands move.
 */
export class StorageUnits {
  readonly #parts: StorageUnitsParts;

  constructor(parts: StorageUnitsParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<'recount'> = {
    recount: ({ count, reason, unit }, actor) => {
      if (!unitsOf(this.#parts.machine).includes(unit)) throw unitUnknown(unit);
      if (itemOf(unit) === null) throw notCounted();
      this.#refuseInBetween(unit);
      this.confirm(unit, count, { exchange: 'recount', actor, reason });
    },
  };

  /** What is on its way is in no count: the books have it move when it has arrived. */
  #refuseInBetween(unit: UnitName): void {
    const { acts, jobs } = this.#parts.records;
    const open = jobs.findOpen();
    if (open !== null && unitOf(open.state.job) === unit) {
      throw new AppError('JOB_OPEN', 'The job that is under way ends with its count.', {
        remedy: 'reject-input',
        context: { unit },
      });
    }
    const isMoving = [...acts.listOpen(), ...acts.listOpenOfTests()].some(({ intent, kind }) =>
      unit === 'paper'
        ? kind === 'print.started'
        : intent['from'] === unit || intent['to'] === unit,
    );
    if (!isMoving) return;
    throw new AppError('UNIT_MOVING', 'The machine takes from it, or puts into it, just now.', {
      remedy: 'retry',
      context: { unit },
    });
  }

  readonly list = (): StorageUnit[] => {
    const { machine, records } = this.#parts;
    return unitsOf(machine).map((unit) => {
      const { isUnconfirmed: _, ...state } = readUnit(machine, records, unit);
      return { ...state, lastsUntil: this.#lastsUntil(state) };
    });
  };

  /** By what the machine itself moved, as the ledger has it. */
  #lastsUntil({ capacity, count, unit }: Pick<StorageUnit, 'capacity' | 'count' | 'unit'>) {
    const { clock, records } = this.#parts;
    const item = itemOf(unit);
    const left = isBin(unit) && count !== null && capacity !== null ? capacity - count : count;
    if (item === null || left === null || (isBin(unit) && capacity === null)) return null;
    const now = clock.now();
    const since = instantOf(now - hours(24 * FORECAST_DAYS));
    const moved = records.ledger.countMoved(isBin(unit) ? 'to' : 'from', item, unit, since);
    const until = lastsUntil(Math.max(0, left), moved, now);
    return until === null ? null : instantOf(until);
  }

  /** What the books say is in it; null where they cannot know. */
  byBooks(unit: UnitName): number | null {
    const { records } = this.#parts;
    const item = itemOf(unit);
    const balance = item === null ? -1 : records.ledger.balanceOf(item, unit);
    const wasCounted = typeof records.units.find(unit)?.countedAt === 'string';
    return wasCounted && balance >= 0 ? balance : null;
  }

  /** XFS StartExchange: hands go in, and nobody knows any more what is in it. */
  startExchange(unit: UnitName): void {
    this.#parts.records.units.noteUnknown(unit);
  }

  /**
   * XFS EndExchange, or a count by itself: the difference goes to the ledger with the person. What nobody can count is unknown
   * from now on; but a bin that was emptied is empty, however many discs were in it.
   *
   * @param count what is in it now; where it was emptied, what was taken out.
   * @throws AppError `UNIT_NOT_COUNTED`, `UNIT_TOO_SMALL`.
   */
  confirm(
    unit: UnitName,
    count: number | null,
    why: { readonly exchange: Exchange; readonly actor: Actor; readonly reason: string },
  ): void {
    const { clock, machine, records } = this.#parts;
    const item = itemOf(unit);
    if (item === null) throw notCounted();
    const said = { at: timestamp(clock), by: nameInBooks(why.actor), reason: why.reason };
    if (why.exchange === 'emptied' && isBin(unit)) {
      records.atOnce(() => {
        emptyBin(records, { ...said, unit, counted: count });
        records.units.noteCounted(unit, said.at);
      });
      return;
    }
    if (count === null) {
      records.units.noteUnknown(unit);
      return;
    }
    const { capacity } = readUnit(machine, records, unit);
    if (capacity !== null && count > capacity) throw tooMany(unit, capacity);
    records.atOnce(() => {
      const { ledger } = records;
      const quantity = count - ledger.balanceOf(item, unit);
      if (why.exchange === 'loaded' && quantity > 0) {
        ledger.load({ ...said, item, unit, quantity });
      } else {
        ledger.correct({ ...said, item, unit, counted: count });
      }
      records.units.noteCounted(unit, said.at);
    });
  }
}

function itemOf(unit: UnitName): 'disc' | 'sheet' | null {
  if (unit === 'ink') return null;
  return unit === 'paper' ? 'sheet' : 'disc';
}

function unitUnknown(unit: UnitName): AppError {
  return new AppError('UNIT_UNKNOWN', 'This machine has no such unit.', {
    remedy: 'reject-input',
    context: { unit },
  });
}

function notCounted(): AppError {
  return new AppError('UNIT_NOT_COUNTED', 'The printer itself says how much ink there is.', {
    remedy: 'reject-input',
  });
}

function tooMany(unit: UnitName, capacity: number): AppError {
  return new AppError('UNIT_TOO_SMALL', `Not more than ${capacity} go into it: count again.`, {
    remedy: 'reject-input',
    context: { unit, capacity },
  });
}
