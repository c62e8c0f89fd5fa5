import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLogger } from '../../../../../../app/foundation/logger.ts';
import { MachineWatch } from '../../../../../../app/kiosk/controller/machine/machine-watch.ts';
import { RecordsHealth } from '../../../../../../app/kiosk/controller/machine/records-health.ts';
import { DiscCarrier } from '../../../../../../app/kiosk/controller/workflow/disc-carrier.ts';
import { DrivePool } from '../../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import { machineLocks } from '../../../../../../app/kiosk/controller/workflow/lock.ts';
import type { Machine } from '../../../../../../drivers/contract/machine.ts';
import { machineUnderTest, type MachineUnderTest } from '../../../../../support/drivers-machine.ts';
import { kioskParts, type KioskParts } from '../../../../../support/kiosk-parts.ts';

const at = '2026-01-01T12:00:00.000Z';
let parts: KioskParts;
let built: MachineUnderTest;
let watch: MachineWatch;
/** What its sensor says of the input bin. */
let input: 'ok' | 'unknown';

/** The machine, with a robot that cannot count: of its bins it knows how large they are. */
function uncounting({ robot, ...machine }: Machine): Machine {
  const units = robot.status.units.map((unit) => ({
    ...unit,
    count: null,
    get replenishment() {
      return unit.place === 'input' ? input : 'unknown';
    },
  }));
  const blind = {
    capabilities: robot.capabilities,
    status: { ...robot.status, units },
    onStatus: () => () => {},
  } as unknown as Machine['robot'];
  return { ...machine, robot: blind };
}

beforeEach(async () => {
  parts = kioskParts();
  input = 'unknown';
  built = await machineUnderTest({ drives: 2 });
  const { clock, records } = parts;
  const machine = uncounting(built.machine);
  watch = new MachineWatch({
    machine,
    records,
    recordsHealth: new RecordsHealth(records.events, clock, silentLogger),
    pool: new DrivePool(machine),
    carrier: new DiscCarrier(machine, machineLocks(2)),
    isBankReachable: () => true,
    clock,
  });
  watch.started();
});
afterEach(async () => {
  watch.close();
  await built.remove();
  parts.records.db.close();
});

/** Somebody counted so many in a unit. */
function counted(unit: 'input' | 'reject', count: number): void {
  const { ledger, units } = parts.records;
  ledger.correct({ at, item: 'disc', unit, counted: count, by: 'somebody', reason: 'counted' });
  units.noteCounted(unit, at);
  watch.look();
}

const closed = () => ({ closed: watch.services.ordersClosed, canBegin: watch.canBegin() });

test('a bin that nobody counted holds nothing up; one that the books say is full stops the next disc', () => {
  expect(closed()).toEqual({ closed: [], canBegin: true });
  counted('reject', 49);
  expect(closed()).toEqual({ closed: [], canBegin: true });
  counted('reject', 50);
  expect(closed()).toEqual({ closed: ['robot-fault'], canBegin: false });
  counted('reject', 0);
  expect(closed()).toEqual({ closed: [], canBegin: true });
});

test('the last place in the reject bin is kept for the disc that is being made', () => {
  counted('reject', 49);
  parts.placeProducing();
  expect(watch.canBegin()).toBe(false);
  counted('reject', 48);
  expect(watch.canBegin()).toBe(true);
});

test('blanks that a person counted are free as far as none is reserved', () => {
  counted('input', 1);
  expect(closed()).toEqual({ closed: [], canBegin: true });
  parts.place();
  watch.look();
  expect(closed()).toEqual({ closed: ['no-blank'], canBegin: true });
});

/** Somebody has put blanks in, and has not counted them yet. @returns the number of their job. */
function beginLoading(): number {
  const { jobs, units } = parts.records;
  const step = { step: 'count', test: null, failure: null } as const;
  const number = jobs.begin({ job: 'load-blanks', drive: null, ...step }, 'somebody', at);
  units.noteUnknown('input');
  watch.look();
  return number;
}

test('a unit that hands have changed is out of use until it is counted, a job that was broken off included', () => {
  const { jobs } = parts.records;
  const number = beginLoading();
  expect(closed()).toEqual({ closed: ['no-blank'], canBegin: false });
  jobs.end(number, 'left', at);
  watch.look();
  expect(closed()).toEqual({ closed: ['no-blank'], canBegin: false });
  counted('input', 5);
  expect(closed()).toEqual({ closed: [], canBegin: true });
});

test('where a sensor sees blanks a job that is open holds orders up, and one that was broken off does not', () => {
  input = 'ok';
  const { jobs } = parts.records;
  const number = beginLoading();
  expect(closed()).toEqual({ closed: ['no-blank'], canBegin: false });
  jobs.end(number, 'left', at);
  watch.look();
  expect(closed()).toEqual({ closed: [], canBegin: true });
});
