import { join } from 'node:path';
import { maintenanceFile } from '../../../app/contracts/maintenance-api.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { hours, minutes, seconds, type Milliseconds } from '../../../app/foundation/units.ts';
import { composeController } from '../../../app/kiosk/controller/compose.ts';
import { openKioskDatabaseForReading } from '../../../db/kiosk/open-kiosk-database.ts';
import type { World } from '../../../drivers/world/world.ts';
import { connectScreen } from '../kiosk-screen.ts';
import { scriptedTitle } from '../kiosk-under-test.ts';
import { enrolmentCode, startScriptedBank } from '../scripted-bank.ts';
import { VirtualTime } from '../virtual-time.ts';
import { DayAttendant, type RemovedDisc } from './day-attendant.ts';
import { readBooks, type DayBooks } from './day-books.ts';
import { DayCustomers, type CarriedDisc } from './day-customers.ts';
import { drawFaults, fraction } from './day-faults.ts';
import { dayBlanks, dayFolders, openDayMachine, plainJacket } from './day-machine.ts';

/** Sectors of every disc of the day; the recorders go as fast as in life. */
const SECTORS = 24;
const SETTLED = seconds(1);

export interface LongDay {
  readonly books: DayBooks;
  readonly carried: readonly CarriedDisc[];
  readonly removed: readonly RemovedDisc[];
  /** Blanks that lay there at the first start. */
  readonly opening: number;
  /** Blanks that the attendant put in. */
  readonly loaded: number;
  readonly faults: readonly string[];
  readonly world: World;
  readonly refusals: Readonly<Record<string, number>>;
  readonly simulated: Milliseconds;
}

/** The main stream of an order, unlike any other's: by its content a disc says whose it is. */
export function streamOfDay(orderId: string): Uint8Array {
  return seededRandomness(`stream of ${orderId}`).bytes(SECTORS * 2048);
}

/**
 * Lets a whole kiosk work through that many orders, with customers, an attendant who comes every ten minutes, and the
 * faults of {@link drawFaults}; then lets everything come to its end.
 */
export async function liveLongDay(orders: number): Promise<LongDay> {
  const time = new VirtualTime('2026-03-02T08:00:00.000Z');
  const { clock } = time;
  const folders = dayFolders();
  const bank = await startScriptedBank({
    titles: [{ ...scriptedTitle, sectors: SECTORS }],
    stream: streamOfDay,
    clock,
    userOf: (member) => `u_member-${member}-x`,
  });
  const { machine, world } = await openDayMachine(
    folders.machine,
    clock,
    seededRandomness('a machine'),
  );
  const opening = composeController({
    dataFolder: folders.data,
    host: '127.0.0.1',
    port: 0,
    bankUrl: bank.url,
    enrolmentCode,
    machine,
    screensFolder: folders.screens,
    // Real ones take longer than all the rest of an order; they have tests of their own.
    renderJacket: plainJacket,
    watchUrl: 'https://example.org/watch',
    clock,
    randomness: seededRandomness('a kiosk'),
    logger: silentLogger,
    burnSpeed: 8,
    takeWithin: seconds(30),
    holdFor: hours(2),
  });
  const controller = await time.now(opening, minutes(5));
  const db = openKioskDatabaseForReading(controller.databasePath);
  const stateQuery = db.prepare('SELECT at FROM orders WHERE order_id = ?');

  const due: (() => Promise<void>)[] = [];
  const waiting = new Set<() => Promise<void>>();
  const later = (delay: Milliseconds, action: () => Promise<void>) => {
    waiting.add(action);
    clock.after(delay, () => {
      waiting.delete(action);
      due.push(action);
    });
  };
  const removed: RemovedDisc[] = [];
  const customers = new DayCustomers({
    world,
    randomness: seededRandomness('customers'),
    titleId: scriptedTitle.titleId,
    openScreen: () => connectScreen(controller.url, controller.issueToken()),
    later,
    stateOf: (orderId) => (stateQuery.get(orderId) as { at: string }).at,
  });
  const attendant = new DayAttendant({
    world,
    hands: machine.hands!,
    isRobotStill: () => machine.robot.status.health !== 'deviceBusy',
    doorPath: join(folders.data, maintenanceFile),
    wasTaken: (orderId) => customers.carried.some((disc) => disc.orderId === orderId),
    onRemoved: (disc) => removed.push(disc),
  });
  const randomness = seededRandomness('what goes wrong');
  const faults: string[] = [];
  let isOver = false;
  const makeRounds = async () => {
    await attendant.makeRound();
    if (!isOver) later(minutes(10), () => makeRounds());
  };
  const arrive = async () => {
    const drawn = drawFaults(randomness, SECTORS);
    for (const fault of drawn) machine.hands!.inject(fault);
    faults.push(...drawn);
    await customers.arrive();
    isOver = customers.orders.length >= orders;
    if (!isOver) later(seconds(Math.floor(120 * fraction(randomness))), () => arrive());
  };
  later(minutes(10), makeRounds);
  later(seconds(1), arrive);
  while (waiting.size > 0 || due.length > 0) {
    await time.until(() => due.length > 0, hours(24));
    for (const action of due.splice(0)) await time.now(action(), hours(1));
  }
  // Whoever did not come has lost their disc by then; what is left is set to rights twice, once it has settled.
  for (const rest of [hours(3), minutes(10)]) {
    await time.pass(rest);
    await time.now(attendant.makeRound(), minutes(1));
  }
  await time.pass(SETTLED);

  const day: LongDay = {
    books: readBooks(db),
    carried: customers.carried,
    removed,
    opening: dayBlanks,
    loaded: attendant.loaded,
    faults,
    world,
    refusals: customers.refusals,
    simulated: clock.monotonic() as Milliseconds,
  };
  db.close();
  await time.now(controller.close(), minutes(20));
  await machine.close();
  await bank.close();
  time.close();
  folders.remove();
  return day;
}
