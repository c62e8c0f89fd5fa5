import { beforeEach, expect, test } from 'vitest';
import type { KioskStart } from '../../../../../app/contracts/bank-api.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../../app/foundation/units.ts';
import { BankStanding } from '../../../../../app/kiosk/controller/bank/bank-standing.ts';

const start: KioskStart = { bootId: 'boot', epoch: 2, number: 7, restoredFrom: null };
let clock: ManualClock;
let told: KioskStart[];
let changes: string[];
/** The code that the bank answers with; null: it takes what it is told. */
let answer: string | null;
let standing: BankStanding;

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  changes = [];
  answer = null;
  standing = new BankStanding({
    bank: {
      tellStart(said) {
        told.push(said);
        if (answer === null) return Promise.resolve();
        const error = new AppError(answer, 'No.', { remedy: 'call-attendant' });
        // The transport tells of every refusal before the asker hears of it.
        standing.noteRefusal(answer);
        return Promise.reject(error);
      },
    },
    start: () => start,
    clock,
    logger: silentLogger,
  });
  standing.onChange((now) => changes.push(now));
  return () => standing.close();
});

test('how far the records are is told once', async () => {
  await standing.tell();
  await standing.tell();
  expect([told, standing.standing, changes]).toEqual([[start], 'good', []]);
});

test('a bank that finds them behind is asked again after ten minutes, and believed at once', async () => {
  answer = 'KIOSK_STALE';
  await standing.tell();
  expect(standing.standing).toBe('stale');
  answer = null;
  clock.advance(minutes(9));
  expect(told.length).toBe(1);
  clock.advance(minutes(1));
  await expect.poll(() => changes).toEqual(['stale', 'good']);
});

test('a refusal of any request says as much, and is asked after', async () => {
  await standing.tell();
  standing.noteRefusal('KIOSK_REVOKED');
  standing.noteRefusal('ORDER_UNKNOWN');
  expect(standing.standing).toBe('refused');
  await standing.tell();
  expect([told.length, changes]).toEqual([2, ['refused', 'good']]);
});

test('a bank of an older edition does not look, and is not asked again', async () => {
  answer = 'NOT_FOUND';
  await standing.tell();
  answer = null;
  await standing.tell();
  clock.advance(minutes(20));
  expect([told.length, standing.standing]).toEqual([1, 'good']);
});

test('a bank that is away changes nothing, and is told later', async () => {
  answer = 'BANK_UNREACHABLE';
  await standing.tell();
  answer = null;
  clock.advance(minutes(10));
  await expect.poll(() => told.length).toBe(2);
  expect([standing.standing, changes]).toEqual(['good', []]);
});
