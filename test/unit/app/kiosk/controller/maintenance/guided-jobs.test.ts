import { afterEach, describe, expect, test } from 'vitest';
import type {
  MaintenanceAct,
  MaintenanceView,
} from '../../../../../../app/contracts/maintenance-api.ts';
import type { GuidedJob } from '../../../../../../app/contracts/panel-view.ts';
import type { JobStep } from '../../../../../../app/orders/guided-job.ts';
import { kioskUnderTest, type KioskUnderTest } from '../../../../../support/kiosk-under-test.ts';
import { maintenanceDesk, type MaintenanceDesk } from '../../../../../support/maintenance-desk.ts';

let kiosk: KioskUnderTest;
afterEach(() => kiosk.remove());

function unitIn({ units }: MaintenanceView, name: string) {
  return units.find(({ unit }) => unit === name);
}

/** Goes through a job to its end, and does at each step what hands would. @returns the steps seen. */
async function walk(
  desk: MaintenanceDesk,
  job: GuidedJob,
  count: number | null,
  hands: Partial<Record<string, () => void>> = {},
  drive: number | null = null,
): Promise<string[]> {
  const begun = await desk.tell({ act: 'begin-job', job, drive });
  if (typeof begun === 'string') return [begun];
  const seen: string[] = [];
  for (;;) {
    const { job: open } = await desk.until(({ job: now }) => now?.test !== 'running');
    if (open === null) return seen;
    seen.push(open.failure === null ? open.step : `${open.step}: ${open.failure.code}`);
    if (open.test === 'failed') return seen;
    hands[open.step]?.();
    await desk.tell({
      act: 'go-on',
      number: open.number,
      step: open.step,
      count: open.step === 'count' ? count : null,
    });
  }
}

