import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maintenanceRoutes } from '../../../../../../app/contracts/maintenance-api.ts';
import type { Actor } from '../../../../../../app/contracts/staff.ts';
import { timestamp } from '../../../../../../app/foundation/clock.ts';
import { AppError } from '../../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { hours } from '../../../../../../app/foundation/units.ts';
import { addReportRoutes } from '../../../../../../app/kiosk/controller/http/report-routes.ts';
import { Reports } from '../../../../../../app/kiosk/controller/reports/reports.ts';
import { Lock } from '../../../../../../app/kiosk/controller/workflow/lock.ts';
import { StaffStore } from '../../../../../../db/kiosk/staff-store.ts';
import type { DocumentPrinter } from '../../../../../../drivers/document-printer/contract.ts';
import type { ShiftPage } from '../../../../../../templates/shift-report/render-shift-report.ts';
import {
  booksCode,
  booksOrder,
  booksUnderTest,
  type BooksUnderTest,
} from '../../../../../support/books.ts';

const actor: Actor = { staffId: 's_1234567890', name: 'A', rights: ['exchange'] };
let books: BooksUnderTest;
let clock: ManualClock;
let reports: Reports;
let pages: ShiftPage[];
let failure: AppError | null;

beforeEach(() => {
  books = booksUnderTest();
  clock = new ManualClock();
  pages = [];
  failure = null;
  const printer: Pick<DocumentPrinter, 'print'> = {
    print: () => (failure === null ? Promise.resolve({ jobId: 7 }) : Promise.reject(failure)),
  };
  reports = new Reports({
    records: books.records,
    databasePath: books.path,
    kiosk: { kioskName: 'K-1', distributorId: 'DIST1' },
    drives: 2,
    printer: printer as DocumentPrinter,
    printerLock: new Lock(),
    acts: { signal: new AbortController().signal, untilMayBegin: () => Promise.resolve() },
    render: (page) => {
      pages.push(page);
      return Promise.resolve(new Uint8Array());
    },
    clock,
  });
});
afterEach(() => books.remove());

const now = () => timestamp(clock);
const by = { by: 's_1234567890', reason: 'said so' };
const give = (n: number, isPaid: boolean) => {
  books.give(n, { isPaid, at: now() });
  const orderTimes = 'UPDATE orders SET created_at = ?, updated_at = ? WHERE order_id = ?';
  books.records.db.prepare(orderTimes).run(now(), now(), booksOrder(n));
  const paidAt = 'UPDATE payments SET updated_at = ? WHERE order_id = ?';
  books.records.db.exec('DROP TRIGGER IF EXISTS payments_end_once');
  books.records.db.prepare(paidAt).run(now(), booksOrder(n));
};

describe('the report of a shift', () => {
  test('has discs, sheets, orders, money and corrections since the last shift was closed', async () => {
    const { ledger } = books.records;
    ledger.load({ ...by, at: now(), item: 'disc', unit: 'input', quantity: 20 });
    give(1, true);
    clock.advance(hours(8));
    await reports.handlers['close-shift']({ act: 'close-shift' }, actor);
    const from = now();
    clock.advance(hours(1));
    give(2, true);
    give(3, false);
    ledger.record({ at: now(), item: 'sheet', from: 'paper', to: 'printed', reason: 'jacket' });
    ledger.correct({ ...by, at: now(), item: 'disc', unit: 'input', counted: 15 });
    expect(reports.shift()).toEqual({
      kioskName: 'K-1',
      distributorId: 'DIST1',
      from,
      to: now(),
      discs: {
        loaded: 0,
        begun: 2,
        verified: 2,
        given: {
          paid: 1,
          free: 1,
          test: 0,
        },
        rejected: [],
        retained: 0,
        unknown: 0,
      },
      sheets: { loaded: 0, printed: 1 },
      orders: { placed: 2, fulfilled: 2, cancelled: 0, failed: 0, expired: 0, suspect: 0 },
      money: [{ amount: 499, currency: 'EUR', payments: 1, kind: 'captured' }],
      corrections: [{ at: now(), by: 's_1234567890', unit: 'input', difference: -2 }],
    });
    const counters = new Map(books.records.counters.list().map((one) => [one.name, one]));
    expect(counters.get('discs.begun')).toMatchObject({ sinceInitialisation: 3, sinceReset: 2 });
  });

  test('is printed with the head of the ledger; right after a shift was closed, of that shift', async () => {
    give(1, false);
    const first = now();
    clock.advance(hours(8));
    const head = books.records.ledger.head();
    await reports.handlers['print-shift']({ act: 'print-shift' }, actor);
    await reports.handlers['close-shift']({ act: 'close-shift' }, actor);
    const closed = now();
    clock.advance(hours(1));
    await reports.handlers['print-shift']({ act: 'print-shift' }, actor);
    await reports.handlers['print-shift']({ act: 'print-shift' }, actor);
    give(2, false);
    await reports.handlers['print-shift']({ act: 'print-shift' }, actor);
    expect(pages.map(({ number, report }) => [number, report.from, report.to])).toEqual([
      [1, first, closed],
      [1, first, closed],
      [1, first, closed],
      [2, closed, now()],
    ]);
    expect(pages[0]?.ledger).toEqual(head);
    expect(books.records.ledger.balanceOf('sheet', 'printed')).toBe(4);
  });

  test('that was not printed is no sheet of the ledger, and says why', async () => {
    failure = new AppError('PRINTER_PAPER_OUT', 'No paper.', { remedy: 'call-attendant' });
    const printing = reports.handlers['print-shift']({ act: 'print-shift' }, actor);
    await expect(printing).rejects.toMatchObject({ code: 'PRINTER_PAPER_OUT' });
    expect(books.records.ledger.balances()).toEqual([]);
  });
});

