import { beforeEach, expect, test } from 'vitest';
import { bankOrderSchema, type BankOrder } from '../../../../../app/contracts/bank-api.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { minutes } from '../../../../../app/foundation/units.ts';
import { PlaybackWatch } from '../../../../../app/kiosk/controller/bank/playback-watch.ts';
import { settleSuspect } from '../../../../../app/kiosk/controller/workflow/settle-suspect.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  partsStream,
  partsTitle,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

const playedAt = '2026-01-02T20:00:00.000Z';

let parts: KioskParts;
let watch: PlaybackWatch;
let asked: number;
let answer: () => Promise<BankOrder>;

beforeEach(() => {
  parts = kioskParts();
  asked = 0;
  answer = () => Promise.resolve(bankOrder(null));
  const bank = {
    getOrder() {
      asked += 1;
      return answer();
    },
  };
  const { clock, desk, records } = parts;
  watch = new PlaybackWatch({ records, desk, bank, clock, logger: silentLogger });
  return async () => {
    await watch.close();
    parts.records.db.close();
  };
});

function bankOrder(firstPlaybackAt: string | null): BankOrder {
  return bankOrderSchema.parse({
    orderId: partsOrderId,
    code: 'AAAA-AAAA',
    titleId: 'a-film',
    userId: 'u_0123456789',
    distributorId: 'DIST1',
    kioskId: 'k_0123456789',
    licence: firstPlaybackAt === null ? 'ready' : 'active',
    createdAt: '2026-01-01T12:00:00.000Z',
    firstPlaybackAt,
  });
}

const played = () => Promise.resolve(bankOrder(playedAt));
const happen = (event: Parameters<KioskParts['desk']['happen']>[1]) =>
  parts.desk.happen(partsOrderId, event);
const rows = (sql: string) => parts.records.db.prepare(sql).all();
const books = () => ({
  order: parts.at(),
  disc: rows('SELECT at, place FROM discs'),
  ledger: rows('SELECT from_unit, to_unit, reason FROM ledger'),
  evidence: rows(`SELECT kind, detail FROM events WHERE kind LIKE 'order.played%'`),
  reports: rows(`SELECT event FROM outbox WHERE event IN ('taken', 'failed')`),
});

test('an order is settled as handed over when its user plays the disc that was offered', async () => {
  parts.placePresenting();
  happen({ is: 'outcomeUnknown' });
  watch.wake();
  await expect.poll(() => asked).toBe(1);
  expect(parts.at()).toBe('suspect');
  answer = played;
  await expect
    .poll(() => {
      parts.clock.advance(minutes(10));
      return parts.at();
    })
    .toBe('fulfilled');
  expect(books()).toEqual({
    order: 'fulfilled',
    disc: [{ at: 'taken', place: 'customer' }],
    ledger: [
      { from_unit: 'input', to_unit: 'tray:1', reason: 'picked' },
      { from_unit: 'tray:1', to_unit: 'slot:1', reason: 'moved' },
      { from_unit: 'slot:1', to_unit: 'unknown', reason: 'lost' },
      { from_unit: 'unknown', to_unit: 'customer', reason: 'settled' },
    ],
    evidence: [
      {
        kind: 'order.playedByUser',
        detail: JSON.stringify({ firstPlaybackAt: playedAt, was: 'presenting' }),
      },
    ],
    reports: [{ event: 'taken' }],
  });
  const before = asked;
  watch.wake();
  parts.clock.advance(minutes(30));
  await watch.close();
  expect([asked, books().evidence.length]).toEqual([before, 1]);
});

test('a disc that was put back without proof was offered too', async () => {
  parts.placePresenting();
  happen({ is: 'gateOpened', takeBefore: parts.clock.now() });
  happen({ is: 'notTaken' });
  happen({ is: 'retractionUnproven' });
  answer = played;
  watch.wake();
  await expect.poll(() => parts.at()).toBe('fulfilled');
});

