import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoMembers } from '../../app/cli/demo.ts';
import { ended, firstLine, type Home, openHome, stop, textOf } from '../support/home.ts';

const [owner] = demoMembers;

let home: Home;
/** Where the medium is mounted. */
let medium: string;

beforeAll(async () => {
  home = await openHome('big-buck-bunny');
  medium = join(home.playerFolder, '..', 'medium');
  mkdirSync(medium);
  // The kiosk of `diptych disc` keeps its records apart from that of `diptych start`, which `--kiosk` means.
  const data = String(home.environment['DIPTYCH_DATA']);
  symlinkSync('terminal-kiosk', join(data, 'kiosk'));
}, 180_000);
afterAll(() => home.close());

/** Runs the command to its end. */
async function diptych(parameters: readonly string[], ...secrets: string[]) {
  const child = home.start(parameters, secrets);
  const said = Promise.all([textOf(child.stdout), textOf(child.stderr), ended(child)]);
  const [out, err, code] = await said;
  return { code, out, err };
}

const stick = (verb: string, ...parameters: string[]) =>
  diptych(['stick', verb, medium, ...parameters]);

/** Writes the whole disc to standard output, with the complement of the stick. */
async function playStick() {
  const child = home.start(
    ['play', home.disc.image, '--stick', medium, '--stdout', '--image', '--language', 'en'],
    [],
  );
  const said = Promise.all([digestOf(child), textOf(child.stderr), ended(child)]);
  const [sha256, err, code] = await said;
  return { code, sha256, told: /showings left: \d+|\[[A-Z_]+\]/.exec(err)?.[0] };
}

async function digestOf(child: ChildProcess): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of child.stdout ?? []) hash.update(piece as Buffer);
  return hash.digest('hex');
}

const master = () => createHash('sha256').update(readFileSync(home.master)).digest('hex');
const nothing = createHash('sha256').digest('hex');

/** What the bank's operator sees of the licence. */
async function licence(): Promise<string | undefined> {
  const { out } = await diptych(['licence', 'show', home.disc.orderId]);
  return /^Showings: (.*)\.$/m.exec(out)?.[1];
}

/** What stands on the stick, as its owner sees it. */
const left = async () => /\d of \d showings left|No film/.exec((await stick('show')).out)?.[0];

test('a player that nobody has signed in on gets no stick', async () => {
  const refused = {
    code: 1,
    out: '',
    err: expect.stringContaining('PLAYER_NOT_ENROLLED') as string,
  };
  expect(await stick('prepare')).toEqual(refused);
  expect(await stick('write', '--disc', home.disc.image)).toEqual(refused);
  expect(readdirSync(medium)).toEqual([]);
});

test('a stick that was written at home shows the film bit for bit while no bank runs, and gives back what is unused', async () => {
  const signIn = ['--member', owner.member, '--password-stdin', '--bank', home.bankUrl];
  const first = home.start(['play', home.disc.image, '--no-player', ...signIn], [owner.password]);
  await firstLine(first, /(http:\S+title-1\.vob)/);
  await stop(first, 'SIGINT');

  expect((await stick('prepare')).out).toContain('The stick asks for a film');
  expect((await stick('write', '--disc', home.disc.image)).out).toContain(
    'The stick is written, with 3 showings.',
  );
  expect([await left(), await licence()]).toEqual(['3 of 3 showings left', '3 counted, 7 left']);

  await home.stopBank();
  const shown = { code: 0, sha256: master() };
  expect(await playStick()).toEqual({ ...shown, told: 'showings left: 3' });
  expect(await left()).toBe('2 of 3 showings left');
  // The same evening it goes on.
  expect(await playStick()).toEqual({ ...shown, told: 'showings left: 2' });
  expect(await left()).toBe('2 of 3 showings left');
  // Without a bank nothing is given back, and nothing is lost.
  expect((await stick('return')).err).toContain('BANK_UNREACHABLE');
  expect(await left()).toBe('2 of 3 showings left');
  await home.startBank();

  const copy = `${medium}.copy`;
  cpSync(medium, copy, { recursive: true });
  expect((await stick('return')).out).toBe(
    'Returned: 1 of 3 showings used, 2 went back to the licence.\n',
  );
  expect([await left(), await licence()]).toEqual(['No film', '1 counted, 9 left']);
  cpSync(copy, medium, { recursive: true });
  expect(await playStick()).toEqual({ code: 2, sha256: nothing, told: '[STICK_RETURNED]' });
  rmSync(join(medium, 'DIPTYCH'), { recursive: true });
});

test('a stick that was prepared at home is written at the kiosk with member and PIN, and plays without a network', async () => {
  await stick('prepare');
  const atKiosk = ['stick', 'write', medium, '--kiosk', '--showings', '1', '--bank', home.bankUrl];
  const member = ['--member', owner.member, '--password-stdin'];
  expect(await diptych([...atKiosk, ...member], '0000')).toMatchObject({ code: 1, out: '' });
  expect((await diptych([...atKiosk, ...member], owner.pin)).out).toContain(
    'The stick is written, with 1 showing.',
  );
  expect([await left(), await licence()]).toEqual(['1 of 1 showings left', '2 counted, 8 left']);
  await home.stopBank();
  expect(await playStick()).toEqual({ code: 0, sha256: master(), told: 'showings left: 1' });
  expect(await left()).toBe('0 of 1 showings left');
  await home.startBank();
});
