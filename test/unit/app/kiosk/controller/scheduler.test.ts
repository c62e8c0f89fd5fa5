import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { milliseconds, seconds } from '../../../../../app/foundation/units.ts';
import { InputBin } from '../../../../../app/kiosk/controller/machine/input-bin.ts';
import { RecordsHealth } from '../../../../../app/kiosk/controller/machine/records-health.ts';
import { DrivePool } from '../../../../../app/kiosk/controller/workflow/drive-pool.ts';
import { Scheduler } from '../../../../../app/kiosk/controller/workflow/scheduler.ts';
import { calmCabinet } from '../../../../../app/orders/cabinet.ts';
import type { MachineFacts } from '../../../../../app/orders/machine-mode.ts';
import type { OpticalDrive } from '../../../../../drivers/optical-drive/contract.ts';
import type { DocumentPrinterStatus } from '../../../../../drivers/document-printer/contract.ts';
import {
  kioskParts,
  partsDiscId,
  partsOrderId,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

const well: DocumentPrinterStatus = {
  health: 'online',
  reason: '',
  paper: 'full',
  toner: 'full',
  reasons: [],
};
const facts: MachineFacts = {
  isStarting: false,
  inMaintenance: false,
  isMaintenanceAsked: false,
  databaseSound: true,
  bankReachable: true,
  freeBlanks: 1,
  freeSheets: 1,
  freeSlots: 1,
  drives: 0,
  usableDrives: 0,
  robotWorks: true,
  gateWorks: true,
  printerWorks: true,
  readerWorks: true,
  paymentWorks: true,
  cabinet: calmCabinet,
};

let parts: KioskParts;
let scheduler: Scheduler;
let shown: DocumentPrinterStatus;
let answer: () => Promise<DocumentPrinterStatus>;
let asked: number;
let canBegin: boolean;
let isTimeTrusted: boolean;
let isWayOpen: boolean;
let health: RecordsHealth;
let pool: DrivePool;
let input: InputBin;

beforeEach(() => {
  parts = kioskParts();
  parts.placeProducing();
  asked = 0;
  canBegin = false;
  isTimeTrusted = true;
  isWayOpen = true;
  shown = well;
  answer = () => Promise.resolve(well);
  const { clock, desk, records, stop } = parts;
  health = new RecordsHealth(records.events, clock, silentLogger);
  pool = new DrivePool({ drives: [{ status: { health: 'online' } } as OpticalDrive] });
  input = new InputBin();
  scheduler = new Scheduler({
    records,
    input,
    recordsHealth: health,
    desk,
    pool,
    watch: {
      facts: () => ({ ...facts, printerWorks: shown.health === 'online' || shown.paper === 'out' }),
      canBegin: () => canBegin,
      isKept: false,
    },
    printer: {
      get status() {
        return shown;
      },
      readStatus: async () => {
        asked += 1;
        shown = await answer();
        return shown;
      },
    },
    signal: stop.signal,
    isTimeTrusted: () => isTimeTrusted,
    isWayOpen: () => isWayOpen,
    clock,
    logger: silentLogger,
  });
});
afterEach(() => {
  scheduler.close();
  parts.records.db.close();
});

function jacket(): string {
  const { state } = parts.desk.get(partsOrderId);
  return state.at === 'producing' ? state.jacket.is : state.at;
}

/** Lets the answer of the printer arrive. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a printer in trouble', () => {
  const troubles: [string, DocumentPrinterStatus][] = [
    ['without paper', { ...well, health: 'userError', paper: 'out' }],
    ['jammed', { ...well, health: 'userError', paper: 'jammed' }],
    ['stopped', { ...well, health: 'userError' }],
    ['silent', { ...well, health: 'noDevice', paper: 'unknown' }],
  ];
  test.each(troubles)('that was %s is asked until it is well, and prints again', async (_, ill) => {
    parts.desk.happen(partsOrderId, { is: 'jacketStopped' });
    shown = ill;
    answer = () => Promise.resolve(ill);
    scheduler.start();
    for (let sweep = 0; sweep < 4; sweep += 1) {
      await settled();
      parts.clock.advance(seconds(5));
    }
    await settled();
    expect([asked, jacket()]).toEqual([5, 'stopped']);
    answer = () => Promise.resolve(well);
    parts.clock.advance(seconds(5));
    await settled();
    expect([asked, jacket()]).toEqual([6, 'printing']);
    parts.clock.advance(seconds(5));
    expect(asked).toBe(6);
  });

  test('that does not answer keeps nothing else from going on', async () => {
    shown = { ...well, health: 'noDevice', paper: 'unknown' };
    answer = () => Promise.reject(new AppError('DEVICE_OFFLINE', 'No.', { remedy: 'retry' }));
    scheduler.start();
    await settled();
    parts.clock.advance(seconds(5));
    await settled();
    expect(asked).toBe(2);
  });
});

describe('records that cannot be written', () => {
  const seal = (isSealed: boolean) => parts.records.db.pragma(`query_only = ${Number(isSealed)}`);

  test('cost no drive and end nothing; what was to begin begins once they can be written', () => {
    parts.desk.happen(partsOrderId, { is: 'nothingPicked' });
    expect(parts.at()).toBe('queued');
    canBegin = true;
    seal(true);
    scheduler.start();
    expect([health.isSound, parts.at(), pool.lease()]).toEqual([false, 'queued', 1]);
    pool.release(1);
    seal(false);
    parts.clock.advance(seconds(5));
    expect([health.isSound, parts.at(), pool.lease()]).toEqual([true, 'producing', null]);
  });
});

test('a disc that nobody collected expires at its hour, and not while the time is in doubt', () => {
  parts.desk.happen(partsOrderId, { is: 'jacketPrinted' });
  parts.desk.happen(partsOrderId, { is: 'discPicked', discId: partsDiscId });
  parts.desk.happen(partsOrderId, { is: 'discVerified', discId: partsDiscId });
  const { state } = parts.desk.happen(partsOrderId, { is: 'discStaged', discId: partsDiscId });
  if (state.at !== 'ready') throw new Error('It is not ready.');
  isTimeTrusted = false;
  scheduler.start();
  parts.clock.advance(milliseconds(state.holdUntil - parts.clock.now() + 60_000));
  expect(parts.at()).toBe('ready');
  isTimeTrusted = true;
  parts.clock.advance(seconds(5));
  expect(parts.at()).toBe('expired');
});

test('a disc is kept beyond its time while its owner cannot come for it', () => {
  parts.desk.happen(partsOrderId, { is: 'jacketPrinted' });
  parts.desk.happen(partsOrderId, { is: 'discPicked', discId: partsDiscId });
  parts.desk.happen(partsOrderId, { is: 'discVerified', discId: partsDiscId });
  const { state } = parts.desk.happen(partsOrderId, { is: 'discStaged', discId: partsDiscId });
  if (state.at !== 'ready') throw new Error('It is not ready.');
  isWayOpen = false;
  scheduler.start();
  parts.clock.advance(milliseconds(state.holdUntil - parts.clock.now() + 60_000));
  expect(parts.at()).toBe('ready');
  isWayOpen = true;
  parts.clock.advance(seconds(5));
  expect(parts.at()).toBe('expired');
});

test('an input bin that gave nothing is tried twice more, then rarely, and no order is taken for it', () => {
  const { clock, desk } = parts;
  const begun: number[] = [];
  canBegin = true;
  desk.happen(partsOrderId, { is: 'nothingPicked' });
  // Nothing is ever picked.
  desk.onChange((_, state) => {
    if (state.at !== 'producing' || state.disc.is !== 'picking') return;
    begun.push(clock.now() - start);
    misses += 1;
  });
  const start = clock.now();
  let misses = 0;
  let seen = 0;
  scheduler.start();
  for (let span = 0; span < 150; span += 5) {
    if (misses > seen) {
      seen = misses;
      desk.happen(partsOrderId, { is: 'nothingPicked' });
      scheduler.holdBack();
      pool.release(1);
    }
    clock.advance(seconds(5));
  }
  expect([begun, input.isInoperative]).toEqual([[0, 10_000, 20_000, 80_000, 140_000], true]);
  input.noteBlank();
  expect(input.isInoperative).toBe(false);
});
