import { expect, test } from 'vitest';
import { exitCodeOf } from '../../../../../app/cli/play/exit-codes.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';

test.each([
  ['LICENCE_REVOKED', 2],
  ['SHOWINGS_USED', 2],
  ['WRONG_USER', 2],
  ['PLAYER_OTHER_MEMBER', 2],
  ['STICK_DAMAGED', 2],
  ['WRONG_DISC', 3],
  ['DISC_ALTERED', 3],
  ['SPLIT_DISC_DAMAGED', 3],
  ['PLAY_NO_DISC', 3],
  ['PLAYER_NO_CONTACT', 4],
  ['BANK_UNREACHABLE', 4],
  ['PLAY_NO_PLAYER', 1],
])('%s ends the command with %i', (code, exitCode) => {
  expect(exitCodeOf(new AppError(code, 'No.', { remedy: 'retry' }))).toBe(exitCode);
});

test('what is no error of ours ends it with 1', () => {
  expect(exitCodeOf(new TypeError('no'))).toBe(1);
});
