import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { lockStick } from '../../../../../app/player/stick/stick-lock.ts';

const lockModule = new URL('../../../../../app/player/stick/stick-lock.ts', import.meta.url)
  .pathname;

/** Another process that takes a stick, says so, and holds it until it is killed. */
async function playerOf(stickId: string) {
  const program = `import(${JSON.stringify(lockModule)}).then(async ({ lockStick }) => {
    try { await lockStick(${JSON.stringify(stickId)}); console.log('taken'); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.code); process.exit(0); }
  });`;
  const child = spawn(process.execPath, ['--import', 'tsx', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, said: said.toString().trim() };
}

it('of two processes one has the stick; when it is killed the next has it at once', async () => {
  const stickId = `s_two-players-${process.pid}`;
  const first = await playerOf(stickId);
  const second = await playerOf(stickId);
  const here: unknown = await lockStick(stickId).catch((error: unknown) => error);
  expect([first.said, second.said, isAppError(here, 'STICK_IN_USE')]).toEqual([
    'taken',
    'STICK_IN_USE',
    true,
  ]);
  const gone = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await gone;
  const lock = await lockStick(stickId);
  await lock.release();
});
