import type { StorageUnit, UnitName } from '../contracts/panel-view.ts';

/** What a device says of a unit; `count` is null where it cannot count. */
export interface UnitSensor {
  readonly level: 'ok' | 'low' | 'empty' | 'full' | 'unknown';
  readonly count: number | null;
  readonly capacity: number | null;
}

/** What the records say of it. */
export interface UnitBooks {
  /** By the ledger: what went in, less what went out. */
  readonly balance: number;
  /** Null where nobody has ever counted it; `isKnown` false from when hands went in until somebody counts. */
  readonly counting: { readonly isKnown: boolean; readonly countedAt: string | null } | null;
}

/** A unit as it is now. */
export interface UnitState extends Omit<StorageUnit, 'lastsUntil'> {
  /** Whether a person took its count away and nobody gave one since: XFS, between StartExchange and EndExchange. */
  readonly isUnconfirmed: boolean;
}

/** Fewer discs or sheets than this are few: a spindle is loaded in the time that ten discs take. */
export const LOW_COUNT = 10;
/** A bin fuller than this is emptied at the next visit. */
export const HIGH_PART = 0.8;

const receiving: ReadonlySet<UnitName> = new Set(['reject', 'retain']);

/** Whether discs come to rest in it; otherwise something is taken from it. */
export function isBin(unit: UnitName): unit is 'reject' | 'retain' {
  return receiving.has(unit);
}

/**
 * How a unit stands. A sensor that counts beats the books; where a sensor says what cannot be true with what the books say, the
 * count is unknown, and never guessed.
 */
export function unitState(unit: UnitName, sensor: UnitSensor, books: UnitBooks): UnitState {
  const { counting } = books;
  const capacity = sensor.capacity;
  const count = sensor.count ?? countByBooks(sensor, books);
  const bySensor = sensor.count !== null || (count === null && sensor.level !== 'unknown');
  return {
    unit,
    count,
    capacity,
    countedBy: bySensor ? 'sensor' : 'books',
    countedAt: counting?.countedAt ?? null,
    level: levelOf(unit, count, sensor),
    isUnconfirmed: counting !== null && !counting.isKnown,
  };
}

function countByBooks({ capacity, level }: UnitSensor, books: UnitBooks): number | null {
  if (level === 'empty') return 0;
  const { balance, counting } = books;
  if (counting === null || !counting.isKnown || balance < 0) return null;
  // Something is there that the books do not know of.
  if (balance === 0 && (level === 'ok' || level === 'low')) return null;
  const isFuller = level === 'full' && capacity !== null && balance < capacity;
  return isFuller ? null : balance;
}

function levelOf(unit: UnitName, count: number | null, sensor: UnitSensor): StorageUnit['level'] {
  const { capacity, level } = sensor;
  if (level === 'full' && isBin(unit)) return 'full';
  if (level === 'empty' || count === 0) return 'empty';
  if (isBin(unit)) {
    if (count === null || capacity === null) return level === 'low' ? 'ok' : level;
    if (count >= capacity) return 'full';
    return count >= capacity * HIGH_PART ? 'high' : 'ok';
  }
  if (level === 'low') return 'low';
  if (count !== null) return count < LOW_COUNT && unit !== 'ink' ? 'low' : 'ok';
  return level === 'full' ? 'ok' : level;
}

/**
 * How many more orders it can give something for: null where it has some and nobody knows how many. None while its count waits
 * for a person, unless a sensor sees that something is there.
 *
 * @param reserved what is kept for orders that were taken already.
 */
export function freeIn(state: UnitState, reserved: number): number | null {
  if (state.level === 'empty') return 0;
  if (state.count !== null && !(state.isUnconfirmed && state.countedBy === 'books')) {
    return state.count - reserved;
  }
  return state.isUnconfirmed && state.level === 'unknown' ? 0 : null;
}

/**
 * Whether one more disc may be begun that may have to go there, beside those that are under way and may have to as well. A bin of
 * which nobody knows how full it is counts as having room, unless somebody has emptied it and not counted.
 */
export function hasRoomFor(state: UnitState, underWay: number): boolean {
  if (state.level === 'full') return false;
  if (state.count === null || state.capacity === null) {
    return !(state.isUnconfirmed && state.level === 'unknown');
  }
  return state.count + underWay < state.capacity;
}

/** Over so many days it is measured how fast a unit empties or fills: a week has all days of the week. */
export const FORECAST_DAYS = 7;

/**
 * When a unit will be empty, or full, if it goes on as in the last {@link FORECAST_DAYS} days; milliseconds since 1970. Null where
 * nothing moved in them: then nothing can be said.
 *
 * @param left what it can still give, or take.
 * @param moved how much it gave or took in those days.
 */
export function lastsUntil(left: number, moved: number, now: number): number | null {
  if (moved <= 0) return null;
  const day = 24 * 60 * 60 * 1000;
  return Math.round(now + (left / (moved / FORECAST_DAYS)) * day);
}