test('a drive wears by its good and bad discs, and by the speed of each day', () => {
  give(1, false);
  give(2, false);
  const orderId = booksOrder(1);
  const { acts } = books.records;
  const verify = {
    kind: 'verify.started',
    orderId,
    discId: 'd_disc-0001',
    bootId: 'b',
    at: now(),
  } as const;
  const act = acts.begin({ ...verify, intent: { drive: 1 } });
  acts.end(act, 'failed', { code: 'DRIVE_VERIFY_MISMATCH' }, now());
  const day = now().slice(0, 10);
  expect(reports.wear()).toEqual([
    // 13 850 sectors of 2048 bytes in 4.096 s are 6 925 kB/s.
    { drive: 1, good: 2, bad: 1, days: [{ day, good: 2, bad: 1, speed: 5 }] },
    { drive: 2, good: 0, bad: 0, days: [] },
  ]);
  clock.advance(hours(24 * 40));
  expect(reports.wear()[0]).toEqual({ drive: 1, good: 2, bad: 1, days: [] });
});

describe('events', () => {
  test('come newest first, a hundred at a time, with the code of their order', () => {
    books.order(1);
    const { events } = books.records;
    for (let n = 0; n < 150; n += 1) {
      events.add('order.placed', n === 100 ? booksOrder(1) : null, { n }, now());
    }
    const first = reports.events(null);
    const rest = reports.events(null, first.before ?? undefined);
    expect([first.events.length, first.before, rest.events.length, rest.before]).toEqual([
      100,
      51,
      50,
      null,
    ]);
    expect(reports.events(booksCode(1))).toEqual({
      events: [
        {
          number: 101,
          at: now(),
          kind: 'order.placed',
          orderId: booksOrder(1),
          code: booksCode(1),
          by: null,
          facts: { n: 100 },
        },
      ],
      before: null,
    });
    expect(reports.events('0000-0000')).toEqual({ events: [], before: null });
  });

  test('name who did it, the owner and those who have gone as well', () => {
    const { db, events } = books.records;
    const staffId = 's_1234567890';
    const people = new StaffStore(db);
    const person = { staffId, number: '1001', name: 'Front desk', rights: [], badgeKey: null };
    people.add({ ...person, pinHash: 'x' }, now());
    people.remove(staffId, now());
    const add = (kind: string, facts: Readonly<Record<string, unknown>>) =>
      events.add(kind, null, facts, now());
    add('maintenance.recount', { by: staffId });
    add('maintenance.recount', { by: null });
    add('maintenance.mode', { by: null });
    add('maintenance.go-on', { by: 's_never_there' });
    add('staff.signed-in', { by: 'number', staffId });
    add('staff.removed', { by: null, staffId });
    const told = reports
      .events(null)
      .events.map(({ by: doer, facts }) => [doer === null ? null : doer.name, facts['person']]);
    expect(told.toReversed()).toEqual([
      ['Front desk', undefined],
      ['owner', undefined],
      [null, undefined],
      ['s_never_there', undefined],
      [null, 'Front desk'],
      ['owner', 'Front desk'],
    ]);
  });
});

describe('over HTTP', () => {
  const ask = async (url: string, isAdmitted = true) => {
    const app = Fastify();
    const admit = async (_: unknown, reply: { code(status: number): { send(): unknown } }) => {
      if (!isAdmitted) await reply.code(401).send();
    };
    addReportRoutes(app, { admit }, reports, silentLogger);
    const answer = await app.inject({ url });
    await app.close();
    return {
      status: answer.statusCode,
      body: answer.body === '' ? null : answer.json<unknown>(),
    };
  };

  test('reports are read by those who were let in, and by nobody else', async () => {
    give(1, false);
    const { audit, events, shift, wear } = maintenanceRoutes;
    for (const route of [audit, events, shift, wear]) {
      expect([(await ask(route)).status, (await ask(route, false)).status]).toEqual([200, 401]);
    }
    expect((await ask(audit)).body).toMatchObject({ isSound: true, entries: 3 });
  });

  test('of a stretch of time, or before an event; what makes no sense is refused', async () => {
    const { events, shift } = maintenanceRoutes;
    const from = '2026-01-01T00:00:00.000Z';
    const to = '2026-01-02T00:00:00.000Z';
    expect((await ask(`${shift}?from=${from}&to=${to}`)).body).toMatchObject({ from, to });
    const refused = [
      `${shift}?from=${to}&to=${from}`,
      `${shift}?from=yesterday`,
      `${events}?before=0`,
      `${events}?order=x`,
      `${events}?other=1`,
    ];
    for (const url of refused) expect((await ask(url)).status).toBe(400);
  });
});
