import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { OrderView } from '../../app/contracts/kiosk-view.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { openKioskDatabaseForReading } from '../../db/kiosk/open-kiosk-database.ts';
import type { ScreenClient } from '../support/kiosk-screen.ts';
import {
  kioskUnderTest,
  scriptedStream,
  scriptedTitle,
  type KioskUnderTest,
} from '../support/kiosk-under-test.ts';
import { bankMember } from '../support/scripted-bank.ts';

let kiosk: KioskUnderTest;
afterEach(async () => {
  await kiosk.remove();
});

const { titleId } = scriptedTitle;
const { member, pin } = bankMember;

async function order(screen: ScreenClient): Promise<string> {
  return (await screen.ask('placeOrder', { titleId, requestKey: randomUUID(), language: 'fr' }))
    .orderId;
}

function untilOrder(
  screen: ScreenClient,
  orderId: string,
  isReached: (order: OrderView) => boolean,
): Promise<OrderView> {
  const find = (orders: readonly OrderView[]) =>
    orders.find((found) => found.orderId === orderId && isReached(found));
  return screen
    .until((view) => find(view.session.orders) !== undefined)
    .then((view) => find(view.session.orders)!);
}

/** The states an order was seen in, repetitions left out. */
function statesSeen(screen: ScreenClient, orderId: string): string[] {
  return screen.views
    .flatMap((view) => view.session.orders)
    .filter((found) => found.orderId === orderId)
    .map((found) => found.state)
    .filter((state, index, all) => state !== all[index - 1]);
}

function rows(sql: string, ...values: unknown[]): unknown[] {
  const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
  try {
    return db.prepare(sql).all(...values);
  } finally {
    db.close();
  }
}

/** Discs of the world on which a recorder has begun to write. */
function discsBeingWritten(): number {
  const { discs } = JSON.parse(readFileSync(join(kiosk.machine.folder, 'world.json'), 'utf8')) as {
    discs: { state: string }[];
  };
  return discs.filter(({ state }) => state === 'writing').length;
}

