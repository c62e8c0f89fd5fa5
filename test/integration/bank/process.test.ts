import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { bankRoutes } from '../../../app/contracts/bank-api.ts';

const program = fileURLToPath(new URL('../../../app/bank/main.ts', import.meta.url));
const readySchema = z.strictObject({ ready: z.literal(true), url: z.url() });

let folder = '';
let bank: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-bank-process-'));
});
afterEach(() => {
  bank?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(environment: Record<string, string>): ChildProcess {
  bank = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return bank;
}

it('the bank says in one line where it listens, answers there, and ends on SIGTERM', async () => {
  const started = start({ DIPTYCH_DATA: folder, DIPTYCH_BANK_PORT: '0' });
  const lines = createInterface({ input: started.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  const { url } = readySchema.parse(JSON.parse(line));
  const health = await fetch(`${url}${bankRoutes.health}`);
  expect(await health.json()).toMatchObject({ status: 'ok', titles: 0 });
  started.kill('SIGTERM');
  expect(await once(started, 'exit')).toEqual([0, null]);
});

it('a bank that is told nothing says what it needs, and ends', async () => {
  const started = start({});
  const lines = createInterface({ input: started.stdout! });
  const said = once(lines, 'line') as Promise<[string]>;
  const ended = once(started, 'exit');
  expect(JSON.parse((await said)[0])).toEqual({
    ready: false,
    code: 'BANK_SETTINGS_INVALID',
    message: 'These settings are missing or wrong: DIPTYCH_DATA.',
  });
  expect(await ended).toEqual([1, null]);
});
