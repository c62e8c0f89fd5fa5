import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { auditRecords } from '../../../../app/kiosk/controller/reports/audit.ts';
import { kioskRecords } from '../../../../app/kiosk/controller/records/kiosk-records.ts';
import { migrations } from '../../../../db/kiosk/migrations/index.ts';
import { openKioskDatabase } from '../../../../db/kiosk/open-kiosk-database.ts';
import { booksAt as at, booksUnderTest, type BooksUnderTest } from '../../../support/books.ts';

let books: BooksUnderTest;
beforeEach(() => {
  books = booksUnderTest();
});
afterEach(() => books.remove());

const rows = (sql: string) => books.records.db.prepare(sql).all();
const run = (sql: string) => () => books.records.db.prepare(sql).run();
const load = (quantity: number) => {
  const by = { by: 's_staff', reason: 'loaded' };
  books.records.ledger.load({ at, item: 'disc', unit: 'input', quantity, ...by });
};

describe('the ledger', () => {
  test('has every place of a disc, in order, with who and why, and what a customer was given for', () => {
    load(10);
    books.give(1, { isPaid: true });
    books.give(2);
    const columns =
      'entry, kind, from_unit AS "from", to_unit AS "to", quantity, reason, vend, actor';
    expect(rows(`SELECT ${columns} FROM ledger WHERE entry < 5 OR entry = 7`)).toEqual([
      {
        entry: 1,
        kind: 'load',
        from: 'outside',
        to: 'input',
        quantity: 10,
        reason: 'loaded',
        vend: null,
        actor: 's_staff',
      },
      {
        entry: 2,
        kind: 'move',
        from: 'input',
        to: 'tray:1',
        quantity: 1,
        reason: 'picked',
        vend: null,
        actor: null,
      },
      {
        entry: 3,
        kind: 'move',
        from: 'tray:1',
        to: 'slot:1',
        quantity: 1,
        reason: 'staged',
        vend: null,
        actor: null,
      },
      {
        entry: 4,
        kind: 'move',
        from: 'slot:1',
        to: 'customer',
        quantity: 1,
        reason: 'taken',
        vend: 'paid',
        actor: null,
      },
      {
        entry: 7,
        kind: 'move',
        from: 'slot:1',
        to: 'customer',
        quantity: 1,
        reason: 'taken',
        vend: 'free',
        actor: null,
      },
    ]);
  });

  test('has the books say what a person counted: too much came from outside, too little is unknown', () => {
    const { ledger } = books.records;
    const recount = { at, item: 'disc', unit: 'input', by: 's_staff', reason: 'counted' } as const;
    const asked = [12, 12, 9].map((counted) => ledger.correct({ ...recount, counted }));
    expect([asked, ledger.balances()]).toEqual([
      [12, 0, -3],
      [
        { item: 'disc', unit: 'input', quantity: 9 },
        { item: 'disc', unit: 'outside', quantity: -12 },
        { item: 'disc', unit: 'unknown', quantity: 3 },
      ],
    ]);
  });

  test('is written with the record of the disc, or not at all', () => {
    load(1);
    const before = books.records.ledger.head();
    const disc = { discId: 'd_disc-0001', orderId: books.order(1), attempt: 1, place: 'tray:1' };
    const written = { at: 'written', drive: 1 } as const;
    expect(() => books.records.discs.insert({ ...disc, state: written }, at)).toThrow(/CHECK/);
    expect([books.records.ledger.head(), rows('SELECT * FROM discs')]).toEqual([before, []]);
  });

  test('says what was put in, and what a drive did, in the counters of the same transaction', () => {
    load(3);
    books.give(1);
    books.records.counters.reset();
    books.give(2);
    expect(books.records.counters.list()).toEqual([
      { name: 'discs.begun', sinceInitialisation: 2, sinceReset: 1 },
      { name: 'discs.given.free', sinceInitialisation: 2, sinceReset: 1 },
      { name: 'discs.loaded', sinceInitialisation: 3, sinceReset: 0 },
      { name: 'drive.1.bad', sinceInitialisation: 0, sinceReset: 0 },
      { name: 'drive.1.good', sinceInitialisation: 2, sinceReset: 1 },
    ]);
  });
});

