import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unitNames } from '../../../../app/contracts/panel-view.ts';
import {
  freeIn,
  hasRoomFor,
  unitState,
  type UnitBooks,
  type UnitSensor,
} from '../../../../app/orders/storage-unit.ts';

const blind: UnitSensor = { level: 'unknown', count: null, capacity: 50 };
const at = '2026-01-01T12:00:00.000Z';
const counted = (balance: number): UnitBooks => ({
  balance,
  counting: { isKnown: true, countedAt: at },
});
const uncounted: UnitBooks = { balance: -3, counting: null };
const unconfirmed: UnitBooks = { balance: 7, counting: { isKnown: false, countedAt: at } };

function said(unit: 'input' | 'reject', sensor: Partial<UnitSensor>, books: UnitBooks): string {
  const { count, countedBy, level } = unitState(unit, { ...blind, ...sensor }, books);
  return `${count ?? '?'} by ${countedBy}: ${level}`;
}

describe('a storage unit', () => {
  test('is what its sensor counts, else what the books say since a person counted, else unknown', () => {
    expect([
      said('input', { count: 40, level: 'ok' }, counted(12)),
      said('input', {}, counted(12)),
      said('input', {}, counted(9)),
      said('input', {}, counted(0)),
      said('input', {}, uncounted),
      said('input', { level: 'ok' }, uncounted),
      said('input', { level: 'ok' }, counted(12)),
      said('input', {}, unconfirmed),
      said('input', {}, counted(-1)),
    ]).toEqual([
      '40 by sensor: ok',
      '12 by books: ok',
      '9 by books: low',
      '0 by books: empty',
      '? by books: unknown',
      '? by sensor: ok',
      '12 by books: ok',
      '? by books: unknown',
      '? by books: unknown',
    ]);
  });

  test('is not guessed at where the sensor contradicts the books', () => {
    expect([
      said('input', { level: 'ok' }, counted(0)),
      said('input', { level: 'empty' }, counted(5)),
      said('reject', { level: 'full' }, counted(5)),
    ]).toEqual(['? by sensor: ok', '0 by books: empty', '? by sensor: full']);
  });

  test('that receives discs is high before it is full', () => {
    const levels = [0, 1, 39, 40, 49, 50, 51].map(
      (balance) => unitState('reject', blind, counted(balance)).level,
    );
    expect(levels).toEqual(['empty', 'ok', 'ok', 'high', 'high', 'full', 'full']);
  });

  test('gives what is free, and nothing while nobody knows what hands left in it', () => {
    const free = (sensor: Partial<UnitSensor>, books: UnitBooks) =>
      freeIn(unitState('input', { ...blind, ...sensor }, books), 2);
    expect([
      free({}, counted(5)),
      free({ level: 'empty' }, counted(5)),
      free({}, uncounted),
      free({}, unconfirmed),
      free({ level: 'ok' }, unconfirmed),
      free({ level: 'ok', count: 9 }, unconfirmed),
    ]).toEqual([3, 0, null, 0, null, 7]);
  });
});

test('no disc is begun that the bin could not take, whatever is under way', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 0, max: 4 }),
      (capacity, balance, underWay) => {
        const state = unitState('reject', { ...blind, capacity }, counted(balance));
        expect(hasRoomFor(state, underWay)).toBe(balance + underWay < capacity);
      },
    ),
  );
});

test('a count is never less than nothing, and never free below what is there', () => {
  const sensor = fc.record({
    level: fc.constantFrom('ok', 'low', 'empty', 'full', 'unknown' as const),
    count: fc.option(fc.integer({ min: 0, max: 50 })),
    capacity: fc.option(fc.integer({ min: 1, max: 50 })),
  });
  const books = fc.record({
    balance: fc.integer({ min: -20, max: 80 }),
    counting: fc.option(fc.record({ isKnown: fc.boolean(), countedAt: fc.constant(at) })),
  });
  fc.assert(
    fc.property(fc.constantFrom(...unitNames), sensor, books, (unit, seen, known) => {
      const state = unitState(unit, seen, known);
      expect(state.count ?? 0).toBeGreaterThanOrEqual(0);
      const free = freeIn(state, 1);
      // Known by a sensor, or by a person; by nobody else.
      const isKnown =
        state.count === null ||
        seen.count !== null ||
        seen.level === 'empty' ||
        known.counting?.isKnown === true;
      expect({ isKnown, isLess: (free ?? 0) <= (state.count ?? 0) }).toEqual({
        isKnown: true,
        isLess: true,
      });
    }),
  );
});