describe('a guided job', () => {
  test('is begun when customers are kept out, ends in a self-test and a count, and lets them in again', async () => {
    kiosk = await kioskUnderTest({ isLight: true, machine: { blanks: 4 } });
    const desk = maintenanceDesk(kiosk);
    const { hands } = kiosk.machine;
    expect(await walk(desk, 'load-blanks', 10)).toEqual(['MAINTENANCE_NOT_ENTERED']);
    await desk.enter();
    const insert = { 'insert-blanks': () => hands.loadBlanks(6) };
    expect(await walk(desk, 'load-blanks', 10, insert)).toEqual([
      'open-door',
      'insert-blanks',
      'close-door',
      'count',
      'done',
    ]);
    expect(
      await walk(desk, 'load-paper', 50, { 'insert-paper': () => hands.loadPaper(30) }),
    ).toEqual(['open-door', 'insert-paper', 'close-door', 'count', 'done']);
    expect(await walk(desk, 'clean-drive', null, {}, 1)).toEqual([
      'open-door',
      'insert-cleaning-disc',
      'take-out',
      'close-door',
      'done',
    ]);
    expect(await walk(desk, 'swap-drive', null, {}, 1)).toEqual([
      'open-door',
      'swap',
      'close-door',
      'done',
    ]);
    expect(
      await walk(desk, 'empty-reject', null, { 'take-out': () => hands.inject('empty') }),
    ).toEqual(['open-door', 'take-out', 'close-door', 'count', 'done']);
    expect(await walk(desk, 'clear-jam', 0)).toEqual([
      'open-door',
      'free-the-way',
      'close-door',
      'count',
      'done',
    ]);
    expect(await walk(desk, 'swap-drive', null, {}, 7)).toEqual(['JOB_DRIVE_MISSING']);
    const view = await desk.view();
    expect([unitIn(view, 'input'), unitIn(view, 'paper')]).toMatchObject([
      { count: 10, countedBy: 'sensor', level: 'ok' },
      { count: 50, countedBy: 'books', level: 'ok' },
    ]);
    const left = await desk.tell({ act: 'leave-maintenance' });
    expect(left).toMatchObject({ mode: 'inService', maintenance: { is: 'off' } });
  });

  test('whose self-test fails says why, holds the machine, and can be tried again', async () => {
    kiosk = await kioskUnderTest({ isLight: true, machine: { blanks: 0 } });
    const desk = maintenanceDesk(kiosk);
    await desk.enter();
    expect((await walk(desk, 'load-blanks', 0)).at(-1)).toBe('self-test: SELF_TEST_FAILED');
    expect(await desk.tell({ act: 'leave-maintenance' })).toBe('MAINTENANCE_HELD');
    expect(await desk.tell({ act: 'begin-job', job: 'change-ink', drive: null })).toBe('JOB_OPEN');
    kiosk.machine.hands.loadBlanks(5);
    const { job } = await desk.view();
    const { number } = job!;
    await desk.tell({ act: 'go-on', number, step: 'self-test', count: null });
    await desk.until(({ job: now }) => now?.step === 'done');
    const finish: MaintenanceAct = { act: 'go-on', number, step: 'done', count: null };
    await desk.tell(finish);
    expect(await desk.tell(finish)).toBe('JOB_UNKNOWN');
  });

  test('that a restart finds open goes on, and its unit is out of use until it is counted', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const before = maintenanceDesk(kiosk);
    await before.enter();
    await before.tell({ act: 'begin-job', job: 'load-blanks', drive: null });
    await before.tell({ act: 'go-on', number: 1, step: 'open-door', count: null });
    await kiosk.restart();
    const desk = maintenanceDesk(kiosk);
    expect((await desk.view()).job).toMatchObject({ number: 1, step: 'insert-blanks' });
    await desk.enter();
    const doneWith = (step: JobStep, count: number | null = null) =>
      desk.tell({ act: 'go-on', number: 1, step, count });
    expect(await doneWith('insert-blanks')).toMatchObject({ job: { step: 'close-door' } });
    // A second touch, and a second person who has not seen the first one's.
    const twice = await Promise.all([doneWith('close-door'), doneWith('close-door')]);
    expect(twice).toMatchObject([{ job: { step: 'count' } }, 'JOB_NOT_NOW']);
    expect(await desk.tell({ act: 'recount', unit: 'input', count: 9, reason: 'early' })).toBe(
      'JOB_OPEN',
    );
    expect(await desk.tell({ act: 'test-dispense', slot: 1 })).toBe('JOB_OPEN');
    expect(await desk.tell({ act: 'return-to-work' })).toBe('JOB_OPEN');
    await doneWith('count', 40);
    const done = await desk.until(({ job }) => job?.step === 'done');
    expect(unitIn(done, 'input')?.countedAt).not.toBeNull();
  });

  test('that is broken off leaves its unit uncounted, and a count by itself sets it right', async () => {
    kiosk = await kioskUnderTest({ isLight: true });
    const desk = maintenanceDesk(kiosk);
    await desk.enter();
    await desk.tell({ act: 'recount', unit: 'paper', count: 20, reason: 'counted' });
    await desk.tell({ act: 'begin-job', job: 'load-paper', drive: null });
    const left = await desk.tell({ act: 'leave-job', number: 1 });
    expect(typeof left === 'string' ? left : [left.job, unitIn(left, 'paper')]).toMatchObject([
      null,
      { count: null, countedBy: 'sensor', level: 'ok' },
    ]);
    const counted = await desk.tell({ act: 'recount', unit: 'paper', count: 18, reason: 'torn' });
    expect(typeof counted === 'string' ? counted : unitIn(counted, 'paper')).toMatchObject({
      count: 18,
      countedBy: 'books',
    });
    expect(await desk.tell({ act: 'recount', unit: 'ink', count: 5, reason: 'guessed' })).toBe(
      'UNIT_NOT_COUNTED',
    );
    expect(await desk.tell({ act: 'recount', unit: 'input', count: 900, reason: 'many' })).toBe(
      'UNIT_TOO_SMALL',
    );
  });
});
