import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectedLedger, expectedRejections } from '../support/day/day-books.ts';
import { WORSE } from '../support/day/day-faults.ts';
import { liveLongDay, streamOfDay, type LongDay } from '../support/day/long-day.ts';

/** `npm run day` lives through two thousand. */
const ORDERS = Number(process.env['DIPTYCH_DAY_ORDERS'] ?? 300);

let day: LongDay;
beforeAll(async () => {
  const began = performance.now();
  day = await liveLongDay(ORDERS);
  const took = performance.now() - began;
  process.stderr.write(
    `${ORDERS} orders, ${day.faults.length} faults (${WORSE} times those of life): ` +
      `${(day.simulated / 3.6e6).toFixed(1)} h in ${(took / 1000).toFixed(0)} s, ` +
      `${(day.simulated / took).toFixed(0)} times as fast as life; ` +
      `${JSON.stringify({ orders: day.books.orders, rejected: day.books.rejected })}\n`,
  );
}, 1_800_000);

const total = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

describe('a long day of a machine', () => {
  test('gives every customer their own disc, once, and nobody else any', () => {
    const { books, carried } = day;
    expect(carried.map(({ orderId }) => orderId).toSorted()).toEqual(books.fulfilled.toSorted());
    const others = carried.filter(
      ({ orderId, sha256 }) =>
        sha256 !== createHash('sha256').update(streamOfDay(orderId)).digest('hex'),
    );
    expect(others).toEqual([]);
  });

  test('brings every order to an end', () => {
    const { books } = day;
    expect(total(books.orders)).toBe(ORDERS);
    const ends = ['fulfilled', 'failed', 'expired', 'cancelled', 'released'];
    expect(Object.keys(books.orders).filter((at) => !ends.includes(at))).toEqual([]);
    expect([books.openActs, books.reservations]).toEqual([0, 0]);
    expect(books.orders['fulfilled']).toBeGreaterThan(ORDERS * 0.9);
  });

  test('knows of every disc where it is, and its ledger adds up with what lies there', () => {
    const { books, carried, loaded, opening, removed, world } = day;
    const places = Object.keys(books.ledger);
    expect(books.ledger).toEqual(
      expectedLedger({ opening, loaded, carried: carried.length, removed, world, places }),
    );
    expect(Object.keys(books.discs).filter((at) => at === 'unknown')).toEqual([]);
  });

  test('puts what failed into the reject bin for the right reason', () => {
    const { books, faults, world } = day;
    const due = expectedRejections(faults, world.state.faults);
    const missing = Object.entries(due).flatMap(([reason, count]) => {
      const short = count - (books.rejected[reason] ?? 0);
      return short === 0 ? [] : [{ reason, short }];
    });
    const unasked = Object.keys(books.rejected).filter((reason) => due[reason] === undefined);
    expect(unasked).toEqual([]);
    // A disc that failed and was then dropped on its way to the bin is kept by the attendant instead.
    expect(missing.every(({ short }) => short > 0)).toBe(true);
    const byHand = day.removed.filter(({ from }) => from !== 'reject' && from !== 'retain').length;
    expect(missing.reduce((sum, { short }) => sum + short, 0)).toBeLessThanOrEqual(byHand);
  });
});
