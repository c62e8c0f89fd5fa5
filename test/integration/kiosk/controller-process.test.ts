import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { buildStandIn, type StandIn } from '../../support/drivers-stand-in.ts';
import { connectScreen } from '../../support/kiosk-screen.ts';
import { scriptedStream, scriptedTitle } from '../../support/kiosk-under-test.ts';
import {
  enrolmentCode,
  startScriptedBank,
  type ScriptedBank,
} from '../../support/scripted-bank.ts';

let folder: string;
let bank: ScriptedBank;
let standIn: StandIn;
let child: ChildProcess | null;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-controller-'));
  mkdirSync(join(folder, 'screens'));
  child = null;
  standIn = await buildStandIn();
  bank = await startScriptedBank({
    titles: [scriptedTitle],
    stream: scriptedStream,
    clock: systemClock,
  });
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await bank.close();
  standIn.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function start(environment: Record<string, string>) {
  const started = spawn(process.execPath, ['--import', 'tsx', 'app/kiosk/controller/main.ts'], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child = started;
  for await (const line of createInterface({ input: started.stdout })) {
    return { started, first: JSON.parse(line) as unknown };
  }
  throw new Error('It said nothing.');
}

const environment = () => ({
  DIPTYCH_DATA: join(folder, 'data'),
  DIPTYCH_BANK_URL: bank.url,
  DIPTYCH_ENROLMENT_CODE: enrolmentCode,
  DIPTYCH_SCREENS: join(folder, 'screens'),
  DIPTYCH_BURN_RATE: 'unlimited',
  DIPTYCH_STAND_IN: standIn.leadingArguments[0] ?? '',
});

test('the process says when it is up, leaves a token to each screen, and ends cleanly when asked', async () => {
  const { started, first } = await start(environment());
  const { url } = first as { url: string };
  expect(first).toEqual({ ready: true, url });
  const tokenFile = join(folder, 'data', 'screen-token');
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  const token = readFileSync(tokenFile, 'utf8');
  const screen = await connectScreen(url, token);
  expect(screen.views[0]?.machine.kioskName).toBe('Scripted kiosk');
  expect(readFileSync(tokenFile, 'utf8')).not.toBe(token);
  const exit = once(started, 'exit');
  started.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(() => statSync(tokenFile)).toThrow(/ENOENT/);
});

test('the process names what is missing in its environment, and fails', async () => {
  const { started, first } = await start({ ...environment(), DIPTYCH_BANK_URL: 'nowhere' });
  expect(first).toMatchObject({ ready: false, code: 'ENVIRONMENT_INVALID' });
  expect(JSON.stringify(first)).not.toContain(enrolmentCode);
  const [code] = started.exitCode === null ? await once(started, 'exit') : [started.exitCode];
  expect(code).toBe(1);
});
