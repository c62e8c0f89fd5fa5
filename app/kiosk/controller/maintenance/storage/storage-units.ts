import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { StorageUnit, UnitName } from '../../../../contracts/panel-view.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import { isBin } from '../../../../orders/storage-unit.ts';
import { readUnit, unitsOf } from '../../machine/units.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { ActHandlers } from '../panel-part.ts';

export interface StorageUnitsParts {
  readonly machine: Pick<Machine, 'robot' | 'printer'>;
  readonly records: KioskRecords;
  readonly clock: Clock;
  /** When it will be empty, or full, if it goes on as in the last days; null where that cannot be said. */
  readonly lastsUntil: (unit: UnitName, left: number, fills: boolean) => string | null;
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
      this.confirm(unit, count, { exchange: 'recount', actor, reason });
    },
  };

  readonly list = (): StorageUnit[] => {
    const { lastsUntil, machine, records } = this.#parts;
    return unitsOf(machine).map((unit) => {
      const { isUnconfirmed: _, ...state } = readUnit(machine, records, unit);
      const { capacity, count } = state;
      const left = isBin(unit) && count !== null && capacity !== null ? capacity - count : count;
      return { ...state, lastsUntil: left === null ? null : lastsUntil(unit, left, isBin(unit)) };
    });
  };

  /** What the books say is in it; null where they cannot know. */
  byBooks(unit: UnitName): number | null {
    const { records } = this.#parts;
    const item = itemOf(unit);
    const balance = item === null ? -1 : records.ledger.balanceOf(item, unit);
    return records.units.find(unit)?.countedAt == null || balance < 0 ? null : balance;
  }

  /** XFS StartExchange: hands go in, and nobody knows any more what is in it. */
  startExchange(unit: UnitName): void {
    this.#parts.records.units.noteUnknown(unit);
  }

  /**
   * XFS EndExchange, or a count by itself: the difference goes to the ledger with the person's name. What nobody can count is
   * unknown from now on.
   *
   * @throws AppError `UNIT_NOT_COUNTED`, `UNIT_TOO_SMALL`.
   */
  confirm(
    unit: UnitName,
    count: number | null,
    why: {
      readonly exchange: Exchange;
      readonly actor: Pick<Actor, 'name'>;
      readonly reason: string;
    },
  ): void {
    const { clock, machine, records } = this.#parts;
    const at = timestamp(clock);
    if (count === null) {
      records.units.noteUnknown(unit);
      return;
    }
    const item = itemOf(unit);
    if (item === null) throw notCounted();
    const { capacity } = readUnit(machine, records, unit);
    if (capacity !== null && count > capacity) throw tooMany(unit, capacity);
    records.atOnce(() => {
      this.#book(item, unit, count, { at, by: why.actor.name, ...why });
      records.units.noteCounted(unit, at);
    });
  }

  /** What was put in is loaded, what was taken out is removed, and anything else is the difference of a recount. */
  #book(
    item: 'disc' | 'sheet',
    unit: UnitName,
    counted: number,
    why: { at: string; by: string; reason: string; exchange: Exchange },
  ): void {
    const { ledger } = this.#parts.records;
    const { at, by, exchange, reason } = why;
    const difference = counted - ledger.balanceOf(item, unit);
    if (exchange === 'loaded' && difference > 0) {
      ledger.load({ at, item, unit, quantity: difference, by, reason });
    } else if (exchange === 'emptied' && difference < 0) {
      const way = { kind: 'removal', from: unit, to: 'outside' } as const;
      ledger.record({ ...way, at, item, quantity: -difference, by, reason });
    } else {
      ledger.correct({ at, item, unit, counted, by, reason });
    }
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
