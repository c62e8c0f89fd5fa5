import SqliteDatabase from 'better-sqlite3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { kioskRecords } from '../../../../app/kiosk/controller/records/kiosk-records.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { dueReports } from '../../../../db/kiosk/outbox.ts';
import { FORM_OF_OLD, orderIdOf, writeRecordsOfOld } from '../../../support/records-of-old.ts';

const ORDERS = 6;
let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kiosk-migrations-'));
  path = join(folder, 'kiosk.sqlite');
  writeRecordsOfOld(path, ORDERS);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Rows = Record<string, { readonly columns: string[]; readonly rows: unknown[] }>;

/** What every table of the old form holds, in its old columns. */
function rowsOfOld(db: SqliteDatabase.Database, old: Rows | null): Rows {
  const names = (
    old === null
      ? db
          .prepare(
            `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`,
          )
          .pluck()
          .all()
      : Object.keys(old)
  ).map(String);
  return Object.fromEntries(
    names.map((name) => {
      const columns =
        old?.[name]?.columns ??
        db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all(name).map(String);
      const list = columns.map((column) => `"${column}"`).join(', ');
      return [
        name,
        { columns, rows: db.prepare(`SELECT ${list} FROM "${name}" ORDER BY ${list}`).all() },
      ];
    }),
  );
}

describe('records of an older edition', () => {
  test('come to the newest form with every row of every table as it was', () => {
    const before = new SqliteDatabase(path, { readonly: true });
    const old = rowsOfOld(before, null);
    before.close();
    expect(Object.values(old).filter(({ rows }) => rows.length === 0)).toEqual([]);
    const db = openKioskDatabase(path);
    expect(rowsOfOld(db, old)).toEqual(old);
    expect({
      version: db.pragma('user_version', { simple: true }),
      integrity: db.pragma('integrity_check', { simple: true }),
      strays: db.pragma('foreign_key_check'),
    }).toEqual({ version: migrations.length, integrity: 'ok', strays: [] });
    db.close();
    // What it came to passes every check of the next start.
    openKioskDatabase(path).close();
  });

  test('come there step by step as well as at once', () => {
    const other = join(folder, 'steps.sqlite');
    writeRecordsOfOld(other, ORDERS);
    for (let form = FORM_OF_OLD + 1; form <= migrations.length; form += 1) {
      openKioskDatabase(other, migrations.slice(0, form)).close();
    }
    const [atOnce, inSteps] = [openKioskDatabase(path), openKioskDatabase(other)];
    const schemaOf = (db: SqliteDatabase.Database) =>
      db.prepare(`SELECT type, name, sql FROM sqlite_schema ORDER BY type, name`).all();
    expect(schemaOf(inSteps)).toEqual(schemaOf(atOnce));
    atOnce.close();
    inSteps.close();
  });

  test('read in every store of this edition', () => {
    const records = kioskRecords(openKioskDatabase(path));
    expect({
      unreadable: records.orders.listUnreadable(),
      waiting: records.orders
        .listIn(['queued', 'ready'])
        .map(({ orderId }) => orderId)
        .toSorted(),
      held: records.payments.listIn(['held']).length,
      discs: records.discs.listAt('slot:1').length,
      open: records.acts.listOpen(),
      slots: records.slots.list().map(({ state }) => state.is),
    }).toEqual({
      unreadable: [],
      waiting: [orderIdOf(ORDERS - 1), orderIdOf(ORDERS)],
      held: 2,
      discs: 1,
      open: [],
      slots: ['occupied', 'reserved'],
    });
    records.db.close();
  });

  test('give every report a number of its own, in the order in which they were written', () => {
    const records = kioskRecords(openKioskDatabase(path));
    const numbers = records.db.prepare('SELECT number FROM outbox ORDER BY number').pluck().all();
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    records.outbox.add(orderIdOf(ORDERS), 'cancelled', '2026-03-02T10:00:00.000Z');
    expect(records.outbox.lastNumber()).toBe(numbers.length + 1);
    expect(records.outbox.listDue().map(({ orderId, report }) => [orderId, report.event])).toEqual([
      [orderIdOf(ORDERS - 1), 'burning'],
      [orderIdOf(ORDERS), 'cancelled'],
    ]);
    records.db.close();
  });

  test('what is due is found by its own index, however much was sent', () => {
    const db = openKioskDatabase(path);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${dueReports}`).all() as { detail: string }[];
    expect(plan.map(({ detail }) => detail)).toEqual([
      'SCAN this USING INDEX outbox_due',
      expect.stringContaining('CORRELATED'),
      'SEARCH before USING PRIMARY KEY (order_id=? AND sequence<?)',
    ]);
    db.close();
  });
});
