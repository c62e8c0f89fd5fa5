import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditRecords } from '../../../../../../app/kiosk/controller/reports/audit.ts';
import { emptyBin } from '../../../../../../app/kiosk/controller/records/empty-bin.ts';
import { changeDisc } from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import {
  booksAt as at,
  booksOrder,
  booksUnderTest,
  type BooksUnderTest,
} from '../../../../../support/books.ts';

let books: BooksUnderTest;

beforeEach(() => {
  books = booksUnderTest();
  books.records.ledger.load({
    at,
    item: 'disc',
    unit: 'input',
    quantity: 50,
    by: 's_staff',
    reason: 'loaded',
  });
  books.give(1, { isPaid: true });
  books.give(2);
});
afterEach(() => books.remove());

const look = (notedHash?: string) =>
  auditRecords(books.path, { at, notedHash, signal: new AbortController().signal });
const codes = async () => (await look()).findings.map(({ code, entry }) => [code, entry]);

/** What somebody does who has the file and knows SQL. */
function tamper(...statements: string[]) {
  const db = new SqliteDatabase(books.path);
  db.pragma('foreign_keys = OFF');
  const triggers = db
    .prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`)
    .pluck()
    .all();
  for (const name of triggers) db.exec(`DROP TRIGGER ${String(name)}`);
  for (const sql of statements) db.exec(sql);
  db.close();
}

test('sound books are found sound, while the kiosk writes on', async () => {
  const found = await look();
  expect(found).toEqual({
    at,
    entries: 7,
    head: books.records.ledger.head().hash,
    balances: { outside: -50, input: 48, 'tray:1': 0, 'slot:1': 0, customer: 2 },
    counters: [
      { name: 'discs.begun', sinceInitialisation: 2, sinceReset: 2 },
      { name: 'discs.given.free', sinceInitialisation: 1, sinceReset: 1 },
      { name: 'discs.given.paid', sinceInitialisation: 1, sinceReset: 1 },
      { name: 'discs.loaded', sinceInitialisation: 50, sinceReset: 50 },
      { name: 'drive.1.bad', sinceInitialisation: 0, sinceReset: 0 },
      { name: 'drive.1.good', sinceInitialisation: 2, sinceReset: 2 },
    ],
    findings: [],
    isSound: true,
  });
});

describe('somebody who changes the file is found out', () => {
  test.each([
    ['entry', 'UPDATE ledger SET entry = 99 WHERE entry = 4', 'LEDGER_ENTRY_MISSING'],
    ['form', 'UPDATE ledger SET form = 1 WHERE entry = 4', 'LEDGER_ENTRY_CHANGED'],
    [
      'at',
      `UPDATE ledger SET at = '2026-03-02T10:00:00.000Z' WHERE entry = 4`,
      'LEDGER_ENTRY_CHANGED',
    ],
    ['kind', `UPDATE ledger SET kind = 'removal' WHERE entry = 3`, 'LEDGER_ENTRY_CHANGED'],
    ['item', `UPDATE ledger SET item = 'sheet' WHERE entry = 3`, 'LEDGER_ENTRY_CHANGED'],
    ['from_unit', `UPDATE ledger SET from_unit = 'tray:2' WHERE entry = 3`, 'LEDGER_ENTRY_CHANGED'],
    ['to_unit', `UPDATE ledger SET to_unit = 'slot:2' WHERE entry = 3`, 'LEDGER_ENTRY_CHANGED'],
    ['quantity', 'UPDATE ledger SET quantity = 60 WHERE entry = 1', 'LEDGER_ENTRY_CHANGED'],
    ['order_id', 'UPDATE ledger SET order_id = NULL WHERE entry = 4', 'LEDGER_ENTRY_CHANGED'],
    ['disc_id', `UPDATE ledger SET disc_id = NULL WHERE entry = 4`, 'LEDGER_ENTRY_CHANGED'],
    ['reason', `UPDATE ledger SET reason = 'settled' WHERE entry = 4`, 'LEDGER_ENTRY_CHANGED'],
    ['vend', `UPDATE ledger SET vend = 'test' WHERE entry = 4`, 'LEDGER_ENTRY_CHANGED'],
    ['actor', `UPDATE ledger SET actor = 's_other' WHERE entry = 1`, 'LEDGER_ENTRY_CHANGED'],
    [
      'previous_hash',
      `UPDATE ledger SET previous_hash = hash WHERE entry = 4`,
      'LEDGER_CHAIN_BROKEN',
    ],
    ['hash', `UPDATE ledger SET hash = previous_hash WHERE entry = 4`, 'LEDGER_ENTRY_CHANGED'],
    ['a removed entry', 'DELETE FROM ledger WHERE entry = 4', 'LEDGER_ENTRY_MISSING'],
    [
      'a swapped pair',
      'UPDATE ledger SET entry = 90 WHERE entry = 3; UPDATE ledger SET entry = 3 WHERE entry = 4; UPDATE ledger SET entry = 4 WHERE entry = 90',
      'LEDGER_CHAIN_BROKEN',
    ],
    ['an end cut off', 'DELETE FROM ledger WHERE entry > 5', 'LEDGER_CUT_OFF'],
    ['the head', 'UPDATE ledger_head SET entry = 8', 'LEDGER_CUT_OFF'],
    [
      'a balance',
      `UPDATE balances SET quantity = 1 WHERE unit = 'customer'`,
      'LEDGER_BALANCE_WRONG',
    ],
    [
      'a counter',
      `UPDATE counters SET since_initialisation = 3 WHERE name = 'discs.given.free'`,
      'COUNTER_WRONG',
    ],
    [
      'power losses that no start found',
      `INSERT INTO counters (name, since_initialisation) VALUES ('power.losses', 1)`,
      'COUNTER_WRONG',
    ],
    [
      'the counter of a drive',
      `UPDATE counters SET since_initialisation = 1 WHERE name = 'drive.1.bad'`,
      'COUNTER_WRONG',
    ],
    [
      'the place of a disc',
      `UPDATE discs SET place = 'reject' WHERE disc_id = 'd_disc-0001'`,
      'DISC_NOT_WHERE_LEDGER',
    ],
    [
      'the record of a disc',
      `DELETE FROM discs WHERE disc_id = 'd_disc-0001'`,
      'DISC_WITHOUT_RECORD',
    ],
    [
      'the identifiers of a disc',
      `PRAGMA ignore_check_constraints = ON; UPDATE discs SET user_id = NULL, distributor_id = NULL WHERE disc_id = 'd_disc-0001'`,
      'DISC_WITHOUT_IDENTIFIERS',
    ],
    [
      'an order',
      `UPDATE orders SET state = '{"at":"cancelled"}' WHERE order_id = '${booksOrder(2)}'`,
      'GIVEN_WITHOUT_FULFILMENT',
    ],
    [
      'a paid order',
      `UPDATE orders SET state = '{"at":"cancelled"}' WHERE order_id = '${booksOrder(1)}'`,
      'CAPTURED_WITHOUT_DISC',
    ],
    [
      'the order of a disc',
      `UPDATE discs SET order_id = '${booksOrder(1)}' WHERE disc_id = 'd_disc-0002'`,
      'ORDER_GIVEN_TWICE',
    ],
  ])('%s', async (_, sql, code) => {
    tamper(sql);
    const found = await look();
    expect(found.isSound).toBe(false);
    expect(found.findings.map((finding) => finding.code)).toContain(code);
  });

  test('an end cut off with its head, its balances and its records, by a hash that was noted outside', async () => {
    const noted = books.records.ledger.head().hash;
    tamper(
      'DELETE FROM ledger WHERE entry > 4',
      'UPDATE ledger_head SET entry = 4, hash = (SELECT hash FROM ledger WHERE entry = 4)',
      `DELETE FROM discs WHERE disc_id = 'd_disc-0002'`,
      `DELETE FROM orders WHERE order_id = '${booksOrder(2)}'`,
      `DELETE FROM acts WHERE order_id = '${booksOrder(2)}'`,
      `UPDATE counters SET since_initialisation = 1 WHERE name IN ('discs.begun', 'drive.1.good')`,
      `UPDATE counters SET since_initialisation = 0 WHERE name = 'discs.given.free'`,
      `UPDATE balances SET quantity = 49 WHERE unit = 'input'`,
      `UPDATE balances SET quantity = 1 WHERE unit = 'customer'`,
    );
    expect((await look()).isSound).toBe(true);
    expect((await look(noted)).findings).toMatchObject([{ code: 'LEDGER_REWRITTEN', entry: null }]);
  });
});

describe('what a machine did wrong is found', () => {
  test('a disc that was given though its order does not say so, and money taken for nothing', async () => {
    const { records } = books;
    books.order(3, { isPaid: true });
    expect(await codes()).toEqual([['CAPTURED_WITHOUT_DISC', null]]);
    records.events.add('order.paymentResolved', booksOrder(3), {}, at);
    expect(await codes()).toEqual([]);
  });

  test('an order that was fulfilled with a disc that is still inside', async () => {
    const { records } = books;
    const state = { at: 'fulfilled', discId: 'd_disc-0003', takenAt: 0 };
    const orderId = books.order(3, { state: JSON.stringify(state) });
    const first = { discId: 'd_disc-0003', orderId, attempt: 1, place: 'tray:1' };
    records.discs.insert({ ...first, state: { at: 'inDrive', drive: 1 } }, at);
    changeDisc(records, 'd_disc-0003', { is: 'rejected', reason: 'notBlank' }, at);
    expect(await codes()).toEqual([['FULFILLED_WITHOUT_DISC', null]]);
  });

  test('more blanks used than were loaded, until somebody counts', async () => {
    const { ledger } = books.records;
    ledger.correct({
      at,
      item: 'disc',
      unit: 'input',
      counted: 0,
      by: 's_staff',
      reason: 'counted',
    });
    books.give(3);
    expect(await codes()).toEqual([['LEDGER_UNIT_BELOW_ZERO', 9]]);
  });
});

test('a bin that is emptied leaves each of its discs in one place: out of the machine', async () => {
  const { records } = books;
  const orderId = books.order(3);
  for (const discId of ['d_disc-0003', 'd_disc-0004']) {
    const first = { discId, orderId, attempt: 1, place: 'tray:1' };
    records.discs.insert({ ...first, state: { at: 'inDrive', drive: 1 } }, at);
    changeDisc(records, discId, { is: 'rejected', reason: 'notBlank' }, at);
  }
  const emptied = { unit: 'reject', by: 's_staff', reason: 'emptied', at } as const;
  expect(emptyBin(records, { ...emptied, counted: 3 })).toBe(1);
  expect(await look()).toMatchObject({
    balances: { outside: -51, input: 46, reject: 0, removed: 3, customer: 2 },
    findings: [],
  });
  expect(emptyBin(records, { ...emptied, counted: 0 })).toBe(0);
});
