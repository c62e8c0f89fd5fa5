import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MaintenanceView } from '../../../../../../app/contracts/maintenance-api.ts';
import type { Actor } from '../../../../../../app/contracts/staff.ts';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { seconds } from '../../../../../../app/foundation/units.ts';
import { EnteringAndLeaving } from '../../../../../../app/kiosk/controller/maintenance/mode/entering-and-leaving.ts';
import { ModeKeeper } from '../../../../../../app/kiosk/controller/maintenance/mode/mode-keeper.ts';
import { calmCabinet, type CabinetFacts } from '../../../../../../app/orders/cabinet.ts';
import type { DeviceHealth } from '../../../../../../drivers/contract/device.ts';
import type { NamedDevice } from '../../../../../../drivers/contract/machine.ts';
import { kioskParts, partsOrderId, type KioskParts } from '../../../../../support/kiosk-parts.ts';
import { settle } from '../../../../../support/drivers-time.ts';

const alex: Actor = { staffId: 's_0123456789', name: 'Alex', rights: ['exchange'] };

let parts: KioskParts;
let keeper: ModeKeeper;
let mode: EnteringAndLeaving;
let cabinet: CabinetFacts;
let job: MaintenanceView['job'];
let tests: MaintenanceView['tests'];
let devices: NamedDevice[];

beforeEach(() => {
  parts = kioskParts();
  cabinet = calmCabinet;
  job = null;
  tests = [];
  devices = [];
  start();
});
afterEach(() => {
  mode.close();
  parts.records.db.close();
});

/** The program is started, or started again, on the same records. */
function start() {
  const { acts, clock, desk, records, stop } = parts;
  keeper = new ModeKeeper(records, clock);
  mode = new EnteringAndLeaving({
    keeper,
    machine: {
      get devices() {
        return devices;
      },
    },
    records,
    acts,
    cabinet: {
      get facts() {
        return cabinet;
      },
    },
    sources: { job: () => job, tests: () => tests },
    onChange: () => {},
    clock,
    logger: silentLogger,
    signal: stop.signal,
  });
  desk.onChange(() => mode.look());
  mode.look();
}

const enter = () => mode.handlers['enter-maintenance']({ act: 'enter-maintenance' }, alex);

async function leave(): Promise<string> {
  try {
    await mode.handlers['leave-maintenance']({ act: 'leave-maintenance' }, alex);
    return mode.view().is;
  } catch (error) {
    return isAppError(error) ? `${error.code} ${String(error.context['heldBy'])}` : String(error);
  }
}

/** A device that is as told, and becomes what it says when it is asked. */
function device(name: string, kind: 'gate' | 'drive', health: DeviceHealth, says = health) {
  const shown = { health, reason: '' };
  const named = {
    name,
    kind,
    driver: 'simulated',
    address: 'simulated',
    // As the settings have it: of two drives none is needed by itself.
    isNeeded: kind !== 'drive',
    device: {
      get status() {
        return { ...shown };
      },
      readState: () => {
        shown.health = says;
        return Promise.resolve(shown);
      },
    },
  };
  return named as unknown as NamedDevice;
}

test('a machine at rest is entered at once', async () => {
  await enter();
  expect(mode.view()).toEqual({
    is: 'entered',
    by: 'Alex',
    since: '2026-01-01T12:00:00.000Z',
    heldBy: [],
  });
});

test('a disc that is being made is finished first, and its jacket with it', async () => {
  parts.placeProducing();
  await enter();
  const waiting = mode.view();
  parts.desk.happen(partsOrderId, { is: 'nothingPicked' });
  const printing = mode.view();
  parts.desk.happen(partsOrderId, { is: 'jacketPrinted' });
  expect([waiting, printing, mode.view().is]).toEqual([
    { is: 'asked', by: 'Alex', waitsFor: ['AAAA-AAAA'] },
    { is: 'asked', by: 'Alex', waitsFor: ['AAAA-AAAA'] },
    'entered',
  ]);
});

test('an order that waits for a drive, and a disc that waits for its owner, are parked', async () => {
  parts.placeReady();
  await enter();
  expect([mode.view().is, parts.at()]).toEqual(['entered', 'ready']);
});

