import { expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { RecordsHealth } from '../../../../../app/kiosk/controller/machine/records-health.ts';
import { kioskParts } from '../../../../support/kiosk-parts.ts';

const failed = (code: string) => Object.assign(new Error('No.'), { code });

test('records are sound until a write fails, and again once one is done', () => {
  const { clock, records } = kioskParts();
  const health = new RecordsHealth(records.events, clock, silentLogger);
  const told: boolean[] = [];
  health.onChange(() => told.push(health.isSound));
  health.noteFailure(failed('SQLITE_CONSTRAINT_UNIQUE'));
  health.noteFailure(new AppError('ORDER_UNKNOWN', 'No.', { remedy: 'reject-input' }));
  expect(health.isSound).toBe(true);
  health.noteFailure(failed('SQLITE_FULL'));
  health.noteFailure(failed('SQLITE_IOERR_WRITE'));
  records.db.pragma('query_only = 1');
  health.tryAgain();
  expect(told).toEqual([false]);
  records.db.pragma('query_only = 0');
  health.tryAgain();
  health.tryAgain();
  expect(told).toEqual([false, true]);
  records.db.close();
});
