import type { ActKind } from '../../db/kiosk/act-journal.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seconds } from '../../app/foundation/units.ts';
import { noteStart } from '../../app/kiosk/controller/recovery/note-start.ts';
import { recover } from '../../app/kiosk/controller/recovery/recover.ts';
import { ActRunner } from '../../app/kiosk/controller/workflow/act-runner.ts';
import { Arrivals } from '../../app/kiosk/controller/workflow/arrivals.ts';
import { DiscCarrier } from '../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DrivePool } from '../../app/kiosk/controller/workflow/drive-pool.ts';
import { machineLocks } from '../../app/kiosk/controller/workflow/lock.ts';
import type { Presentation } from '../../app/kiosk/controller/workflow/presentation.ts';
import type { DeviceHealth } from '../../drivers/contract/device.ts';
import type { Machine } from '../../drivers/contract/machine.ts';
import { kioskParts, partsDiscId, partsOrderId, type KioskParts } from './kiosk-parts.ts';

export type Medium = 'blank' | 'appendable' | 'complete' | 'none';
const time = '2026-01-01T12:00:00.000Z';
/** The name that a disc was to get which was being picked. */
export const pickedDiscId = 'd_being-picked';

/** A start after a power cut, over two drives, a robot with a gripper and two slots that are what a test says. */
export interface RecoveryBench {
  readonly parts: KioskParts;
  readonly pool: DrivePool;
  readonly arrivals: Arrivals;
  /** What lies where; null where nothing does. A tray that is `open` shows its drive nothing. */
  readonly world: {
    gripper: Medium | null;
    gripperSays: 'truth' | 'unknown';
    printer: Medium | null;
    readonly trays: { disc: Medium | null; isOpen: boolean }[];
    readonly slots: { item: 'present' | 'absent' | 'unknown'; shutter: 'closed' | 'open' }[];
    rejected: number;
  };
  /** What the devices were told to do. */
  readonly done: string[];
  /** What these fail with. */
  readonly fails: Map<string, string>;
  readonly health: { drive: DeviceHealth; robot: DeviceHealth; gate: DeviceHealth };
  /** What the machine asks to be done now that it goes on: effects, in the order in which they were written. */
  effects(): string[];
  /** A device comes, or goes. */
  turn(device: 'drive' | 'robot' | 'gate', to: DeviceHealth): void;
  /** Slots that were told to be cleared. */
  readonly cleared: number[];
  begin(kind: ActKind, intent: Readonly<Record<string, unknown>>, discId?: string | null): void;
  /** The disc of the order is on record, at this point of its life. */
  disc(state: 'inDrive' | 'writing' | 'written' | 'verified', place?: string): void;
  start(): Promise<void>;
  /** The order, its discs and acts, by their records. */
  known(): { order: string; discs: string[]; acts: string[]; rows: unknown[] };
  close(): Promise<void>;
}

