import { beforeEach, expect, test } from 'vitest';
import { TroubleLog } from '../../../../../app/bank/http/trouble-log.ts';
import { answerError } from '../../../../../app/bank/http/wire-errors.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import type { LogFields } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { minutes, seconds } from '../../../../../app/foundation/units.ts';

let said: (readonly [string, LogFields])[];
let clock: ManualClock;
let log: TroubleLog;
beforeEach(() => {
  said = [];
  const line = (level: string) => (fields: LogFields) => {
    said.push([level, fields]);
  };
  clock = new ManualClock();
  const logger = {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
  };
  log = new TroubleLog(logger, clock);
});

const note = (route: string, error: unknown) => log.note(route, answerError(error), error);
const refusal = (code: string) => new AppError(code, 'No.', { remedy: 'reject-input' });

test('a refusal is said once a minute for its route and reason, with how many there were', () => {
  for (let asked = 0; asked < 50; asked += 1) note('/a', refusal('WRONG_DISC'));
  note('/b', refusal('WRONG_DISC'));
  note('/a', refusal('WRONG_USER'));
  clock.advance(seconds(59));
  note('/a', refusal('WRONG_DISC'));
  clock.advance(seconds(1));
  note('/a', refusal('WRONG_DISC'));
  clock.advance(minutes(1));
  note('/a', refusal('WRONG_DISC'));
  const refused = (route: string, code: string) => ({ route, status: 403, code });
  expect(said).toEqual([
    ['info', refused('/a', 'WRONG_DISC')],
    ['info', refused('/b', 'WRONG_DISC')],
    ['info', refused('/a', 'WRONG_USER')],
    ['info', { ...refused('/a', 'WRONG_DISC'), moreBefore: 50 }],
    ['info', refused('/a', 'WRONG_DISC')],
  ]);
});

test('what is wrong at the bank is said so too, each kind of it', () => {
  for (let asked = 0; asked < 50; asked += 1) note('/a', refusal('VAULT_TITLE_DAMAGED'));
  note(
    '/a',
    new AppError('VAULT_TITLE_DAMAGED', 'No.', {
      remedy: 'reject-input',
      cause: new RangeError('secret'),
    }),
  );
  note('/a', new TypeError('secret'));
  expect(said).toMatchObject([
    ['error', { route: '/a', code: 'VAULT_TITLE_DAMAGED' }],
    ['error', { route: '/a', code: 'VAULT_TITLE_DAMAGED', cause: { error: 'RangeError' } }],
    ['error', { route: '/a', error: 'TypeError' }],
  ]);
  expect(JSON.stringify(said)).not.toContain('secret');
});

test('a player that is kept to its pace is nothing to say', () => {
  for (let asked = 0; asked < 3; asked += 1) note('/a', refusal('VIEWING_AHEAD'));
  const ahead = ['debug', { route: '/a', status: 429, code: 'VIEWING_AHEAD' }];
  expect(said).toEqual([ahead, ahead, ahead]);
});

test('more kinds of trouble than there are take no memory', () => {
  for (let number = 0; number < 5000; number += 1) note(`/${number}`, refusal('WRONG_DISC'));
  note('/4999', refusal('WRONG_DISC'));
  expect(said).toHaveLength(5000);
});