test('a disc that was never offered is not given by being played: its staff are told', async () => {
  parts.placeProducing();
  const disc = { discId: partsDiscId, orderId: partsOrderId, attempt: 1, place: 'tray:1' };
  const at = '2026-01-01T12:00:00.000Z';
  parts.records.discs.insert({ ...disc, state: { at: 'blankConfirmed', drive: 1 } }, at);
  happen({ is: 'discPicked', discId: partsDiscId });
  happen({ is: 'discLost', discId: partsDiscId });
  expect(watch.playedAt(partsOrderId)).toBeNull();
  answer = played;
  watch.wake();
  await expect.poll(() => watch.playedAt(partsOrderId)).toBe(playedAt);
  watch.wake();
  await expect.poll(() => asked).toBe(2);
  expect(books()).toMatchObject({
    order: 'suspect',
    ledger: [{ to_unit: 'tray:1' }, { to_unit: 'unknown' }],
    evidence: [{ kind: 'order.playedThoughNotOffered' }],
    reports: [],
  });
});

test('what its staff settled while the bank was asked stands', async () => {
  parts.placePresenting();
  happen({ is: 'outcomeUnknown' });
  answer = () => {
    settleSuspect(parts, partsOrderId, 'inMachine', { through: 'staff' });
    return played();
  };
  watch.wake();
  await expect.poll(() => asked).toBe(1);
  await watch.close();
  expect(books()).toMatchObject({
    order: 'failed',
    disc: [{ at: 'retained' }],
    evidence: [],
    reports: [{ event: 'failed' }],
  });
});

test('a bank that is away is asked again, and one that is not needed is not asked', async () => {
  parts.placePresenting();
  watch.wake();
  await new Promise(setImmediate);
  parts.clock.advance(minutes(60));
  expect(asked).toBe(0);
  happen({ is: 'outcomeUnknown' });
  answer = () => Promise.reject(new AppError('BANK_UNREACHABLE', 'Away.', { remedy: 'retry' }));
  watch.wake();
  await expect.poll(() => asked).toBe(1);
  answer = played;
  await expect
    .poll(() => {
      parts.clock.advance(minutes(10));
      return parts.at();
    })
    .toBe('fulfilled');
});

test('an order that cannot be settled keeps no other from being looked after', async () => {
  parts.placePresenting();
  happen({ is: 'outcomeUnknown' });
  const other = 'B'.repeat(20);
  const { clock, desk, records } = parts;
  const order = { orderId: other, code: 'BBBB-BBBB', title: partsTitle, userId: 'u_0123456789' };
  const request = { slot: 2, distributorId: 'DIST1', requestKey: 'other', language: 'fr' } as const;
  desk.place({ ...order, ...request });
  for (const event of [
    { is: 'registered' },
    { is: 'streamDescribed', stream: partsStream },
    { is: 'streamReady' },
    { is: 'driveLeased', drive: 2 },
  ] as const) {
    desk.happen(other, event);
  }
  const disc = { discId: 'd_other-disc', orderId: other, attempt: 1, place: 'tray:2' };
  const at = '2026-01-01T12:00:00.000Z';
  records.discs.insert({ ...disc, state: { at: 'blankConfirmed', drive: 2 } }, at);
  desk.happen(other, { is: 'discPicked', discId: disc.discId });
  desk.happen(other, { is: 'discLost', discId: disc.discId });
  expect(records.orders.listIn(['suspect']).map(({ orderId }) => orderId)).toEqual([
    partsOrderId,
    other,
  ]);
  records.db.exec(
    `CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'full'); END`,
  );
  const failures: unknown[] = [];
  watch.onFailure = (error) => failures.push(error);
  answer = played;
  watch.wake();
  await expect.poll(() => failures).toHaveLength(1);
  expect([parts.at(), watch.playedAt(other)]).toEqual(['suspect', playedAt]);
  clock.advance(minutes(10));
  await expect.poll(() => failures).toHaveLength(2);
});

test('records that cannot be written are told of, and the bank is asked again', async () => {
  parts.placePresenting();
  happen({ is: 'outcomeUnknown' });
  const failures: unknown[] = [];
  watch.onFailure = (error) => failures.push(error);
  parts.records.db.exec(
    `CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'full'); END`,
  );
  answer = played;
  watch.wake();
  await expect.poll(() => failures).toHaveLength(1);
  expect(parts.at()).toBe('suspect');
  parts.records.db.exec('DROP TRIGGER full');
  await expect
    .poll(() => {
      parts.clock.advance(minutes(10));
      return parts.at();
    })
    .toBe('fulfilled');
});