describe('the database itself refuses', () => {
  beforeEach(() => {
    load(5);
    books.give(1);
  });

  const entry = (number: number, previous: string, form = 2) =>
    run(`INSERT INTO ledger (entry, form, at, kind, item, from_unit, to_unit, quantity, reason, previous_hash, hash)
      SELECT ${number}, ${form}, at, 'move', 'sheet', 'paper', 'printed', 1, 'jacket', ${previous}, '${'0'.repeat(64)}'
      FROM ledger WHERE entry = 4`);

  test.each([
    ['a changed entry', run('UPDATE ledger SET quantity = 2'), /append-only/],
    ['a removed entry', run('DELETE FROM ledger'), /append-only/],
    ['a gap', entry(6, 'hash'), /follows the last one/],
    ['an entry twice', entry(4, 'hash'), /follows the last one/],
    ['a wrong hash before', entry(5, `'${'1'.repeat(64)}'`), /follows the last one/],
    ['an entry of the older form', entry(5, 'hash', 1), /follows the last one/],
    [
      'a head that is not the last entry',
      run('UPDATE ledger_head SET entry = 5'),
      /head of the ledger/,
    ],
    ['no head', run('DELETE FROM ledger_head'), /head of the ledger/],
    ['a counter that goes back', run('UPDATE counters SET since_initialisation = 0'), /only grows/],
    ['a counter that is forgotten', run('DELETE FROM counters'), /only grows/],
    [
      'a disc that moves without the ledger',
      run(`UPDATE discs SET place = 'reject'`),
      /where the ledger has it/,
    ],
    [
      'a disc that leaves a place where it is not',
      () =>
        books.records.ledger.record({
          at,
          item: 'disc',
          from: 'tray:1',
          to: 'reject',
          reason: 'moved',
          discId: 'd_disc-0001',
        }),
      /leaves the place where the ledger has it/,
    ],
    [
      'two of one disc',
      () =>
        books.records.ledger.record({
          at,
          item: 'disc',
          from: 'customer',
          to: 'reject',
          reason: 'moved',
          discId: 'd_disc-0001',
          quantity: 2,
        }),
      /CHECK/,
    ],
  ])('%s', (_, action, refusal) => {
    expect(action).toThrow(refusal);
  });
});

describe('a ledger of the first form', () => {
  const orderId = '0RDER000000000000001';
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-old-books-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** As version 2 left it: one disc that was given, one that was left in the gripper without an entry. */
  function writeOld(path: string): void {
    const db = openKioskDatabase(path, migrations.slice(0, 2));
    db.exec(`INSERT INTO orders (order_id, code, title, user_id, distributor_id, request_key, language, state, version, created_at, updated_at)
      VALUES ('${orderId}', '0RDE-R000', '{}', 'u_0123456789', 'DIST1', 'key', 'en',
        '{"at":"fulfilled","discId":"d_disc-old1","takenAt":0}', 1, '${at}', '${at}')`);
    const disc =
      db.prepare(`INSERT INTO discs (disc_id, order_id, attempt, state, place, user_id, distributor_id, created_at, updated_at)
      VALUES (?, '${orderId}', 1, ?, ?, 'u_0123456789', 'DIST1', '${at}', '${at}')`);
    disc.run('d_disc-old1', '{"at":"taken"}', 'customer');
    disc.run('d_disc-old2', '{"at":"unknown","last":"tray:1"}', 'gripper');
    const ways = [
      ['disc', 'input', 'tray:1', 'd_disc-old1', 'picked'],
      ['disc', 'tray:1', 'slot:1', 'd_disc-old1', 'staged'],
      ['sheet', 'printer', 'tray', null, 'jacket'],
      ['disc', 'slot:1', 'customer', 'd_disc-old1', 'taken'],
      ['disc', 'input', 'tray:1', 'd_disc-old2', 'picked'],
      ['disc', 'tray:1', 'unknown', 'd_disc-old2', 'lost'],
    ] as const;
    let hash = '';
    for (const [item, from, to, discId, reason] of ways) {
      hash = createHash('sha256')
        .update(hash)
        .update(JSON.stringify([at, item, from, to, 1, orderId, discId, reason]))
        .digest('hex');
      db.prepare(
        'INSERT INTO ledger (at, item, from_unit, to_unit, quantity, order_id, disc_id, reason, hash) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?)',
      ).run(at, item, from, to, orderId, discId, reason, hash);
    }
    db.close();
  }

  test('is carried over: its entries and hashes stay, the chain goes on, and every disc is in one place', async () => {
    const path = join(folder, 'kiosk.sqlite');
    writeOld(path);
    const records = kioskRecords(openKioskDatabase(path));
    records.discs.update('d_disc-old2', { at: 'rejected', reason: 'powerLoss' }, 'reject', at, {
      reason: 'powerLoss',
    });
    expect(await auditRecords(path, { at, signal: new AbortController().signal })).toMatchObject({
      entries: 8,
      findings: [],
      balances: { input: -2, customer: 1, reject: 1, gripper: 0, unknown: 0 },
      counters: [
        { name: 'discs.begun', sinceInitialisation: 2 },
        { name: 'discs.given.free', sinceInitialisation: 1 },
        { name: 'discs.lost', sinceInitialisation: 1 },
        { name: 'discs.rejected.powerLoss', sinceInitialisation: 1 },
        { name: 'sheets.printed', sinceInitialisation: 1 },
      ],
    });
    const columns = 'entry, form, kind, from_unit AS "from", to_unit AS "to", reason';
    expect(records.db.prepare(`SELECT ${columns} FROM ledger WHERE entry > 5`).all()).toEqual([
      { entry: 6, form: 1, kind: 'move', from: 'tray:1', to: 'unknown', reason: 'lost' },
      {
        entry: 7,
        form: 2,
        kind: 'carried-over',
        from: 'unknown',
        to: 'gripper',
        reason: 'carried over',
      },
      { entry: 8, form: 2, kind: 'move', from: 'gripper', to: 'reject', reason: 'powerLoss' },
    ]);
    records.db.close();
  });
});
