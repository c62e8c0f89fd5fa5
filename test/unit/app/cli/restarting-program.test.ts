import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startRestartingProgram } from '../../../../app/cli/supervision/restarting-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-restarting-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that counts its starts, says that it is ready at an address with that number, and does what is given. */
function start(then: string) {
  const program = join(folder, 'program.mjs');
  const count = JSON.stringify(join(folder, 'count'));
  writeFileSync(
    program,
    `import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    const starts = (existsSync(${count}) ? Number(readFileSync(${count}, 'utf8')) : 0) + 1;
    writeFileSync(${count}, String(starts));
    ${then}
    console.log('{"ready":true,"url":"http://127.0.0.1:' + starts + '/"}');`,
  );
  const logFile = join(folder, 'program.log');
  return startRestartingProgram({ name: 'program', program, environment: {}, logFile });
}

test('a program that asks to be started again is, as often as it asks, and ends when it does not', async () => {
  const child = await start('process.exitCode = starts < 3 ? 75 : 4;');
  expect(await child.ended).toBe('The program ended (code 4).');
  expect([await child.exitCode, child.url]).toEqual([4, 'http://127.0.0.1:3/']);
  await child.stop();
});

test('a program that is stopped is not started again, whatever it asks', async () => {
  const child = await start(`
    const alive = setInterval(() => {}, 1000);
    process.once('SIGTERM', () => { clearInterval(alive); process.exitCode = 75; });`);
  await child.stop();
  expect([await child.exitCode, child.url]).toEqual([75, 'http://127.0.0.1:1/']);
});
