import { afterEach, beforeEach, expect, test } from 'vitest';
import { openBooks } from '../../../../../../app/kiosk/controller/machine/opening-count.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../../support/kiosk-parts.ts';

const at = '2026-01-01T12:00:00.000Z';
type Pile = 'input' | 'reject' | 'retain';
let parts: KioskParts;
/** What the sensors count; null where they cannot. */
let counts: Record<Pile, number | null>;
const robotOf = () => ({
  status: {
    health: 'online',
    units: (['input', 'reject', 'retain'] as const).map((place) => ({
      place,
      count: counts[place],
      capacity: 100,
      replenishment: 'ok',
    })),
  },
});
const open = () => {
  const machine = { robot: robotOf(), printer: { status: { health: 'online' } } };
  openBooks(machine as unknown as Parameters<typeof openBooks>[0], parts.records, at);
};
const books = () =>
  Object.fromEntries(parts.records.ledger.balances().map(({ quantity, unit }) => [unit, quantity]));
const pick = (quantity: number) =>
  parts.records.ledger.record({
    at,
    item: 'disc',
    from: 'input',
    to: 'reject',
    reason: 'picked',
    quantity,
  });

beforeEach(() => {
  parts = kioskParts();
  counts = { input: 40, reject: 2, retain: 0 };
});
afterEach(() => {
  parts.records.db.close();
});

test('the first start writes down what the sensors count, once', () => {
  open();
  counts = { input: 45, reject: 3, retain: 1 };
  open();
  expect(books()).toEqual({ outside: -42, input: 40, reject: 2 });
});

test('a pile that was taken from before anybody counted it holds what is left, and no bin gets discs that the books may have elsewhere', () => {
  pick(3);
  counts = { input: 37, reject: 5, retain: 0 };
  open();
  expect(books()).toEqual({ outside: -40, input: 37, reject: 3 });
});

test('a pile that no sensor counts stays uncounted until somebody counts it', () => {
  counts = { input: null, reject: null, retain: null };
  open();
  expect(books()).toEqual({});
});

test('what a person counted, or has their hands in, is left to them', () => {
  parts.records.units.noteUnknown('input');
  open();
  expect(books()).toEqual({ outside: -2, reject: 2 });
});

test('while an act is open that was cut off nothing is written', () => {
  parts.place();
  parts.records.acts.begin({
    kind: 'pick.started',
    orderId: partsOrderId,
    discId: null,
    bootId: 'boot',
    intent: {},
    at,
  });
  open();
  expect(books()).toEqual({});
});
