import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { isAppError } from '../../../../app/foundation/errors.ts';
import { ActJournal } from '../../../../db/kiosk/act-journal.ts';
import { DiscStore } from '../../../../db/kiosk/disc-store.ts';
import { EffectJournal } from '../../../../db/kiosk/effect-journal.ts';
import { inTransaction, type WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { OrderStore } from '../../../../db/kiosk/order-store.ts';
import { Outbox } from '../../../../db/kiosk/outbox.ts';
import { SettingsStore } from '../../../../db/kiosk/settings-store.ts';
import { Reservations } from '../../../../db/kiosk/reservations.ts';
import { startWrite } from '../../../../db/kiosk/write-start.ts';

const state = z.strictObject({ at: z.string() });
const at = '2026-01-01T12:00:00.000Z';
const orderId = 'A'.repeat(20);
const discId = 'd_disc01';
const title = {
  titleId: 'a-film',
  name: { en: 'A film', fr: 'Un film' },
  synopsis: { en: 'One.', fr: 'Un.' },
  year: 2020,
  credits: 'Nobody',
  rights: '',
  genres: [],
  runningSeconds: 10,
  standard: 'pal' as const,
  aspect: '16:9' as const,
  sectors: 100,
  poster: 'a-film/poster.jpg',
  trailer: 'a-film/trailer.mp4',
};
const order = {
  orderId,
  code: 'AAAA-AAAA',
  title,
  userId: 'u_0123456789',
  distributorId: 'DIST1',
  requestKey: 'key-1',
  language: 'fr' as const,
  state: { at: 'placed' },
  createdAt: at,
};
const write = {
  discId,
  orderId,
  userId: order.userId,
  distributorId: order.distributorId,
  discState: { at: 'writing' },
  place: 'tray:1',
  bootId: 'boot',
  sectors: 100,
  speed: 8,
  at,
};

let db: WritableDb;
let orders: OrderStore<z.infer<typeof state>>;
let discs: DiscStore<z.infer<typeof state>>;
let acts: ActJournal;
let folder = '';

afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-records-'));
  db = openKioskDatabase(join(folder, 'kiosk.sqlite'));
  orders = new OrderStore(db, state);
  discs = new DiscStore(db, state);
  acts = new ActJournal(db);
  orders.insert(order);
  return () => db.close();
});

function insertDisc() {
  discs.insert(
    { discId, orderId, attempt: 1, state: { at: 'blankConfirmed' }, place: 'tray:1' },
    at,
  );
}

describe('the start of a write', () => {
  test('records the identifiers of user and distributor with the act, at once', () => {
    insertDisc();
    startWrite(db, acts, write);
    expect(discs.get(discId)).toMatchObject({
      state: { at: 'writing' },
      userId: 'u_0123456789',
      distributorId: 'DIST1',
    });
    expect(acts.listOpen()).toMatchObject([{ kind: 'write.started', discId, orderId }]);
  });

  test('leaves no identifiers where the act cannot be recorded, and no act without them', () => {
    insertDisc();
    expect(() => startWrite(db, acts, { ...write, orderId: 'B'.repeat(20) })).toThrow(
      /FOREIGN KEY/,
    );
    expect(discs.get(discId)).toMatchObject({ state: { at: 'blankConfirmed' }, userId: null });
    expect(() =>
      acts.begin({ kind: 'write.started', orderId, discId, bootId: 'boot', intent: {}, at }),
    ).toThrow(/identifiers of user and distributor/);
    expect(acts.listOpen()).toEqual([]);
  });

  test.each(['writing', 'written', 'verifying', 'verified', 'staged', 'atExit', 'taken'])(
    'no disc can be %s without them',
    (name) => {
      insertDisc();
      expect(() => discs.update(discId, { at: name }, 'tray:1', at)).toThrow(/CHECK/);
    },
  );
});

