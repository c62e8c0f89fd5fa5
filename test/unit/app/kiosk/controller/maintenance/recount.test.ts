import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UnitName } from '../../../../../../app/contracts/panel-view.ts';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { StorageUnits } from '../../../../../../app/kiosk/controller/maintenance/storage/storage-units.ts';
import {
  kioskRecords,
  type KioskRecords,
} from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import type { ActIntent } from '../../../../../../db/kiosk/act-journal.ts';
import { openKioskDatabase } from '../../../../../../db/kiosk/open-kiosk-database.ts';
import type { Machine } from '../../../../../../drivers/contract/machine.ts';

const at = '2026-01-01T12:00:00.000Z';
const actor = { staffId: null, name: 'owner', rights: [] };
/** A robot and a printer that see nothing. */
const machine = {
  robot: {
    status: {
      health: 'online',
      units: (['input', 'reject', 'retain'] as const).map((place) => ({
        place,
        replenishment: 'unknown',
        count: null,
        capacity: 90,
      })),
    },
  },
  printer: { status: { health: 'online', paper: 'unknown', toner: 'unknown' } },
} as unknown as Pick<Machine, 'robot' | 'printer'>;

let records: KioskRecords;
let units: StorageUnits;
beforeEach(() => {
  records = kioskRecords(openKioskDatabase(':memory:'));
  units = new StorageUnits({ machine, records, clock: new ManualClock() });
});
afterEach(() => {
  records.db.close();
});

async function recount(unit: UnitName): Promise<string | number | null> {
  try {
    await units.handlers.recount({ act: 'recount', unit, count: 7, reason: 'counted' }, actor);
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
  return units.list().find((found) => found.unit === unit)?.count ?? null;
}

function begin(kind: ActIntent['kind'], intent: ActIntent['intent']): number {
  const test = records.tests.begin({ test: 'burn', drive: 1, slot: null, detail: '' }, 'x', at);
  return records.acts.begin({ kind, orderId: null, test, discId: null, bootId: 'b', intent, at });
}

test('what is on its way is in no count: a unit is not counted while the arm takes from it or brings to it', async () => {
  const picking = begin('pick.started', { from: 'input', to: 'tray:1' });
  expect([await recount('input'), await recount('reject'), await recount('paper')]).toEqual([
    'UNIT_MOVING',
    7,
    7,
  ]);
  records.acts.end(picking, 'done', {}, at);
  begin('reject.started', { from: 'tray:1', to: 'reject' });
  begin('print.started', { jobName: 'TEST-1' });
  expect([await recount('input'), await recount('reject'), await recount('paper')]).toEqual([
    7,
    'UNIT_MOVING',
    'UNIT_MOVING',
  ]);
});

test('ink is counted by nobody, and what a job has open is counted at its end', async () => {
  const state = {
    job: 'load-paper',
    drive: null,
    step: 'count',
    test: null,
    failure: null,
  } as const;
  records.jobs.begin(state, 'x', at);
  expect([await recount('ink'), await recount('paper'), await recount('retain')]).toEqual([
    'UNIT_NOT_COUNTED',
    'JOB_OPEN',
    7,
  ]);
});
