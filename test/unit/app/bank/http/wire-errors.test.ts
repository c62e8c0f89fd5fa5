import { expect, it } from 'vitest';
import { answerError, errorForLog } from '../../../../../app/bank/http/wire-errors.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';

it('a known error goes out with its code and what is meant for the customer, no context', () => {
  const error = new AppError('IDENTIFICATION_REFUSED', 'Not right.', {
    remedy: 'reject-input',
    context: { attemptsLeft: 3, userId: 'u_secret' },
  });
  expect(answerError(error)).toEqual({
    status: 403,
    body: {
      code: 'IDENTIFICATION_REFUSED',
      message: 'Not right.',
      remedy: 'reject-input',
      attemptsLeft: 3,
    },
    isOurs: false,
  });
});

it.each([
  new Error('ENOENT: no such file, open /srv/vault/film/master.iso'),
  new AppError('VAULT_TITLE_DAMAGED', '/srv/vault/film is damaged', { remedy: 'call-attendant' }),
  'text',
  null,
])('an error that is nobody’s business is one fixed sentence', (error) => {
  expect(answerError(error)).toEqual({
    status: 500,
    body: {
      code: 'BANK_INTERNAL',
      message: 'The bank could not answer this request.',
      remedy: 'call-attendant',
    },
    isOurs: true,
  });
});

it('the log keeps codes and places of an error and of its cause, and no message', () => {
  const cause = Object.assign(new Error('open /srv/vault/film/master.iso'), { code: 'ENOENT' });
  const line = JSON.stringify(
    errorForLog(new AppError('VAULT_TITLE_DAMAGED', 'at /srv/vault', { remedy: 'retry', cause })),
  );
  expect(line).toContain('VAULT_TITLE_DAMAGED');
  expect(line).toContain('ENOENT');
  expect(line).toContain('wire-errors.test.ts');
  expect(line).not.toContain('/srv/vault');
});
