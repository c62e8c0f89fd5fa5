import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addDemoPeople, demoMembers } from '../../../app/cli/demo.ts';
import { dataFolders } from '../../../app/cli/installation.ts';
import { operateBank } from '../../../app/cli/operate-bank.ts';

const [owner] = demoMembers;

let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-member-'));
  await operateBank(dataFolders(folder), addDemoPeople);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the command on the folder of data. @returns how it ended, and all that it said. */
function member(
  parameters: readonly string[],
  input = '',
): Promise<readonly [number | null, string]> {
  const program = ['dist/diptych.js', 'member', ...parameters];
  const child = spawn(process.execPath, program, {
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

it('an operator gives a member another password, which is said nowhere', async () => {
  const [code, said] = await member(['password', owner.member], 'quite another one\n');
  expect([code, said]).toEqual([
    0,
    `Member ${owner.member} has this password now. Older sessions end.\n`,
  ]);
});

it('a password that is too short, or of nobody, is refused with a code', async () => {
  const short = await member(['password', owner.member], 'short\n');
  const nobody = await member(['password', '999999'], 'quite another one\n');
  const none = await member(['password', owner.member]);
  expect([short, nobody, none].map(([code]) => code)).toEqual([1, 1, 1]);
  expect(short[1]).toContain('A password has 8 to 128 characters.');
  expect(nobody[1]).toContain('There is no such member.');
  expect(none[1]).toContain('Standard input has not all that was asked for.');
});

it('the devices of a member can be listed, and none revoked that is not there', async () => {
  expect(await member(['devices', owner.member, '--json'])).toEqual([0, '[]\n']);
  const [code, said] = await member(['revoke-device', 'v_0123456789ab']);
  expect(code).toBe(1);
  expect(said).toContain('There is no such device, or it was revoked before.');
});
