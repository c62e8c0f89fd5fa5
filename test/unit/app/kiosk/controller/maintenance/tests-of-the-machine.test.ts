import { afterEach, describe, expect, test } from 'vitest';
import type { MaintenanceView } from '../../../../../../app/contracts/maintenance-api.ts';
import { driveWear } from '../../../../../../app/kiosk/controller/reports/drive-wear.ts';
import { openKioskDatabaseForReading } from '../../../../../../db/kiosk/open-kiosk-database.ts';
import { kioskUnderTest, type KioskUnderTest } from '../../../../../support/kiosk-under-test.ts';
import { maintenanceDesk } from '../../../../../support/maintenance-desk.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

function rows(sql: string): unknown[] {
  const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
  try {
    return db.prepare(sql).all();
  } finally {
    db.close();
  }
}

const hasEnded = ({ tests: [last] }: MaintenanceView) =>
  last !== undefined && last.outcome !== null;
const acts = `SELECT kind, order_id AS 'order', test, outcome FROM acts ORDER BY act_id`;
const ways = `SELECT item, from_unit || ' > ' || to_unit AS way, reason FROM ledger
  WHERE kind = 'move' ORDER BY entry`;
const mine = (kind: string) => ({ kind, order: null, test: 1, outcome: 'done' });

describe('a test of the machine', () => {
  test('burns a blank that is no one’s: written, read back, rejected, and no order knows it', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    const begun = await desk.tell({ act: 'test-burn', drive: 1 });
    expect(begun).toMatchObject({ tests: [{ test: 'burn', outcome: null, drive: 1 }] });
    expect(await desk.tell({ act: 'test-print' })).toBe('TEST_RUNNING');
    const { discs, tests, units } = await desk.until(hasEnded);
    expect(tests).toMatchObject([
      { test: 'burn', outcome: 'passed', detail: 'written, read back, rejected' },
    ]);
    expect({ discs, counts: units.map(({ count, unit }) => `${unit} ${count}`) }).toEqual({
      discs: [],
      counts: ['input 39', 'reject 1', 'retain 0', 'paper null', 'ink null'],
    });
    expect(rows(acts)).toEqual(
      ['pick', 'write', 'verify', 'reject'].map((kind) => mine(`${kind}.started`)),
    );
    expect(rows(ways)).toEqual([
      { item: 'disc', way: 'input > tray:1', reason: 'test' },
      { item: 'disc', way: 'tray:1 > reject', reason: 'test' },
    ]);
    const wear = () => {
      const db = openKioskDatabaseForReading(kiosk.controller.databasePath);
      const [drive] = driveWear(db, 1, Date.now());
      db.close();
      return [drive?.good, drive?.bad, drive?.days.map(({ good }) => good)];
    };
    expect(wear()).toEqual([1, 0, [1]]);
    await desk.enter();
    await desk.tell({ act: 'begin-job', job: 'swap-drive', drive: 1 });
    for (const step of ['open-door', 'swap', 'close-door'] as const) {
      await desk.tell({ act: 'go-on', number: 1, step, count: null });
    }
    await desk.until(({ job }) => job?.step === 'done');
    await desk.tell({ act: 'go-on', number: 1, step: 'done', count: null });
    expect(wear()).toEqual([0, 0, [0]]);
    expect(rows('SELECT disc_id FROM discs UNION ALL SELECT order_id FROM orders')).toEqual([]);
  });

  test('that fails rejects its disc all the same, and says why', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'inject-fault', fault: 'drive.verify-mismatch@20' });
    await desk.tell({ act: 'test-burn', drive: 1 });
    const { discs, tests, units } = await desk.until(hasEnded);
    expect(tests[0]).toMatchObject({ outcome: 'failed' });
    expect(tests[0]?.detail).toContain('DRIVE_VERIFY_MISMATCH');
    expect({ discs, reject: units.find(({ unit }) => unit === 'reject')?.count }).toEqual({
      discs: [],
      reject: 1,
    });
  });

  test('prints a page that is taken off the sheets, and belongs to no order', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'recount', unit: 'paper', count: 20, reason: 'counted' });
    await desk.tell({ act: 'test-print' });
    const { tests, units } = await desk.until(hasEnded);
    expect(tests).toMatchObject([{ test: 'print', outcome: 'passed', drive: null, slot: null }]);
    expect(units.find(({ unit }) => unit === 'paper')).toMatchObject({
      count: 19,
      countedBy: 'books',
      level: 'ok',
    });
    expect(rows(acts)).toEqual([mine('print.started')]);
  });

  test('opens an empty slot, which no order gets meanwhile, and sees it shut again', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    const begun = await desk.tell({ act: 'test-dispense', slot: 2 });
    expect(begun).toMatchObject({ blockedSlots: [{ slot: 2, reason: 'test' }] });
    const { blockedSlots, tests } = await desk.until(hasEnded);
    expect({ blockedSlots, tests }).toMatchObject({
      blockedSlots: [],
      tests: [{ test: 'dispense', slot: 2, outcome: 'passed' }],
    });
    expect(
      rows(`SELECT name, since_initialisation AS n FROM counters WHERE name = 'vends.test'`),
    ).toEqual([{ name: 'vends.test', n: 1 }]);
  });

  test('that a stop cut off with a slot open has failed, and its slot is free once it is seen shut', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'test-dispense', slot: 2 });
    await desk.until(({ tests: [last] }) => last?.detail === 'open');
    await kiosk.restart();
    const after = await maintenanceDesk(kiosk).view();
    expect({ blocked: after.blockedSlots, tests: after.tests, discs: after.discs }).toMatchObject({
      blocked: [],
      tests: [{ test: 'dispense', outcome: 'failed', detail: 'interrupted' }],
      discs: [],
    });
    expect(rows(`SELECT count(*) AS open FROM acts WHERE outcome IS NULL`)).toEqual([{ open: 0 }]);
  });

  test('that a stop cut off has failed; its disc goes to the reject bin and its slot is free again', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.tell({ act: 'inject-fault', fault: 'drive.stalled@100' });
    await desk.tell({ act: 'test-burn', drive: 1 });
    await desk.until(({ tests: [last] }) => last?.detail === 'writing');
    await kiosk.restart();
    const { discs, tests, units } = await maintenanceDesk(kiosk).view();
    expect({
      discs,
      tests,
      reject: units.find(({ unit }) => unit === 'reject')?.count,
    }).toMatchObject({
      discs: [],
      tests: [{ test: 'burn', outcome: 'failed', detail: 'interrupted' }],
      reject: 1,
    });
    expect(rows(ways).at(-1)).toEqual({ item: 'disc', way: 'tray:1 > reject', reason: 'test' });
  });
});