describe('acts', () => {
  test('end once, and are never deleted', () => {
    const act = acts.begin({
      kind: 'print.started',
      orderId,
      discId: null,
      bootId: 'boot',
      intent: {},
      at,
    });
    acts.end(act, 'done', { jobId: 7 }, at);
    expect(() => acts.end(act, 'failed', {}, at)).toThrow(/ends once/);
    expect(() => db.prepare('DELETE FROM acts').run()).toThrow(/never deleted/);
    expect(acts.listDone('print.started', 5)).toMatchObject([{ evidence: { jobId: 7 } }]);
  });
});

describe('orders', () => {
  test('a change of a record that changed meanwhile is refused', () => {
    orders.update(orderId, 1, { at: 'authorised' }, at);
    let refused: unknown;
    try {
      orders.update(orderId, 1, { at: 'failed' }, at);
    } catch (error) {
      refused = error;
    }
    expect(isAppError(refused, 'KIOSK_DB_STALE')).toBe(true);
    expect(orders.find(orderId)).toMatchObject({ state: { at: 'authorised' }, version: 2 });
  });

  test('one request makes one order', () => {
    expect(() => orders.insert({ ...order, orderId: 'B'.repeat(20) })).toThrow(/UNIQUE/);
    expect(orders.findByRequestKey('key-1')?.orderId).toBe(orderId);
  });

  test('a record that no longer reads is set aside, and the others go on', () => {
    orders.insert({ ...order, orderId: 'B'.repeat(20), requestKey: 'key-2' });
    db.prepare(`UPDATE orders SET state = '{"at":"placed","odd":1}' WHERE order_id = ?`).run(
      orderId,
    );
    expect(orders.listUnreadable()).toEqual([orderId]);
    expect(orders.listIn(['placed']).map((found) => found.orderId)).toEqual(['B'.repeat(20)]);
  });
});

describe('the outbox', () => {
  test('gives the reports of an order one at a time and in order', () => {
    const outbox = new Outbox(db);
    outbox.add(orderId, 'burning', at);
    outbox.add(orderId, 'verified', at);
    expect(outbox.listDue()).toEqual([
      { orderId, report: { sequence: 1, event: 'burning', at }, attempts: 0, number: 1 },
    ]);
    outbox.markTried(orderId, 1);
    outbox.markSent(orderId, 1, at);
    expect(outbox.listDue()).toEqual([
      { orderId, report: { sequence: 2, event: 'verified', at }, attempts: 0, number: 2 },
    ]);
    outbox.markRefused(orderId, 2, 'ORDER_UNKNOWN');
    expect(outbox.listDue()).toEqual([]);
  });
});

describe('stock', () => {
  test('a reservation counts until it is used or given back', () => {
    const stock = new Reservations(db);
    stock.reserve(orderId, 'blank');
    stock.reserve(orderId, 'blank');
    expect(stock.countReserved('blank')).toBe(1);
    stock.release(orderId, 'blank');
    expect(stock.countReserved('blank')).toBe(0);
  });
});

test('an effect is open until it ends', () => {
  const effects = new EffectJournal(db, z.strictObject({ does: z.string() }));
  const first = effects.add(orderId, 1, { does: 'register' }, at);
  effects.add(orderId, 2, { does: 'fetchStream' }, at);
  effects.end(first, 'done', at);
  expect(effects.listOpen(orderId).map((open) => open.effect)).toEqual([{ does: 'fetchStream' }]);
});

test('a setting that no longer reads counts as not set', () => {
  const settings = new SettingsStore(db);
  settings.put('number', 'seven');
  expect(settings.find('number', z.number())).toBeNull();
  settings.put('number', 7);
  expect(settings.find('number', z.number())).toBe(7);
});

test('what fails inside a transaction leaves nothing behind', () => {
  const failing = () =>
    inTransaction(db, () => {
      orders.update(orderId, 1, { at: 'authorised' }, at);
      inTransaction(db, () => discs.get('d_nothing'));
    });
  expect(failing).toThrow(/no record of that disc/);
  expect(orders.find(orderId)?.version).toBe(1);
});
