import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paymentSchema, type Payment } from '../../../../app/orders/payment-state.ts';
import type { WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { PaymentStore } from '../../../../db/kiosk/payment-store.ts';

const orderId = 'A'.repeat(20);
const at = '2026-01-01T12:00:00.000Z';
const owed = { money: { amount: 499, currency: 'EUR' }, reference: `${orderId}/1` };
const due: Payment = { is: 'due', ...owed };

let folder: string;
let path: string;
let db: WritableDb;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'payment-store-'));
  path = join(folder, 'kiosk.sqlite');
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file of the edition before payments, with an order in it. */
function openWithOrder(): PaymentStore<Payment> {
  const before = openKioskDatabase(path, migrations.slice(0, 1));
  before
    .prepare(
      `INSERT INTO orders (order_id, code, title, user_id, distributor_id, request_key, language,
        state, version, created_at, updated_at)
      VALUES (?, 'AAAA-AAAA', '{}', 'u', 'D', 'key', 'en', '{"at":"ready"}', 3, ?, ?)`,
    )
    .run(orderId, at, at);
  before.close();
  db = openKioskDatabase(path);
  return new PaymentStore(db, paymentSchema);
}

describe('the payments of a kiosk', () => {
  test('come to a file of an earlier edition, whose orders stay as they were and cost nothing', () => {
    const payments = openWithOrder();
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length);
    expect(db.prepare('SELECT order_id, at, version FROM orders').all()).toEqual([
      { order_id: orderId, at: 'ready', version: 3 },
    ]);
    expect(payments.find(orderId)).toBeNull();
    expect(payments.listIn(['due', 'asked'])).toEqual([]);
  });

  test('are found by their order, and by where they stand', () => {
    const payments = openWithOrder();
    payments.put(orderId, due, at);
    const asked: Payment = { is: 'asked', ...owed, isUnwanted: false, isLate: false };
    payments.put(orderId, asked, at);
    expect(payments.find(orderId)).toEqual(asked);
    expect(payments.listIn(['due'])).toEqual([]);
    expect(payments.listIn(['due', 'asked'])).toEqual([{ orderId, payment: asked }]);
  });

  test('end once, are never forgotten, and one that no longer reads hides none of the others', () => {
    const payments = openWithOrder();
    payments.put(orderId, { is: 'captured', ...owed }, at);
    expect(() => payments.put(orderId, { is: 'released', ...owed }, at)).toThrow('ends once');
    expect(() => db.exec('DELETE FROM payments')).toThrow('never deleted');
    db.exec('DROP TRIGGER payments_end_once');
    db.exec(`UPDATE payments SET payment = '{"is":"captured","money":1}'`);
    expect(payments.listIn(['captured'])).toEqual([]);
  });
});
