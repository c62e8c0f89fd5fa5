import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kioskUnderTest, type KioskUnderTest } from '../../support/kiosk-under-test.ts';

let folder: string;
let kiosk: KioskUnderTest;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-staff-'));
  kiosk = await kioskUnderTest({ isLight: true });
  symlinkSync(kiosk.dataFolder, join(folder, 'kiosk'));
});
afterAll(async () => {
  await kiosk.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command on the folder of data. @returns how it ended, and all that it said. */
function diptych(line: string, input = ''): Promise<readonly [number | null, string]> {
  const child = spawn(process.execPath, ['dist/diptych.js', ...line.split(' ')], {
    env: { ...process.env, DIPTYCH_DATA: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve([code, said]));
  });
}

it('whoever may read the kiosk’s files adds, lists, changes and removes those who look after it', async () => {
  const added = await diptych('staff add 1001 --name Alex --rights all --pin-stdin', '2580\n');
  const other = await diptych('staff add 1002 --name Kim --rights test,exchange', '2580\n');
  const changed = await diptych('staff change 1002 --rights people --pin-stdin', '1111\n');
  const listed = await diptych('staff list');
  const removed = await diptych('staff remove 1001');
  expect([added, other, changed, listed, removed]).toEqual([
    [0, '1001 looks after this kiosk now.\n'],
    [0, '1002 looks after this kiosk now.\n'],
    [0, '1002 is changed.\n'],
    [0, '1001  Alex      exchange,test,repair,settle,keep,people,retire\n1002  Kim       people\n'],
    [0, '1001 is removed.\n'],
  ]);
});

it('a PIN that is none and a number of nobody are refused', async () => {
  const said = await Promise.all([
    diptych('staff add 1003 --name A --rights all --pin-stdin', 'secret\n'),
    diptych('staff remove 9999'),
  ]);
  expect(said.map(([code]) => code)).toEqual([1, 1]);
  expect(said.map(([, text]) => text).join('')).toMatch(
    /A PIN is four to eight figures[^]*Nobody has the number 9999/,
  );
});

it('customers are kept out, and let in again, from the terminal', async () => {
  const entered = await diptych('maintenance enter');
  const left = await diptych('maintenance leave');
  expect([entered, left]).toEqual([
    [0, 'Customers are kept out.\n'],
    [0, 'Customers can use it again: inService.\n'],
  ]);
});