async function refusalOf(asking: Promise<unknown>): Promise<string> {
  try {
    await asking;
    return 'not refused';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('one order at a kiosk', () => {
  test('goes from the choice to the hand, and its disc holds the main stream byte for byte', async () => {
    kiosk = await kioskUnderTest();
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    // Identified before the disc was ready: not good enough.
    expect(await refusalOf(screen.ask('collectOrder', { orderId }))).toBe('IDENTITY_NOT_FRESH');
    await screen.ask('identifyMember', { member, pin });
    await screen.ask('collectOrder', { orderId });
    await untilOrder(screen, orderId, ({ takeBefore }) => takeBefore !== null);
    await screen.ask('simulate', { act: 'take-disc' });
    const last = await untilOrder(screen, orderId, ({ state }) => state === 'fulfilled');

    expect(last.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
    const [taken] = kiosk.machine.hands.takenDiscs();
    expect(readFileSync(taken!.imagePath).equals(scriptedStream)).toBe(true);
    const jacket = kiosk.controller.jacketPath(orderId);
    expect(execFileSync('pdftotext', [jacket, '-'], { encoding: 'utf8' })).toContain(
      'Regarder chez soi',
    );
    expect(rows('SELECT at, user_id, distributor_id FROM orders')).toEqual([
      { at: 'fulfilled', user_id: bankMember.userId, distributor_id: 'SCRIPT' },
    ]);
    expect(rows('SELECT at, place, user_id, distributor_id FROM discs')).toEqual([
      { at: 'taken', place: 'customer', user_id: bankMember.userId, distributor_id: 'SCRIPT' },
    ]);
    expect(rows(`SELECT kind, outcome FROM acts WHERE kind <> 'print.started'`)).toEqual([
      { kind: 'pick.started', outcome: 'done' },
      { kind: 'write.started', outcome: 'done' },
      { kind: 'verify.started', outcome: 'done' },
      { kind: 'stage.started', outcome: 'done' },
      { kind: 'present.started', outcome: 'done' },
    ]);
    expect(
      rows(`SELECT from_unit, to_unit FROM ledger WHERE disc_id IS NOT NULL ORDER BY entry`),
    ).toEqual([
      { from_unit: 'input', to_unit: 'tray:1' },
      { from_unit: 'tray:1', to_unit: 'slot:1' },
      { from_unit: 'slot:1', to_unit: 'customer' },
    ]);
    expect(rows('SELECT count(*) AS n FROM reservations')).toEqual([{ n: 0 }]);
    expect(readdirSync(join(kiosk.dataFolder, 'spool'))).toEqual([]);
    await expect
      .poll(() => kiosk.bank.reports.map(({ report }) => report.event), { timeout: 20_000 })
      .toEqual(['burning', 'verified', 'ready', 'presented', 'taken']);
    const everything = readFileSync(kiosk.controller.databasePath).toString('latin1');
    expect(everything).not.toContain('proof-');
    expect(everything).not.toContain(pin);
  });

  test('is ready again after a disc was not taken, for who identifies anew', async () => {
    kiosk = await kioskUnderTest({ takeWithin: milliseconds(300) });
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    await screen.ask('identifyMember', { member, pin });
    await screen.ask('collectOrder', { orderId });
    await untilOrder(screen, orderId, ({ state }) => state === 'notTaken');
    await expect.poll(() => statesSeen(screen, orderId).at(-1), { timeout: 20_000 }).toBe('ready');
    expect(statesSeen(screen, orderId).slice(-5)).toEqual([
      'ready',
      'claiming',
      'presenting',
      'notTaken',
      'ready',
    ]);
    expect(await refusalOf(screen.ask('collectOrder', { orderId }))).toBe('IDENTITY_NOT_FRESH');
    expect(kiosk.machine.hands.takenDiscs()).toEqual([]);
    expect(rows('SELECT at, place FROM discs')).toEqual([{ at: 'staged', place: 'slot:1' }]);
  });

  test('begins a second disc where the first was spoiled, and the spoiled one goes to the reject bin', async () => {
    kiosk = await kioskUnderTest();
    kiosk.machine.hands.inject('drive.write-error@100');
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    const ready = await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    expect(ready.slot).toBe(1);
    expect(
      rows(`SELECT attempt, at, json_extract(state, '$.reason') AS reason FROM discs`),
    ).toEqual([
      { attempt: 1, at: 'rejected', reason: 'writeError' },
      { attempt: 2, at: 'staged', reason: null },
    ]);
    expect(rows(`SELECT count(*) AS n FROM acts WHERE kind = 'print.started'`)).toEqual([{ n: 1 }]);
  });

  test('has its disc read in the other drive where the one that burned it does not read it well', async () => {
    kiosk = await kioskUnderTest({ drives: 2 });
    const { hands } = kiosk.machine.machine;
    hands?.inject('drive1.misreads@150');
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    const acts = rows(
      `SELECT kind, outcome, coalesce(json_extract(intent, '$.drive'), '') AS drive FROM acts
      WHERE kind IN ('verify.started', 'carry.started', 'reject.started') ORDER BY act_id`,
    );
    expect(acts).toEqual([
      { kind: 'verify.started', outcome: 'failed', drive: 1 },
      { kind: 'carry.started', outcome: 'done', drive: '' },
      { kind: 'verify.started', outcome: 'done', drive: 2 },
    ]);
    expect(rows('SELECT at, place FROM discs')).toEqual([{ at: 'staged', place: 'slot:1' }]);
    expect(rows(`SELECT value FROM settings WHERE name = 'drive:1'`)).toEqual([
      { value: JSON.stringify({ at: 'leased', failures: 1 }) },
    ]);
  });

  test('is rejected where the other drive does not read it either, and both drives are free again', async () => {
    kiosk = await kioskUnderTest({ drives: 2 });
    kiosk.machine.machine.hands?.inject('drive1.verify-mismatch@10');
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    expect(rows('SELECT attempt, at, place FROM discs ORDER BY attempt')).toEqual([
      { attempt: 1, at: 'rejected', place: 'reject' },
      { attempt: 2, at: 'staged', place: 'slot:1' },
    ]);
    expect(rows(`SELECT count(*) AS readings FROM acts WHERE kind = 'verify.started'`)).toEqual([
      { readings: 3 },
    ]);
  });

  test('is ready once somebody has loaded paper, which ran out in mid-order', async () => {
    kiosk = await kioskUnderTest();
    kiosk.machine.hands.inject('printer.paper-out');
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    const stuck = await untilOrder(screen, orderId, ({ steps }) => {
      const states = new Map(steps.map(({ step, state }) => [step, state]));
      return states.get('slot') === 'done' && states.get('jacket') === 'failed';
    });
    expect(stuck.readyAt).toBeNull();
    // So few that the printer says that they are low: the order's own sheet is among them.
    kiosk.machine.hands.loadPaper(5);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    expect(rows(`SELECT outcome FROM acts WHERE kind = 'print.started' ORDER BY rowid`)).toEqual([
      { outcome: 'failed' },
      { outcome: 'done' },
    ]);
    await expect.poll(() => screen.views.at(-1)?.machine.ordersClosed).toEqual([]);
  });

  test('is made once, however often the same confirmation is sent', async () => {
    kiosk = await kioskUnderTest();
    const screen = await kiosk.identifiedScreen();
    const requestKey = randomUUID();
    const asked = [1, 2, 3].map(() =>
      screen.ask('placeOrder', { titleId, requestKey, language: 'fr' }),
    );
    const made = new Set((await Promise.all(asked)).map(({ orderId }) => orderId));
    expect(made.size).toBe(1);
    expect(rows('SELECT count(*) AS n FROM orders')).toEqual([{ n: 1 }]);
  });

  test('resumes its stream where the line broke', async () => {
    kiosk = await kioskUnderTest();
    kiosk.bank.cutNextStreamAfter(100_000);
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    expect(kiosk.bank.ranges[0]).toBeUndefined();
    expect(kiosk.bank.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });
});

describe('two drives', () => {
  test('serve two orders at a time, each into its own slot', async () => {
    kiosk = await kioskUnderTest({ drives: 2 });
    const screen = await kiosk.identifiedScreen();
    const first = await order(screen);
    // An identification is good for one order; what was ordered by it stays in sight.
    const { session } = screen.views.at(-1)!;
    expect([session.identifiedUntil, session.orders.length]).toEqual([null, 1]);
    expect(await refusalOf(order(screen))).toBe('IDENTITY_NOT_FRESH');
    await screen.ask('identifyMember', { member, pin });
    const second = await order(screen);
    const slots = [
      (await untilOrder(screen, first, ({ state }) => state === 'ready')).slot,
      (await untilOrder(screen, second, ({ state }) => state === 'ready')).slot,
    ];
    expect(new Set(slots)).toEqual(new Set([1, 2]));
    const entries = (await screen.ask('listCatalogue', {})).entries;
    expect(entries).toMatchObject([{ available: false, reasons: ['no-free-slot'] }]);
  });
});

describe('after a restart', () => {
  test('a ready disc is still ready, and wants a fresh identification', async () => {
    kiosk = await kioskUnderTest();
    const before = await kiosk.identifiedScreen();
    const orderId = await order(before);
    await untilOrder(before, orderId, ({ state }) => state === 'ready');
    await kiosk.restart();
    const screen = await kiosk.identifiedScreen();
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    await screen.ask('collectOrder', { orderId });
    const given = await untilOrder(screen, orderId, ({ state }) => state === 'presenting');
    expect(given.slot).toBe(1);
  });

  test('an order cut off while its disc was being written gets another disc, and the cut one is rejected', async () => {
    kiosk = await kioskUnderTest();
    kiosk.machine.hands.inject('drive.stalled@100');
    const before = await kiosk.identifiedScreen();
    const orderId = await order(before);
    // Before that its disc is blank still, and would be written by the next start.
    await expect.poll(discsBeingWritten, { timeout: 30_000 }).toBe(1);
    await kiosk.restart();
    const screen = await kiosk.identifiedScreen();
    await untilOrder(screen, orderId, ({ state }) => state === 'ready');
    expect(rows(`SELECT outcome FROM acts WHERE kind = 'write.started' ORDER BY act_id`)).toEqual([
      { outcome: 'interrupted' },
      { outcome: 'done' },
    ]);
    expect(rows('SELECT at, place FROM discs ORDER BY rowid')).toEqual([
      { at: 'rejected', place: 'reject' },
      { at: 'staged', place: 'slot:1' },
    ]);
    expect(existsSync(kiosk.controller.databasePath)).toBe(true);
  });
});
