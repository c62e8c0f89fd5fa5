import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { hours, minutes, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { composeController } from '../../app/kiosk/controller/compose.ts';
import { openKioskDatabaseForReading } from '../../db/kiosk/open-kiosk-database.ts';
import { DayAttendant } from '../support/day/day-attendant.ts';
import { DayCustomers } from '../support/day/day-customers.ts';
import { drawFaults, fraction } from '../support/day/day-faults.ts';
import { dayBlanks, dayFolders, openDayMachine, plainJacket } from '../support/day/day-machine.ts';
import { connectScreen } from '../support/kiosk-screen.ts';
import { scriptedTitle } from '../support/kiosk-under-test.ts';
import { enrolmentCode, startScriptedBank } from '../support/scripted-bank.ts';
import { VirtualTime } from '../support/virtual-time.ts';

const ORDERS = Number(process.env['DIPTYCH_DAY_ORDERS'] ?? 2000);
const SECTORS = 24;
const streamOf = (orderId: string) =>
  seededRandomness(`stream of ${orderId}`).bytes(SECTORS * 2048);

const time = new VirtualTime('2026-03-02T08:00:00.000Z');
const folders = dayFolders();
afterAll(() => {
  time.close();
  folders.remove();
});

test('a long day', { timeout: 900_000 }, async () => {
  const { clock } = time;
  const randomness = seededRandomness('a day in the life');
  const bank = await startScriptedBank({
    titles: [{ ...scriptedTitle, sectors: SECTORS }],
    stream: streamOf,
    clock,
    userOf: (member) => `u_member-${member}-x`,
  });
  const { machine, world } = await openDayMachine(folders.machine, clock, randomness);
  const hands = machine.hands!;
  const opening = composeController({
    dataFolder: folders.data,
    host: '127.0.0.1',
    port: 0,
    bankUrl: bank.url,
    enrolmentCode,
    machine,
    screensFolder: folders.screens,
    // Twenty times faster than the whole jacket, which has tests of its own.
    renderJacket: plainJacket,
    watchUrl: 'https://example.org/watch',
    clock,
    randomness,
    logger: silentLogger,
    burnSpeed: 8,
    takeWithin: seconds(30),
    holdFor: hours(2),
  });
  const controller = await time.now(opening, minutes(5));
  const db = openKioskDatabaseForReading(controller.databasePath);
  const rows = (sql: string) => db.prepare(sql).all() as Record<string, unknown>[];
  const stateOf = (orderId: string) =>
    (db.prepare('SELECT at FROM orders WHERE order_id = ?').get(orderId) as { at: string }).at;
  const due: (() => Promise<void>)[] = [];
  let waiting = 0;
  const later = (delay: Milliseconds, action: () => Promise<void>) => {
    waiting += 1;
    clock.after(delay, () => {
      waiting -= 1;
      due.push(action);
    });
  };
  const removed: { id: string; from: string }[] = [];
  const customers = new DayCustomers({
    world,
    randomness,
    titleId: scriptedTitle.titleId,
    openScreen: () => connectScreen(controller.url, controller.issueToken()),
    later,
    stateOf,
  });
  const attendant = new DayAttendant({
    world,
    hands,
    url: () => controller.url,
    tokenPath: join(folders.data, 'maintenance-token'),
    wasTaken: (orderId) => customers.carried.some((disc) => disc.orderId === orderId),
    onRemoved: (disc) => removed.push(disc),
  });
  let isOver = false;
  const rounds = async () => {
    await attendant.makeRound();
    if (!isOver) later(minutes(10), rounds);
  };
  later(minutes(10), rounds);
  let faults = 0;
  const arrivals = async () => {
    for (const fault of drawFaults(randomness, SECTORS)) {
      hands.inject(fault);
      faults += 1;
    }
    await customers.arrive();
    if (customers.orders.length < ORDERS) later(seconds(120 * fraction(randomness)), arrivals);
    else isOver = true;
  };
  later(seconds(1), arrivals);

  const started = performance.now();
  while (waiting > 0 || due.length > 0) {
    await time.until(() => due.length > 0, hours(24));
    for (const action of due.splice(0)) await time.now(action(), hours(1));
    if (customers.orders.length % 20 === 0 && process.env['DIPTYCH_DAY_TRACE']) {
      const facts = [
        customers.orders.length,
        customers.refusals,
        clock.monotonic() / 3.6e6,
        (performance.now() - started) / 1000,
      ];
      process.stderr.write(`${JSON.stringify(facts)}\n`);
    }
  }
  await time.pass(hours(3));
  await time.now(attendant.makeRound(), minutes(1));
  await time.pass(minutes(5));
  const simulated = clock.monotonic() / 1000;
  const real = (performance.now() - started) / 1000;
  console.log({
    simulated,
    real,
    faster: simulated / real,
    faults,
    turnedAway: customers.turnedAway,
  });
  console.log(rows('SELECT at, count(*) AS n FROM orders GROUP BY at'));
  console.log(
    rows(
      `SELECT at, json_extract(state, '$.reason') AS reason, count(*) AS n FROM discs GROUP BY 1, 2`,
    ),
  );
  console.log(
    rows(
      `SELECT item, from_unit, to_unit, sum(quantity) AS n FROM ledger WHERE item='disc' GROUP BY 1, 2, 3`,
    ),
  );
  const byFrom: Record<string, number> = {};
  for (const { from } of removed) byFrom[from] = (byFrom[from] ?? 0) + 1;
  console.log(byFrom, { loaded: dayBlanks + attendant.loaded, left: world.state.discs.length });
  const fulfilled = rows(`SELECT order_id AS id FROM orders WHERE at = 'fulfilled'`).map(
    ({ id }) => id,
  );
  expect(customers.carried.map(({ orderId }) => orderId).toSorted()).toEqual(fulfilled.toSorted());
  for (const { orderId, sha256 } of customers.carried) {
    expect(sha256).toBe(createHash('sha256').update(streamOf(orderId)).digest('hex'));
  }
  db.close();
  await time.now(controller.close(), minutes(20));
  await machine.close();
  await bank.close();
});
