import { afterEach, describe, expect, test } from 'vitest';
import type { WritableDb } from '../../../../db/kiosk/kiosk-database.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'storage-migration-'));
const path = join(folder, 'kiosk.sqlite');
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = '2026-01-01T12:00:00.000Z';
const orderId = 'A'.repeat(20);

/** What belongs to the journal of acts, and how it was made. */
function partsOfActs(db: WritableDb): Map<string, string | null> {
  const rows = db
    .prepare(`SELECT name, sql FROM sqlite_master WHERE tbl_name = 'acts' AND type <> 'table'`)
    .all() as { name: string; sql: string | null }[];
  return new Map(rows.map(({ name, sql }) => [name, sql]));
}

function fill(db: WritableDb): void {
  db.prepare(
    `INSERT INTO orders (order_id, code, title, user_id, distributor_id, request_key, language,
      state, version, created_at, updated_at)
    VALUES (?, 'AAAA-AAAA', '{}', 'u', 'D', 'key', 'en', '{"at":"queued"}', 1, ?, ?)`,
  ).run(orderId, at, at);
  const insert = db.prepare(
    `INSERT INTO acts (kind, order_id, boot_id, intent, started_at, outcome, evidence, ended_at)
    VALUES (?, ?, 'boot', '{"to":"tray:1"}', ?, ?, ?, ?)`,
  );
  insert.run('pick.started', orderId, at, 'failed', '{"code":"X"}', at);
  insert.run('pick.started', orderId, at, null, null, null);
}

describe('the migration to units, jobs and tests', () => {
  test('keeps every act with its number, and all that guards and counts acts', () => {
    const before = openKioskDatabase(path, migrations.slice(0, 5));
    fill(before);
    const guards = partsOfActs(before);
    const rows = before.prepare('SELECT * FROM acts ORDER BY act_id').all();
    before.close();
    const db = openKioskDatabase(path, migrations.slice(0, 6));
    expect(db.prepare('SELECT * FROM acts ORDER BY act_id').all()).toEqual(
      rows.map((row) => ({ ...(row as object), test: null })),
    );
    const kept = partsOfActs(db);
    const changed = [...guards].filter(([name, sql]) => kept.get(name) !== sql);
    expect(changed.map(([name]) => name)).toEqual(['acts_no_write_without_identifiers']);
    expect(() => db.prepare('DELETE FROM acts').run()).toThrow('acts are never deleted');
    expect(() => db.prepare(`UPDATE acts SET kind = 'x' WHERE act_id = 1`).run()).toThrow(
      'an act ends once',
    );
    const next = db
      .prepare(
        `INSERT INTO acts (kind, order_id, boot_id, intent, started_at) VALUES ('x', ?, 'b', '{}', ?)`,
      )
      .run(orderId, at);
    expect(next.lastInsertRowid).toBe(3);
    db.close();
  });

  test('an act belongs to an order or to a test, and one guided job is under way at a time', () => {
    const db = openKioskDatabase(':memory:', migrations.slice(0, 6));
    const insert = (kind: string, test: number | null) =>
      db
        .prepare(
          `INSERT INTO acts (kind, test, boot_id, intent, started_at) VALUES (?, ?, 'b', '{}', ?)`,
        )
        .run(kind, test, at);
    expect(() => insert('pick.started', null)).toThrow('CHECK');
    db.prepare(
      `INSERT INTO machine_tests (test, detail, began_at, begun_by) VALUES ('burn', '', ?, 'x')`,
    ).run(at);
    expect(insert('write.started', 1).changes).toBe(1);
    const begin = db.prepare(
      `INSERT INTO guided_jobs (job, state, begun_at, begun_by) VALUES ('x', '{}', ?, 'x')`,
    );
    begin.run(at);
    expect(() => begin.run(at)).toThrow('UNIQUE');
    db.prepare(`UPDATE guided_jobs SET outcome = 'done', ended_at = ?`).run(at);
    expect(begin.run(at).changes).toBe(1);
    db.close();
  });
});
