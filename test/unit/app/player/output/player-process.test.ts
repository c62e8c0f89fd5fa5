import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { watchPlayer } from '../../../../../app/player/output/player-process.ts';

function run(program: string): ChildProcess {
  return spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
}

test.each([
  ['process.exit(0)', 'well'],
  ['process.exit(4)', 'well'],
  ['process.exit(2)', 'failed'],
  ['process.kill(process.pid, "SIGTERM")', 'well'],
  ['process.kill(process.pid, "SIGKILL")', 'failed'],
])('%s is the end of a player that went %s', async (program, end) => {
  expect(await watchPlayer(run(program)).ended).toBe(end);
});

test('a player that is not there has failed', async () => {
  const child = spawn('/nowhere/player', { stdio: 'ignore' });
  expect(await watchPlayer(child).ended).toBe('failed');
});

test('a player that does not end when it is asked to is ended', async () => {
  const clock = new ManualClock();
  const child = run(
    'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)',
  );
  if (child.stdout !== null) await once(child.stdout, 'data');
  const player = watchPlayer(child, clock);
  player.stop();
  clock.advance(seconds(2));
  expect(await player.ended).toBe('failed');
});
