import { join } from 'node:path';
import { maintenanceFile } from '../../../app/contracts/maintenance-api.ts';
import { instantOf } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { milliseconds, minutes, seconds } from '../../../app/foundation/units.ts';
import { composeController } from '../../../app/kiosk/controller/compose.ts';
import { openKioskDatabaseForReading } from '../../../db/kiosk/open-kiosk-database.ts';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';
import { firstWorld } from '../../../drivers/world/first-world.ts';
import { World } from '../../../drivers/world/world.ts';
import { plainJacket } from '../day/day-machine.ts';
import { connectScreen } from '../kiosk-screen.ts';
import { zvtPayment } from '../paying-kiosk.ts';
import { enrolmentCode } from '../scripted-bank.ts';
import { VirtualTime } from '../virtual-time.ts';
import { PathCustomer, type Standing } from './customer.ts';
import { lifeOrderSchema, runFiles, type LifeMessage, type LifeOrder } from './life-order.ts';
import { contents, HOLD, paths, TAKE_WITHIN, type Path } from './path.ts';
import { letPass } from './passing.ts';
import { PeoplesMemory } from './people.ts';
import { cutPower, PowerSwitch } from './power-switch.ts';
import { PathStaff } from './staff.ts';
import { readTrueTime, tellTrueTime } from './true-time.ts';

const BEGIN = Date.parse('2026-03-02T08:00:00.000Z');
/** Between the power going and coming back. */
const OFF = seconds(40);
/** Nothing has come to its end by then: it never will. */
const LIMIT = minutes(90);
const BUSY = minutes(2);
const ROUNDS_EVERY = minutes(5);
const BANK_AWAY_FOR = minutes(2);

/** Lives one life of a kiosk: the whole controller, its machine and the people around it, on a clock that jumps. */
async function live(order: LifeOrder): Promise<void> {
  const path: Path = paths[order.path];
  const file = (name: keyof typeof runFiles) => join(order.folder, runFiles[name]);
  const start = readTrueTime(file('time'), BEGIN - OFF) + OFF;
  // The bank is another process: its answer never takes any of this time.
  const time = new VirtualTime(instantOf(start + order.wallOff), 60_000);
  const { clock } = time;
  tellTrueTime(file('time'), start, clock);
  const { what } = order;
  const power = new PowerSwitch({
    tracePath: file('trace'),
    life: order.life,
    due: order.at,
    act: what === 'cut' ? cutPower : () => clock.step(milliseconds(what.step)),
  });
  const randomness = seededRandomness(`${order.seed} life ${order.life}`);
  const inside = { ...contents, drives: path.drives };
  const world = World.open(file('machine'), () => firstWorld(inside, randomness));
  power.watch(world);
  const services = { clock, logger: silentLogger, randomness };
  const opening = openSimulatedMachine({
    ...inside,
    ...services,
    folder: file('machine'),
    world,
    burnRate: 1,
    standIn: 'inside',
    payment: zvtPayment,
  });
  const machine = await time.now(opening, minutes(5));
  const starting = composeController({
    ...services,
    dataFolder: file('data'),
    host: '127.0.0.1',
    port: 0,
    bankUrl: order.bankUrl,
    enrolmentCode,
    machine,
    screensFolder: file('screens'),
    renderJacket: plainJacket,
    watchUrl: 'https://example.org/watch',
    burnSpeed: 8,
    takeWithin: TAKE_WITHIN,
    holdFor: HOLD,
    atBoundary: power.pass,
  });
  const controller = await time.now(starting, minutes(20));
  const { hands } = machine;
  if (hands === null) throw new Error('A simulated machine lends its hands.');

  const memory = new PeoplesMemory(file('people'));
  if (!memory.now.isFaulty) {
    memory.note({ isFaulty: true });
    for (const fault of path.faults) hands.inject(fault);
  }
  const db = openKioskDatabaseForReading(controller.databasePath);
  const byRequest = db.prepare(
    `SELECT order_id AS orderId, at, json_extract(state, '$.slot') AS slot FROM orders
    WHERE request_key = ?`,
  );
  const ids = db.prepare('SELECT order_id AS orderId FROM orders');
  const unsettled = db.prepare(
    `SELECT (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND refusal IS NULL) +
      (SELECT count(*) FROM payments
        WHERE state NOT IN ('declined', 'released', 'captured')) +
      (SELECT count(*) FROM effects WHERE outcome IS NULL) +
      (SELECT count(*) FROM acts WHERE outcome IS NULL) AS n`,
  );
  let bankBackAt: number | null = clock.monotonic() + BANK_AWAY_FOR;
  const closeBankAt = async (at: string | undefined) => {
    if (path.bankAwayFrom !== at || memory.now.bankWasAway) return;
    memory.note({ bankWasAway: true });
    await tell({ ask: 'bank', isAway: true });
    bankBackAt = clock.monotonic() + BANK_AWAY_FOR;
  };
  const customers = Array.from(
    { length: path.orders },
    (_, number) =>
      new PathCustomer({
        number,
        seed: order.seed,
        path,
        memory,
        time,
        world,
        hands,
        onOpen: () => closeBankAt('presenting'),
        openScreen: () => connectScreen(controller.url, controller.issueToken()),
        orderOf: (requestKey) => (byRequest.get(requestKey) as Standing | undefined) ?? null,
      }),
  );
  const staff = new PathStaff({
    world,
    hands,
    time,
    doorPath: join(file('data'), maintenanceFile),
    orderIds: () => (ids.all() as { orderId: string }[]).map(({ orderId }) => orderId),
  });

  const begun = clock.monotonic();
  const end = begun + LIMIT;
  let nextRound = clock.monotonic() + ROUNDS_EVERY;
  let trouble: string | null = null;
  for (;;) {
    const standings = customers.map(
      (customer) => (byRequest.get(customer.requestKey) as Standing | undefined)?.at,
    );
    await closeBankAt(standings[0]);
    if (bankBackAt !== null && clock.monotonic() >= bankBackAt) {
      await tell({ ask: 'bank', isAway: false });
      bankBackAt = null;
    }
    for (const customer of customers) if (!customer.isDone) await customer.act();
    const isSettled = () => (unsettled.get() as { n: number }).n === 0;
    if (customers.every(({ isDone }) => isDone) && isSettled()) break;
    if (clock.monotonic() >= nextRound) {
      await staff.makeRound();
      nextRound = clock.monotonic() + ROUNDS_EVERY;
    }
    if (clock.monotonic() >= end) {
      trouble = `still ${JSON.stringify(standings)} after ${LIMIT / 60_000} minutes`;
      break;
    }
    // People look often while something may be happening, and seldom later.
    await letPass(time, seconds(clock.monotonic() - begun < BUSY ? 1 : 5));
  }
  // Whatever waits for a person has one come by.
  await letPass(time, seconds(20));
  await staff.makeRound();
  await letPass(time, seconds(20));
  db.close();
  await time.now(controller.close(), minutes(20));
  await time.now(machine.close(), minutes(20));
  time.close();
  await tell({ ask: 'over', trouble });
}

/** Says it, and waits for the answer; meanwhile no time passes. */
function tell(message: LifeMessage): Promise<void> {
  return new Promise((resolve) => {
    process.once('message', () => resolve());
    process.send?.(message);
  });
}

process.on('disconnect', () => process.exit(3));
live(lifeOrderSchema.parse(JSON.parse(process.argv[2] ?? ''))).then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  },
);