export function recoveryBench(): RecoveryBench {
  const parts = kioskParts();
  const acts = new ActRunner(parts.records, parts.clock, 'second boot', parts.stop.signal);
  const done: string[] = [];
  const fails = new Map<string, string>();
  const cleared: number[] = [];
  const health = { drive: 'online', robot: 'online', gate: 'online' } as RecoveryBench['health'];
  const listeners = new Set<() => void>();
  const onStatus = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const world: RecoveryBench['world'] = {
    gripper: null,
    gripperSays: 'truth',
    printer: null,
    trays: [
      { disc: null, isOpen: false },
      { disc: null, isOpen: false },
    ],
    slots: [
      { item: 'absent', shutter: 'closed' },
      { item: 'absent', shutter: 'closed' },
    ],
    rejected: 4,
  };
  const step = (name: string) => {
    done.push(name);
    const code = fails.get(name);
    if (code !== undefined) throw new AppError(code, code, { remedy: 'call-attendant' });
  };
  const trayAt = (place: string) => world.trays[Number(place.slice(5)) - 1];
  const take = (from: string): Medium => {
    const found =
      from === 'gripper'
        ? world.gripper
        : from === 'printer'
          ? world.printer
          : (trayAt(from)?.disc ?? null);
    if (found === null) {
      throw new AppError('ROBOT_SOURCE_EMPTY', 'Nothing is there.', { remedy: 'retry' });
    }
    if (from === 'gripper') world.gripper = null;
    else if (from === 'printer') world.printer = null;
    else Object.assign(trayAt(from) ?? {}, { disc: null });
    return found;
  };
  const drives = world.trays.map((tray, index) => {
    const medium = () => (tray.isOpen ? 'none' : (tray.disc ?? 'none'));
    return {
      onStatus,
      get status() {
        return { health: health.drive };
      },
      probe: () => Promise.resolve({ tray: 'unknown', medium: medium() }),
      openTray: () =>
        attempt(() => {
          step(`open ${index + 1}`);
          tray.isOpen = true;
        }),
      closeTray: () =>
        attempt(() => {
          step(`close ${index + 1}`);
          tray.isOpen = false;
        }),
      readMedium: () => Promise.resolve({ state: medium() }),
    };
  });
  const status = () => ({
    health: health.robot,
    gripper:
      world.gripperSays === 'unknown' ? 'unknown' : world.gripper === null ? 'empty' : 'holding',
    units: [{ place: 'reject', replenishment: 'ok', count: world.rejected, capacity: 50 }],
    slots: ['unknown', 'unknown'],
  });
  const froms = ['gripper', 'printer', 'tray:1', 'tray:2'];
  const robot = {
    onStatus,
    capabilities: {
      moves: [
        ...froms.map((from) => ({ from, to: 'reject', needsClosedTrays: false })),
        { from: 'gripper', to: 'tray:1', needsClosedTrays: false },
        { from: 'gripper', to: 'tray:2', needsClosedTrays: false },
      ],
    },
    get status() {
      return status();
    },
    readState: () => Promise.resolve(status()),
    move: (from: string, to: string) =>
      attempt(() => {
        step(`${from} > ${to}`);
        const disc = take(from);
        if (to === 'reject') world.rejected += 1;
        else Object.assign(trayAt(to) ?? {}, { disc });
      }),
  };
  const gateStatus = () => ({ health: health.gate, slots: world.slots });
  const gate = {
    onStatus,
    get status() {
      return gateStatus();
    },
    readState: () => Promise.resolve(gateStatus()),
  };
  const machine = { drives, robot, gate } as unknown as Machine;
  const pool = new DrivePool(machine);
  const arrivals = new Arrivals(acts, silentLogger);
  const asked: string[] = [];
  parts.desk.performWith((_, effect) => {
    asked.push('from' in effect ? `${effect.does} ${effect.drive} ${effect.from}` : effect.does);
    return Promise.resolve();
  });
  const presentation = {
    clear: (_: string, slot: number) => {
      cleared.push(slot);
      return Promise.resolve();
    },
  } as unknown as Presentation;
  return {
    parts,
    pool,
    arrivals,
    world,
    done,
    fails,
    health,
    cleared,
    effects: () => asked,
    turn(device, to) {
      health[device] = to;
      for (const listener of listeners) listener();
    },
    begin(kind, intent, discId = null) {
      const act = { kind, orderId: partsOrderId, discId, bootId: 'first boot' };
      parts.records.acts.begin({ ...act, intent, at: time });
    },
    disc(state, place = 'tray:1') {
      const { desk, records } = parts;
      const discId = partsDiscId;
      const disc = { discId, orderId: partsOrderId, attempt: 1, place: 'tray:1' };
      records.discs.insert({ ...disc, state: { at: 'inDrive', drive: 1 } }, time);
      records.stock.release(partsOrderId, 'blank');
      desk.happen(partsOrderId, { is: 'discPicked', discId });
      records.db
        .prepare('UPDATE discs SET user_id = ?, distributor_id = ? WHERE disc_id = ?')
        .run('u_0123456789', 'DIST1', discId);
      records.discs.update(discId, { at: state, drive: 1 }, place, time);
      if (state === 'verified') desk.happen(partsOrderId, { is: 'discVerified', discId });
      asked.length = 0;
    },
    async start() {
      asked.length = 0;
      noteStart(parts.records, acts.bootId, parts.clock);
      await recover({
        ...parts,
        acts,
        arrivals,
        machine,
        carrier: new DiscCarrier(machine, machineLocks(2)),
        pool,
        presentation,
        spool: { discardAllBut: () => Promise.resolve() },
        takeWithin: seconds(20),
        logger: silentLogger,
      });
    },
    known() {
      const { acts: journal, db, discs } = parts.records;
      const rows = db
        .prepare(
          `SELECT json_extract(detail, '$.row') AS row FROM events
          WHERE kind = 'reconcile.decided' ORDER BY event_id`,
        )
        .all() as { row: string }[];
      return {
        order: parts.at(),
        discs: discs.listOf(partsOrderId).map(({ place, state }) => `${state.at}, ${place}`),
        acts: journal.listOf(partsOrderId).map((act) => `${act.kind} ${act.outcome}`),
        rows: rows.map(({ row }) => row),
      };
    },
    async close() {
      await arrivals.close();
      parts.records.db.close();
    },
  };
}

function attempt(work: () => void): Promise<void> {
  try {
    work();
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(error);
  }
}
