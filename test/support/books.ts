import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  changeDisc,
  kioskRecords,
  type KioskRecords,
} from '../../app/kiosk/controller/records/kiosk-records.ts';
import { openKioskDatabase } from '../../db/kiosk/open-kiosk-database.ts';
import { partsTitle } from './kiosk-parts.ts';

export const booksAt = '2026-03-01T10:00:00.000Z';
/** Orders 1 to 99, by their number. */
export const booksOrder = (n: number) => `0RDER${String(n).padStart(15, '0')}`;
export const booksCode = (n: number) => `0RDE-R${String(n).padStart(3, '0')}`;
const booksUser = 'u_0123456789';

export interface BooksUnderTest {
  readonly path: string;
  readonly records: KioskRecords;
  /** An order in a state of the test's choice; free unless it has a price. */
  order(n: number, options?: { state?: string; isPaid?: boolean; distributorId?: string }): string;
  /** A disc of an order, made and given to its customer, whose order is fulfilled. */
  give(n: number, options?: { isPaid?: boolean; distributorId?: string; at?: string }): string;
  remove(): void;
}

/** The records of a kiosk in a file, with orders and discs that never saw a machine. */
export function booksUnderTest(): BooksUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'diptych-books-'));
  const path = join(folder, 'kiosk.sqlite');
  const db = openKioskDatabase(path);
  // Nobody cuts the power here, and a test has many of them.
  db.pragma('synchronous = OFF');
  const records = kioskRecords(db);
  const books: BooksUnderTest = {
    path,
    records,
    order(n, { distributorId = 'DIST1', isPaid = false, state } = {}) {
      const orderId = booksOrder(n);
      records.orders.insert({
        orderId,
        code: booksCode(n),
        title: partsTitle,
        userId: booksUser,
        distributorId,
        requestKey: `key ${n}`,
        language: 'en',
        state: {
          at: 'placed',
          slot: 1,
        },
        createdAt: booksAt,
      });
      if (state !== undefined) {
        records.db.prepare('UPDATE orders SET state = ? WHERE order_id = ?').run(state, orderId);
      }
      if (isPaid) {
        const money = { amount: 499, currency: 'EUR' };
        records.payments.put(orderId, { is: 'captured', money, reference: orderId }, booksAt);
      }
      return orderId;
    },
    give(n, { at = booksAt, distributorId = 'DIST1', isPaid = false } = {}) {
      const discId = `d_disc-${String(n).padStart(4, '0')}`;
      const state = JSON.stringify({ at: 'fulfilled', discId, takenAt: Date.parse(at) });
      const orderId = books.order(n, { distributorId, isPaid, state });
      const first = { at: 'blankConfirmed', drive: 1 } as const;
      records.discs.insert({ discId, orderId, attempt: 1, state: first, place: 'tray:1' }, at);
      records.db
        .prepare('UPDATE discs SET user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run(booksUser, distributorId, discId);
      const write = { kind: 'write.started', orderId, discId, bootId: 'boot', at } as const;
      const act = records.acts.begin({ ...write, intent: { place: 'tray:1' } });
      changeDisc(records, discId, { is: 'writeStarted' }, at);
      records.acts.end(act, 'done', { sectors: 13_850, milliseconds: 2048 * 2 }, at);
      changeDisc(records, discId, { is: 'writeDone' }, at);
      const verify = { kind: 'verify.started', orderId, discId, bootId: 'boot', at } as const;
      const second = records.acts.begin({ ...verify, intent: { drive: 1 } });
      changeDisc(records, discId, { is: 'verifyStarted' }, at);
      changeDisc(records, discId, { is: 'verifyPassed' }, at);
      records.acts.end(second, 'done', { sectors: 13_850 }, at);
      changeDisc(records, discId, { is: 'staged', slot: 1 }, at);
      changeDisc(records, discId, { is: 'presented' }, at);
      changeDisc(records, discId, { is: 'taken' }, at);
      return discId;
    },
    remove() {
      records.db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return books;
}
