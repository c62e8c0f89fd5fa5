import { afterAll, expect, test } from 'vitest';
import { contradictions } from '../../../../db/kiosk/check-records.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';

const db = openKioskDatabase(':memory:');
afterAll(() => db.close());

test.each([
  ['the head', 'SELECT entry, hash FROM ledger_head'],
  ['where a disc is', `SELECT to_unit FROM ledger WHERE disc_id = 'd' ORDER BY entry DESC LIMIT 1`],
  ['what is in a place', `SELECT disc_id FROM discs WHERE place = 'tray:1'`],
  [
    'what left a pile since',
    `SELECT sum(quantity) FROM ledger WHERE item = 'disc' AND from_unit = 'input' AND at >= 'a' AND kind = 'move'`,
  ],
  [
    'what came into a bin since',
    `SELECT sum(quantity) FROM ledger WHERE item = 'disc' AND to_unit = 'reject' AND at >= 'a' AND kind = 'move'`,
  ],
  [
    'entries of a stretch of time',
    `SELECT * FROM ledger WHERE at BETWEEN 'a' AND 'b' AND kind = 'recount' ORDER BY entry`,
  ],
  ['the counts of one entry', 'SELECT name, quantity FROM ledger_counts WHERE entry = 4'],
  ['an order by its code', `SELECT order_id FROM orders WHERE code = 'a'`],
  ['orders placed', `SELECT count(*) FROM orders WHERE created_at BETWEEN 'a' AND 'b'`],
  [
    'orders that changed',
    `SELECT at, count(*) FROM orders WHERE updated_at BETWEEN 'a' AND 'b' GROUP BY at`,
  ],
  ['payments that changed', `SELECT payment FROM payments WHERE updated_at BETWEEN 'a' AND 'b'`],
  [
    'acts of a stretch of time',
    `SELECT act_id FROM acts WHERE kind = 'write.started' AND started_at BETWEEN 'a' AND 'b'`,
  ],
  [
    'events of an order',
    `SELECT * FROM events WHERE order_id = 'a' AND event_id < 9 ORDER BY event_id DESC LIMIT 100`,
  ],
  ['the last events', `SELECT * FROM events WHERE event_id < 9 ORDER BY event_id DESC LIMIT 100`],
  ['the days of drives', `SELECT * FROM drive_days WHERE drive = 1 AND day >= '2026-01-01'`],
])('no query of every day reads a whole table: %s', (_, sql) => {
  const plan = db
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => (row as { detail: string }).detail);
  expect(plan.filter((line) => /^SCAN (?!ledger_head|ledger_counts|CONSTANT)/.test(line))).toEqual(
    [],
  );
});

test('no check of a start goes through a table for each row of another', () => {
  const plan = db
    .prepare(`EXPLAIN QUERY PLAN ${contradictions}`)
    .all()
    .map((row) => (row as { detail: string }).detail);
  expect(plan.filter((line) => line.startsWith('CORRELATED'))).toEqual([]);
});
