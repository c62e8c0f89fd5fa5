import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startChildProgram } from '../../../app/cli/supervision/child-program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-child-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function start(source: string) {
  const program = join(folder, 'program.mjs');
  writeFileSync(program, source);
  const logFile = join(folder, 'program.log');
  return startChildProgram({ name: 'program', program, environment: {}, logFile });
}

test('a program that is ready gives its address, and ends when it is asked to', async () => {
  const child = await start(`
    const alive = setInterval(() => {}, 1000);
    process.once('SIGTERM', () => clearInterval(alive));
    console.log('{"ready":true,"url":"http://127.0.0.1:1/"}');
  `);
  expect(child.url).toBe('http://127.0.0.1:1/');
  await child.stop();
  expect(await child.ended).toBe('The program ended (code 0).');
});

test('a program whose words cannot be written down runs on, and is never held up by them', async () => {
  mkdirSync(join(folder, 'program.log'));
  const child = await start(`
    import { writeSync } from 'node:fs';
    const line = Buffer.alloc(64 * 1024, 'x');
    for (let lines = 0; lines < 64; lines += 1) writeSync(2, line);
    console.log('{"ready":true,"url":"http://127.0.0.1:1/"}');
  `);
  expect(await child.ended).toBe('The program ended (code 0).');
});

test('a program that says why it cannot start is quoted', async () => {
  const line = { ready: false, code: 'BANK_PEPPER_DAMAGED', message: 'The pepper is damaged.' };
  await expect(
    start(`console.log(${JSON.stringify(JSON.stringify(line))});`),
  ).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('The pepper is damaged.'),
  });
});

test('a port in use is told as what it most often is: Diptych runs already', async () => {
  const line = { ready: false, code: 'X_FAILED', message: 'listen EADDRINUSE 127.0.0.1:4100' };
  await expect(
    start(`console.log(${JSON.stringify(JSON.stringify(line))});`),
  ).rejects.toMatchObject({ code: 'START_PORT_TAKEN' });
});

test('a program that ends without a word is told by its exit', async () => {
  await expect(start('process.exit(3);')).rejects.toMatchObject({
    code: 'START_FAILED',
    message: expect.stringContaining('The program ended (code 3).'),
  });
});
