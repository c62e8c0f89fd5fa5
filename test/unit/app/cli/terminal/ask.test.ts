import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type LineInput, standardInputAsker } from '../../../../../app/cli/terminal/ask.ts';

/** A pipe that says whether it holds the program. */
function aPipe() {
  const pipe = Object.assign(new PassThrough(), {
    holds: true,
    ref() {
      pipe.holds = true;
    },
    unref() {
      pipe.holds = false;
    },
  });
  return pipe satisfies LineInput;
}

test('lines are given in their order; what is missing is said', async () => {
  const pipe = aPipe();
  const asker = standardInputAsker(pipe);
  pipe.end('2468\ncorrect horse\n');
  expect([await asker.secret('PIN'), await asker.line('Password')]).toEqual([
    '2468',
    'correct horse',
  ]);
  await expect(asker.line('More')).rejects.toMatchObject({ code: 'ASK_NO_TERMINAL' });
});

test('a pipe that stays open holds the program only while a line is waited for', async () => {
  const pipe = aPipe();
  const asker = standardInputAsker(pipe);
  expect(pipe.holds).toBe(false);
  const answer = asker.line('PIN');
  expect(pipe.holds).toBe(true);
  pipe.write('2468\n');
  expect(await answer).toBe('2468');
  expect(pipe.holds).toBe(false);
});

test('who is asked to end while a line is waited for waits no longer', async () => {
  const pipe = aPipe();
  const asker = standardInputAsker(pipe);
  const ending = new AbortController();
  const answer = asker.line('PIN', ending.signal);
  ending.abort(new Error('Interrupted.'));
  await expect(answer).rejects.toThrow('Interrupted.');
  expect(pipe.holds).toBe(false);
  await expect(asker.line('PIN', ending.signal)).rejects.toThrow('Interrupted.');
});
