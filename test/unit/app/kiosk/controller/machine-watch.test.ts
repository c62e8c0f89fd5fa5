import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { InputBin } from '../../../../../app/kiosk/controller/machine/input-bin.ts';
import { MachineWatch } from '../../../../../app/kiosk/controller/machine/machine-watch.ts';
import { RecordsHealth } from '../../../../../app/kiosk/controller/machine/records-health.ts';
import { DiscCarrier } from '../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DrivePool } from '../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import { machineLocks } from '../../../../../app/kiosk/controller/workflow/lock.ts';
import { machineUnderTest, type MachineUnderTest } from '../../../../support/drivers-machine.ts';
import { kioskParts, type KioskParts } from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let built: MachineUnderTest;
let pool: DrivePool;
let health: RecordsHealth;
let watch: MachineWatch;
let input: InputBin;

beforeEach(async () => {
  parts = kioskParts();
  built = await machineUnderTest();
  const { clock, records } = parts;
  const { machine } = built;
  pool = new DrivePool(machine);
  health = new RecordsHealth(records.events, clock, silentLogger);
  input = new InputBin();
  watch = new MachineWatch({
    machine,
    records,
    recordsHealth: health,
    pool,
    carrier: new DiscCarrier(machine, machineLocks(machine.drives.length)),
    isBankReachable: () => true,
    input,
    clock,
  });
  watch.started();
});
afterEach(async () => {
  watch.close();
  await built.remove();
  parts.records.db.close();
});

test('records that cannot be written close the machine until they can, whatever looks at it', () => {
  const { db } = parts.records;
  expect(watch.services).toMatchObject({ mode: 'inService', ordersClosed: [] });
  db.pragma('query_only = 1');
  health.noteFailure(Object.assign(new Error('No.'), { code: 'SQLITE_FULL' }));
  expect(watch.services).toMatchObject({
    mode: 'outOfService',
    ordersClosed: ['database-fault'],
    pickUpClosed: ['database-fault'],
  });
  expect(watch.canBegin()).toBe(false);
  db.pragma('query_only = 0');
  health.tryAgain();
  expect(watch.services).toMatchObject({ mode: 'inService', ordersClosed: [] });
});

test('a change of the machine that cannot be recorded is the failure that closes it', () => {
  parts.records.db.pragma('query_only = 1');
  pool.takeOutOfUse(1, 'broken');
  watch.look();
  expect([health.isSound, watch.services.ordersClosed]).toEqual([false, ['database-fault']]);
});

test('nothing can be begun where no drive can be used', () => {
  expect(watch.canBegin()).toBe(true);
  pool.takeOutOfUse(1, 'broken');
  expect(watch.canBegin()).toBe(false);
});

test('a slot that the robot does not reach is kept for nobody', () => {
  const { machine } = built;
  const moves = [{ from: 'tray:1', to: 'slot:2', needsClosedTrays: false }] as const;
  const reaching = (reach: typeof moves | readonly []) => {
    const robot = Object.create(machine.robot, {
      capabilities: { value: { ...machine.robot.capabilities, moves: reach } },
      status: { get: () => machine.robot.status },
    }) as typeof machine.robot;
    const other = { ...machine, robot: Object.assign(robot, { onStatus: () => () => {} }) };
    const carrier = new DiscCarrier(other, machineLocks(1));
    const { clock, records } = parts;
    const one = new MachineWatch({
      machine: other,
      records,
      recordsHealth: health,
      pool,
      carrier,
      isBankReachable: () => true,
      clock,
    });
    one.close();
    return one.freeSlots();
  };
  expect([reaching(moves), reaching([])]).toEqual([[2], [1, 2]]);
});

test('an input bin that keeps giving nothing closes new orders, and not those that wait for it', () => {
  const seen = () => {
    watch.look();
    return [watch.services.mode, watch.services.ordersClosed, watch.canBegin()];
  };
  input.noteMiss();
  input.noteMiss();
  expect(seen()).toEqual(['inService', [], true]);
  input.noteMiss();
  expect(seen()).toEqual(['degraded', ['no-blank'], true]);
  input.noteBlank();
  expect(seen()).toEqual(['inService', [], true]);
});
