import { beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import type { DeviceHealth } from '../../../../../drivers/contract/device.ts';
import type { Spool } from '../../../../../app/kiosk/controller/spool/spool.ts';
import { Arrivals } from '../../../../../app/kiosk/controller/workflow/arrivals.ts';
import { DiscCarrier } from '../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DrivePool } from '../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import { machineLocks } from '../../../../../app/kiosk/controller/workflow/lock.ts';
import type { Presentation } from '../../../../../app/kiosk/controller/workflow/presentation.ts';
import { recover } from '../../../../../app/kiosk/controller/workflow/recovery.ts';
import type { Machine } from '../../../../../drivers/contract/machine.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../support/kiosk-parts.ts';

const discId = 'd_being-picked';
const time = '2026-01-01T12:00:00.000Z';

let parts: KioskParts;
let done: string[];
let fails: Map<string, string>;
let lies: boolean;
let holds: boolean | null;
let isOpen: boolean;
let pool: DrivePool;
let arrivals: Arrivals;
let health: Record<'drive' | 'robot' | 'gate', DeviceHealth>;
let inSlot1: 'absent' | 'present';
/** A device comes, or goes. */
let turn: (device: keyof typeof health, to: DeviceHealth) => void;
let openWhileMoving: string[];

beforeEach(() => {
  parts = kioskParts();
  done = [];
  fails = new Map();
  lies = false;
  holds = false;
  isOpen = true;
  openWhileMoving = [];
  health = { drive: 'online', robot: 'online', gate: 'online' };
  inSlot1 = 'absent';
  const listeners = new Set<() => void>();
  const onStatus = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  turn = (device, to) => {
    health[device] = to;
    for (const listener of listeners) listener();
  };
  const step = (name: string) => {
    done.push(name);
    const code = fails.get(name);
    if (code === undefined) return Promise.resolve();
    if (code === 'DEVICE_OFFLINE') health.drive = 'offline';
    return Promise.reject(new AppError(code, code, { remedy: 'call-attendant' }));
  };
  const drive = {
    onStatus,
    get status() {
      return { health: health.drive };
    },
    // As the real one: where a tray stands is unknown until it was told to go somewhere.
    probe: () => Promise.resolve({ tray: 'unknown', medium: 'none' }),
    openTray: async () => {
      await step('open');
      isOpen = true;
    },
    closeTray: async () => {
      await step('close');
      isOpen = false;
    },
    readMedium: () => Promise.resolve({ state: lies && !isOpen ? 'complete' : 'none' }),
  };
  const robot = {
    onStatus,
    capabilities: {
      moves: [
        { from: 'printer', to: 'reject', needsClosedTrays: false },
        { from: 'gripper', to: 'reject', needsClosedTrays: true },
      ],
    },
    get status() {
      return { health: health.robot, gripper: gripperOf(holds) };
    },
    move: (from: string, to: string) => {
      openWhileMoving = parts.records.acts.listOpen().map((act) => act.kind);
      return step(`${from} > ${to}`);
    },
  };
  const gate = {
    onStatus,
    get status() {
      const isThere = health.gate === 'online';
      const items = isThere ? [inSlot1, 'absent'] : ['unknown', 'unknown'];
      return { health: health.gate, slots: items.map((item) => ({ shutter: 'closed', item })) };
    },
  };
  const machine = { drives: [drive], robot, gate } as unknown as Machine;
  pool = new DrivePool(machine);
  arrivals = new Arrivals(parts.acts, silentLogger);
  start = () =>
    recover({
      ...parts,
      arrivals,
      machine,
      carrier: new DiscCarrier(machine, machineLocks(1)),
      pool,
      presentation: {} as Presentation,
      spool: { discardAllBut: () => Promise.resolve() } as unknown as Spool,
      logger: silentLogger,
    });
  return async () => {
    await arrivals.close();
    parts.records.db.close();
  };
});
let start: () => Promise<void>;

function gripperOf(holding: boolean | null): string {
  if (holding === null) return 'unknown';
  return holding ? 'holding' : 'empty';
}

/** The program died while the arm carried a blank to drive 1. */
function cutOffInPick(): void {
  parts.placeProducing();
  parts.records.acts.begin({
    kind: 'pick.started',
    orderId: partsOrderId,
    discId: null,
    bootId: 'before',
    intent: { discId, to: 'tray:1' },
    at: time,
  });
}

function whatIsKnown() {
  const { acts, discs } = parts.records;
  return {
    order: parts.at(),
    disc: discs.listOf(partsOrderId).map(({ state, place }) => `${state.at}, ${place}`),
    acts: acts.listOf(partsOrderId).map((act) => `${act.kind} ${act.outcome}`),
  };
}

describe('a start after one that was cut off', () => {
  test('finds a disc on an open tray, and takes it to the reject bin as an act of its order', async () => {
    cutOffInPick();
    lies = true;
    await start();
    expect(done).toEqual(['close', 'open', 'tray:1 > reject', 'close']);
    expect(openWhileMoving).toEqual(['reject.started']);
    expect(whatIsKnown()).toEqual({
      order: 'suspect',
      disc: ['rejected, reject'],
      acts: ['pick.started interrupted', 'reject.started done'],
    });
    expect(
      parts.records.db.prepare('SELECT disc_id, from_unit, to_unit, reason FROM ledger').all(),
    ).toEqual([{ disc_id: discId, from_unit: 'tray:1', to_unit: 'reject', reason: 'powerLoss' }]);
    expect(pool.usable).toEqual([1]);
  });

  test('takes a disc out of the disc printer, and repeats no print', async () => {
    parts.placeProducing();
    const { discs, acts } = parts.records;
    const state = { at: 'inDrive', drive: 1 } as const;
    discs.insert({ discId, orderId: partsOrderId, attempt: 1, state, place: 'printer' }, time);
    const act = { kind: 'label.started', orderId: partsOrderId, discId, bootId: 'before' } as const;
    acts.begin({ ...act, intent: { from: 'tray:1', to: 'printer' }, at: time });
    await start();
    expect(done).toEqual(['close', 'printer > reject']);
    expect(whatIsKnown()).toEqual({
      order: 'suspect',
      disc: ['rejected, reject'],
      acts: ['label.started interrupted', 'reject.started done'],
    });
  });

  test('finds the disc printer empty, and the disc nowhere', async () => {
    parts.placeProducing();
    const state = { at: 'inDrive', drive: 1 } as const;
    const disc = { discId, orderId: partsOrderId, attempt: 1, state, place: 'printer' };
    parts.records.discs.insert(disc, time);
    fails.set('printer > reject', 'ROBOT_SOURCE_EMPTY');
    await start();
    expect(whatIsKnown().disc).toEqual(['unknown, unknown']);
  });

  test('places a disc nowhere that was being picked and is not in its drive', async () => {
    cutOffInPick();
    await start();
    expect(done).toEqual(['close']);
    expect(whatIsKnown().disc).toEqual(['unknown, unknown']);
  });

  test('keeps the act of a disc that could not be taken out, and uses its drive no more', async () => {
    cutOffInPick();
    lies = true;
    fails.set('tray:1 > reject', 'ROBOT_DISC_DROPPED');
    await start();
    expect(whatIsKnown().acts).toEqual(['pick.started interrupted', 'reject.started failed']);
    expect(pool.usable).toEqual([]);
  });

  test('does not use a drive whose tray does not close', async () => {
    fails.set('close', 'DRIVE_TRAY_FAULT');
    await start();
    expect(pool.usable).toEqual([]);
  });

  test('writes down before and after that a disc of no order is moved', async () => {
    lies = true;
    await start();
    expect(done).toContain('tray:1 > reject');
    const events = parts.records.db.prepare('SELECT kind, detail FROM events').all();
    const detail = JSON.stringify({ from: 'tray:1', to: 'reject' });
    expect(events).toEqual([
      { kind: 'disc.rejecting', detail },
      { kind: 'disc.rejected', detail },
    ]);
  });

  test('takes a disc that the robot holds to the reject bin, past closed trays and before anything else', async () => {
    parts.placeProducing();
    parts.records.discs.insert(
      {
        discId,
        orderId: partsOrderId,
        attempt: 1,
        state: { at: 'unknown', last: 'tray:1' },
        place: 'gripper',
      },
      time,
    );
    holds = true;
    lies = true;
    await start();
    expect(done).toEqual([
      'close',
      'gripper > reject',
      'close',
      'open',
      'tray:1 > reject',
      'close',
    ]);
    expect(whatIsKnown()).toMatchObject({
      disc: ['rejected, reject'],
      acts: ['reject.started done'],
    });
  });

  test('lets go into the reject bin, where the robot cannot say what it holds and was cut off carrying', async () => {
    cutOffInPick();
    holds = null;
    await start();
    expect(done.slice(0, 2)).toEqual(['close', 'gripper > reject']);
  });

  test('goes on where that robot then finds nothing in its gripper', async () => {
    cutOffInPick();
    holds = null;
    fails.set('gripper > reject', 'ROBOT_SOURCE_EMPTY');
    await start();
    expect(done).toEqual(['close', 'gripper > reject', 'close']);
    expect(pool.usable).toEqual([1]);
  });

  test('asks nothing of a gripper that no move was cut off with, though it cannot say what it holds', async () => {
    holds = null;
    await start();
    expect(done).toEqual(['close']);
  });

  test('knows no more where a disc is that the robot was said to hold, and does not', async () => {
    parts.placeProducing();
    const state = { at: 'unknown', last: 'tray:1' } as const;
    parts.records.discs.insert(
      { discId, orderId: partsOrderId, attempt: 1, state, place: 'gripper' },
      time,
    );
    await start();
    expect(whatIsKnown().disc).toEqual(['unknown, unknown']);
  });

  test('goes on where the robot cannot let go of a disc, and leaves it to a person', async () => {
    holds = true;
    fails.set('gripper > reject', 'ROBOT_DISC_STUCK');
    await start();
    expect(done.filter((step) => step === 'gripper > reject')).toHaveLength(3);
    expect(pool.usable).toEqual([1]);
  });
});

describe('a start without some of its devices', () => {
  /** Resolves when the late arrivals were seen to. */
  const seenTo = () =>
    new Promise<void>((resolve) => {
      arrivals.onDone = resolve;
    });

  test('empties a drive when it comes, and gives it to no order before', async () => {
    cutOffInPick();
    lies = true;
    health.drive = 'noDevice';
    await start();
    expect([done, whatIsKnown().disc]).toEqual([[], ['unknown, tray:1']]);
    const seen = seenTo();
    turn('drive', 'online');
    expect(pool.lease()).toBe(null);
    await seen;
    expect(done).toEqual(['close', 'open', 'tray:1 > reject', 'close']);
    expect(whatIsKnown()).toEqual({
      order: 'suspect',
      disc: ['rejected, reject'],
      acts: ['pick.started interrupted', 'reject.started done'],
    });
    expect([pool.outOfUse, pool.lease()]).toEqual([[], 1]);
  });

  test('waits again for a drive that goes while it is looked into', async () => {
    health.drive = 'noDevice';
    await start();
    fails.set('close', 'DEVICE_OFFLINE');
    const tried = seenTo();
    turn('drive', 'online');
    await tried;
    expect([pool.outOfUse, pool.lease()]).toEqual([[], null]);
    fails.clear();
    const seen = seenTo();
    turn('drive', 'online');
    await seen;
    expect([pool.outOfUse, pool.lease()]).toEqual([[], 1]);
  });

  test('closes trays before the robot comes, and then empties gripper and drives', async () => {
    holds = true;
    lies = true;
    health.robot = 'noDevice';
    await start();
    expect([done, pool.lease()]).toEqual([['close'], null]);
    const seen = seenTo();
    turn('robot', 'online');
    await seen;
    expect(done).toEqual([
      'close',
      'close',
      'gripper > reject',
      'close',
      'open',
      'tray:1 > reject',
      'close',
    ]);
    expect(pool.lease()).toBe(1);
  });

  test('blocks a slot in which something lies, when the gate comes', async () => {
    inSlot1 = 'present';
    health.gate = 'offline';
    await start();
    expect(parts.records.slots.find(1)).toEqual({ is: 'empty' });
    const seen = seenTo();
    turn('gate', 'online');
    await seen;
    expect(parts.records.slots.find(1)).toEqual({ is: 'blocked', reason: 'something lies in it' });
  });

  test('does nothing more for a device that comes after the end', async () => {
    health.drive = 'noDevice';
    await start();
    await arrivals.close();
    turn('drive', 'online');
    expect(done).toEqual([]);
  });
});
