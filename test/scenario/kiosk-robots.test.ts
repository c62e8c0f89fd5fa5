import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { OrderView } from '../../app/contracts/kiosk-view.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import { openKioskDatabaseForReading } from '../../db/kiosk/open-kiosk-database.ts';
import type { DiscRobot } from '../../drivers/disc-robot/contract.ts';
import { runSimulatedAttendant } from '../../drivers/disc-robot/simulated-attendant.ts';
import type { RobotSettings } from '../../drivers/settings/machine-settings.ts';
import { firstWorld } from '../../drivers/world/first-world.ts';
import { putDisc } from '../../drivers/world/pile.ts';
import { World } from '../../drivers/world/world.ts';
import type { ScreenClient } from '../support/kiosk-screen.ts';
import {
  kioskUnderTest,
  scriptedStream,
  scriptedTitle,
  type KioskUnderTest,
} from '../support/kiosk-under-test.ts';
import { bankMember } from '../support/scripted-bank.ts';

const { titleId } = scriptedTitle;
const { member, pin } = bankMember;
const nimbie: RobotSettings = { driver: 'nimbie', port: 'simulated', acceptsTo: 'slot:1' };
const attended: RobotSettings = { driver: 'manual', patienceMinutes: 1 };

let folder: string;
let world: World;
let kiosk: KioskUnderTest;
let stop: () => void;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-robots-'));
  const contents = { drives: 1, slots: 1, blanks: 3, paper: 5 };
  world = World.open(folder, () => firstWorld(contents, seededRandomness('robots')));
  stop = () => {};
});
afterEach(async () => {
  stop();
  await kiosk.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A kiosk of one drive and one slot. */
function kioskWith(robot: RobotSettings, burnRate: number | 'unlimited' = 'unlimited') {
  const contents = { drives: 1, slots: 1, blanks: 3, paper: 5, burnRate, robot };
  return kioskUnderTest({ machine: { ...contents, folder, world, standIn: 'inside' } });
}

async function order(screen: ScreenClient): Promise<string> {
  return (await screen.ask('placeOrder', { titleId, requestKey: randomUUID(), language: 'fr' }))
    .orderId;
}

function untilOrder(
  screen: ScreenClient,
  orderId: string,
  isReached: (order: OrderView) => boolean,
): Promise<unknown> {
  return screen.until((view) =>
    view.session.orders.some((found) => found.orderId === orderId && isReached(found)),
  );
}

/** From a disc that is ready to one that is taken. */
async function collect(screen: ScreenClient, orderId: string): Promise<void> {
  await untilOrder(screen, orderId, ({ state }) => state === 'ready');
  await screen.ask('identifyMember', { member, pin });
  await screen.ask('collectOrder', { orderId });
  await untilOrder(screen, orderId, ({ takeBefore }) => takeBefore !== null);
  await screen.ask('simulate', { act: 'take-disc' });
  await untilOrder(screen, orderId, ({ state }) => state === 'fulfilled');
}

function rows(sql: string): unknown[] {
  const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const ledger = () =>
  (
    rows(`SELECT from_unit, to_unit FROM ledger WHERE disc_id IS NOT NULL ORDER BY rowid`) as {
      from_unit: string;
      to_unit: string;
    }[]
  ).map(({ from_unit, to_unit }) => `${from_unit} > ${to_unit}`);

/** What every tray did while the arm was moving a disc. */
function watchInterlock(robot: DiscRobot): string[] {
  const collisions: string[] = [];
  const trays = () => world.state.trays.map(({ position }) => position).join();
  let before = trays();
  const stopWatching = world.onChange(() => {
    const now = trays();
    if (now !== before && robot.status.health === 'deviceBusy') collisions.push(now);
    before = now;
  });
  const stopBefore = stop;
  stop = () => {
    stopBefore();
    stopWatching();
  };
  return collisions;
}

describe('a kiosk with a Nimbie, one drive and one slot', () => {
  test('makes an order of its only blank, from the choice to the hand, and no tray moves while the arm does', async () => {
    world.change((draft) => {
      draft.discs = draft.discs.slice(0, 1);
    });
    // Slow enough that every motion takes some time.
    kiosk = await kioskWith(nimbie, 100);
    const collisions = watchInterlock(kiosk.machine.machine.robot);
    const screen = await kiosk.identifiedScreen();
    // Nobody can count what lies in its input.
    await screen.until((view) => view.machine.ordersClosed.length === 0);
    await collect(screen, await order(screen));
    await screen.until((view) => view.machine.ordersClosed.includes('no-blank'));

    const [taken] = kiosk.machine.hands.takenDiscs();
    expect(readFileSync(taken!.imagePath).equals(scriptedStream)).toBe(true);
    expect(ledger()).toEqual(['input > tray:1', 'tray:1 > slot:1', 'slot:1 > customer']);
    expect(collisions).toEqual([]);
    expect(world.discAt('floor')).toBeNull();
  });

  test('throws a spoiled disc out by the reject exit, and makes another', async () => {
    kiosk = await kioskWith(nimbie);
    kiosk.machine.hands.inject('drive.write-error@100');
    const screen = await kiosk.identifiedScreen();
    await collect(screen, await order(screen));
    expect(ledger()).toEqual([
      'input > tray:1',
      'tray:1 > reject',
      'input > tray:1',
      'tray:1 > slot:1',
      'slot:1 > customer',
    ]);
    expect(world.discAt('reject')?.state).toBe('coaster');
  });

  test('empties its gripper at the start, and then makes what is ordered', async () => {
    world.change((draft) => putDisc(draft, draft.discs.at(-1)!.id, { at: 'gripper' }));
    kiosk = await kioskWith(nimbie);
    expect([world.discAt('gripper'), world.discAt('reject')?.id]).toEqual([null, 'disc-00003']);
    expect(rows(`SELECT kind FROM events WHERE kind LIKE 'reconcile.reject%'`)).toEqual([
      { kind: 'reconcile.rejecting' },
      { kind: 'reconcile.rejected' },
    ]);
    const screen = await kiosk.identifiedScreen();
    await collect(screen, await order(screen));
  });

  test('that could not let a disc go holds it until the next start, which knows whose it is', async () => {
    kiosk = await kioskWith(nimbie);
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    // The first two motions are the placing and the lifting.
    for (const occasion of [3, 4, 5]) kiosk.machine.hands.inject(`robot.disc-stuck#${occasion}`);
    await untilOrder(screen, orderId, ({ state }) => state === 'suspect');
    expect(rows('SELECT at, place FROM discs')).toEqual([{ at: 'unknown', place: 'gripper' }]);
    await screen.until((view) => view.machine.ordersClosed.includes('robot-fault'));
    await kiosk.restart();
    expect(rows('SELECT at, place FROM discs')).toEqual([{ at: 'rejected', place: 'reject' }]);
    expect(world.discAt('reject')?.state).toBe('good');
    expect(kiosk.machine.hands.takenDiscs()).toEqual([]);
  });
});

describe('a kiosk without a robot', () => {
  test('has its attendant move every disc of an order', async () => {
    kiosk = await kioskWith(attended);
    const attendant = kiosk.machine.machine.attendant!;
    const asked: string[] = [];
    const stopListening = attendant.onTask((task) => {
      if (task !== null) asked.push(`${task.from} > ${task.to}`);
    });
    const leave = runSimulatedAttendant(world, attendant, systemClock, milliseconds(10));
    stop = () => {
      stopListening();
      leave();
    };
    const screen = await kiosk.identifiedScreen();
    await collect(screen, await order(screen));
    expect(asked).toEqual(['input > tray:1', 'tray:1 > slot:1']);
    const [taken] = kiosk.machine.hands.takenDiscs();
    expect(readFileSync(taken!.imagePath).equals(scriptedStream)).toBe(true);
  });

  test('lets an order wait whose blank its attendant does not find', async () => {
    kiosk = await kioskWith(attended);
    const attendant = kiosk.machine.machine.attendant!;
    const screen = await kiosk.identifiedScreen();
    const orderId = await order(screen);
    await expect
      .poll(() => attendant.task, { timeout: 20_000 })
      .toEqual({ number: 1, from: 'input', to: 'tray:1' });
    expect(world.state.trays[0]?.position).toBe('open');
    attendant.answer(1, 'sourceEmpty');
    await untilOrder(screen, orderId, ({ state }) => state === 'queued');
    expect([attendant.task, world.state.trays[0]?.position]).toEqual([null, 'closed']);
    expect(rows('SELECT count(*) AS n FROM discs')).toEqual([{ n: 0 }]);
  });
});