test('a hand-over is finished first', async () => {
  parts.placePresenting();
  await enter();
  const before = mode.view();
  parts.desk.happen(partsOrderId, { is: 'taken' });
  expect([before, mode.view().is]).toEqual([
    { is: 'asked', by: 'Alex', waitsFor: ['AAAA-AAAA'] },
    'entered',
  ]);
});

test('a test that runs, and a step that no order waits for, are finished first', async () => {
  const beganAt = '2026-01-01T12:00:00.000Z';
  tests = [{ test: 'burn', outcome: null, detail: '', drive: 1, slot: null, beganAt }];
  parts.place();
  parts.desk.happen(partsOrderId, { is: 'cancelRequested' });
  let end = () => {};
  const act = { kind: 'reject.started', orderId: partsOrderId, discId: null, intent: {} } as const;
  const running = parts.acts.run(
    act,
    () =>
      new Promise<void>((done) => {
        end = done;
      }),
    () => ({}),
  );
  await enter();
  const withTest = mode.view();
  tests = [];
  parts.clock.advance(seconds(1));
  const withStep = mode.view();
  end();
  await running;
  parts.clock.advance(seconds(1));
  expect([withTest, withStep, mode.view().is]).toEqual([
    { is: 'asked', by: 'Alex', waitsFor: ['burn'] },
    { is: 'asked', by: 'Alex', waitsFor: [] },
    'entered',
  ]);
});

test('it is kept over a restart, asked for and entered', async () => {
  parts.placeProducing();
  await enter();
  mode.close();
  start();
  const asked = mode.view().is;
  parts.desk.happen(partsOrderId, { is: 'jacketPrinted' });
  parts.desk.happen(partsOrderId, { is: 'nothingPicked' });
  mode.close();
  start();
  expect([asked, mode.view()]).toMatchObject(['asked', { is: 'entered', by: 'Alex' }]);
});

test('it is not left while a door is open, a job is not done or a test runs', async () => {
  await enter();
  cabinet = { ...calmCabinet, isDoorOpen: true };
  job = {} as MaintenanceView['job'];
  const held = await leave();
  cabinet = calmCabinet;
  job = null;
  expect([held, await leave()]).toEqual(['MAINTENANCE_HELD door-open,job-open', 'off']);
});

test('it is left only when every device that is needed answers; of two drives one is enough', async () => {
  await enter();
  devices = [
    device('drive1', 'drive', 'offline'),
    device('drive2', 'drive', 'online'),
    device('gate', 'gate', 'online', 'offline'),
  ];
  const silent = await leave();
  devices = [...devices.slice(0, 2), device('gate', 'gate', 'offline', 'hardwareError')];
  const allDrives = devices;
  devices = devices.map((one) =>
    one.name === 'drive2' ? device('drive2', 'drive', 'offline') : one,
  );
  const withoutDrive = await leave();
  devices = allDrives;
  expect([silent, withoutDrive, await leave()]).toEqual([
    'MAINTENANCE_HELD self-test-failed',
    'MAINTENANCE_HELD self-test-failed',
    'off',
  ]);
});

test('a device that never says how it is holds it, after a time', async () => {
  await enter();
  const dumb = device('gate', 'gate', 'offline');
  const readState = (options: { signal: AbortSignal }) =>
    new Promise((_, reject) => {
      options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
    });
  devices = [
    { ...dumb, device: { status: dumb.device.status, readState } } as unknown as NamedDevice,
  ];
  const leaving = leave();
  await settle();
  parts.clock.advance(seconds(20));
  expect(await leaving).toBe('MAINTENANCE_HELD self-test-failed');
});

test('asked for and called back, it was never entered', async () => {
  parts.placeProducing();
  await enter();
  expect(await leave()).toBe('off');
  parts.clock.advance(seconds(5));
  const modes = parts.records.db
    .prepare(`SELECT detail FROM events WHERE kind = 'maintenance.mode' ORDER BY rowid`)
    .all()
    .map((row) => JSON.parse((row as { detail: string }).detail) as unknown);
  expect(modes).toEqual([
    { is: 'asked', by: alex.staffId },
    { is: 'off', by: alex.staffId },
  ]);
});
