import { expect, test } from 'vitest';
import { ExpiryWatch } from '../../../../../app/bank/viewing/expiry-watch.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { minutes } from '../../../../../app/foundation/units.ts';

test('licences are looked through at the start and each quarter of an hour, whatever fails, until the end', async () => {
  const clock = new ManualClock();
  const looked: string[] = [];
  const said: unknown[] = [];
  const line = (fields: unknown) => {
    said.push(fields);
  };
  const logger = { debug: line, info: line, warn: line, error: line };
  const outcomes = [
    () => Promise.resolve(0),
    () => Promise.reject(new AppError('BANK_ROW_UNREADABLE', 'No.', { remedy: 'call-attendant' })),
    () => Promise.resolve(2),
  ];
  const licences = {
    expireEnded(now: string) {
      looked.push(now.slice(11, 16));
      return outcomes.shift()!();
    },
  };
  const watch = new ExpiryWatch({ licences, clock, logger });
  await watch.start();
  for (let step = 0; step < 5; step += 1) {
    clock.advance(minutes(7.5));
    await new Promise(setImmediate);
  }
  expect(looked).toEqual(['12:00', '12:15', '12:30']);
  expect(said).toEqual([{ code: 'BANK_ROW_UNREADABLE' }, { expired: 2 }]);
  await watch.close();
  clock.advance(minutes(60));
  expect(looked).toHaveLength(3);
});
