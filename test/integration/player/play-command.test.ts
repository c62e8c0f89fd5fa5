import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoTitleIds } from '../../../app/bank/ingest/demo.ts';
import { demoMembers } from '../../../app/cli/demo.ts';
import type { MadeDisc } from '../../../app/cli/main-job/make-disc.ts';
import { mainTitleOf, readDvdStructure } from '../../../app/disc/dvd-structure.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import {
  type PlayRun,
  type RunningProgram,
  runPlay,
  startDiptych,
} from '../../support/player/run-play.ts';

const data = mkdtempSync(join(tmpdir(), 'diptych-play-'));
const mpvHome = join(data, 'mpv');
const environment = {
  DIPTYCH_DATA: data,
  DIPTYCH_PLAYER: join(data, 'player'),
  DIPTYCH_BANK_PORT: '0',
  LC_ALL: 'C',
};
const titleId = demoTitleIds.at(-1) ?? '';
const [{ member, password }] = demoMembers;
let made: MadeDisc;
let bank: RunningProgram;
let master: Buffer;

beforeAll(async () => {
  const run = await runPlay(['disc', '--json', '--title', titleId], environment);
  if (run.code !== 0) throw new Error(`diptych disc failed: ${run.stderr}`);
  made = run.result as MadeDisc;
  master = readFileSync(join(data, 'bank', 'vault', titleId, 'master.iso'));
  bank = await startDiptych(['bank'], environment);
});

afterAll(async () => {
  await bank?.stop();
  rmSync(data, { recursive: true, force: true });
});

function play(parameters: readonly string[], lines: readonly string[] = []): Promise<PlayRun> {
  return runPlay(['play', ...parameters], environment, lines);
}

function codeOf({ result }: PlayRun): string | undefined {
  return (result as { error?: { code?: string } } | null)?.error?.code;
}

test('without a terminal nobody can be asked, and that is said', async () => {
  const run = await play([made.image, '--check', '--json']);
  expect([run.code, codeOf(run)]).toEqual([1, 'ASK_NO_TERMINAL']);
});

test('the first time this player enrols; the film on a pipe is the master, byte for byte', async () => {
  const run = await play(
    [made.image, '--member', member, '--password-stdin', '--stdout'],
    [password],
  );
  expect([run.code, run.stderr.includes(password)]).toEqual([0, false]);
  const { extents } = mainTitleOf(readDvdStructure(bufferSource(master)));
  const film = extents.map(({ offset, length }) => master.subarray(offset, offset + length));
  expect(run.output.equals(Buffer.concat(film))).toBe(true);
  expect(run.stderr).toContain(`order ${made.orderId.slice(0, 4)}-${made.orderId.slice(4, 8)}`);
});

test('the newest disc that was taken is played where none is named; signed in once, nothing is asked', async () => {
  const listed = await runPlay(['discs', '--json'], environment);
  const [disc] = (listed.result as { discs: { orderId: string; path: string }[] }).discs;
  expect(disc?.orderId).toBe(made.orderId);
  const run = await play(['--check', '--json']);
  expect([run.code, run.result]).toEqual([
    0,
    {
      disc: disc?.path,
      titleId,
      orderId: made.orderId,
      distributorId: 'DEMO',
      issuedAt: expect.stringMatching(/^\d{4}-/) as string,
      title: 1,
      showingsLeft: 9,
      ended: 'whole',
    },
  ]);
});

test('mpv shows the film, and when it ends the viewing is given back', async () => {
  mkdirSync(mpvHome);
  writeFileSync(join(mpvHome, 'mpv.conf'), 'vo=null\nao=null\nend=1\n');
  const run = await runPlay(['play', made.image, '--player', 'mpv', '--json'], {
    ...environment,
    MPV_HOME: mpvHome,
  });
  expect([run.code, (run.result as { ended?: string }).ended]).toEqual([0, 'shown']);
});

test('a disc that was altered is refused with the place, and ends with its own code', async () => {
  const altered = join(data, 'altered.iso');
  const image = readFileSync(made.image);
  const [title] = readDvdStructure(bufferSource(image)).titles;
  const { offset = 0 } = title?.extents[0] ?? {};
  const middle = Math.floor((title?.bytes ?? 0) / 2 / 2048) * 2048;
  // A pack of the picture: sound that was drawn for this disc comes back whole, whatever stands in its place.
  const pack = image.indexOf(Buffer.from([0, 0, 1, 0xe0]), offset + middle);
  // More bytes in a row than were drawn.
  const at = pack + 1000;
  image.subarray(at, at + 64).forEach((byte, index) => {
    image[at + index] = byte ^ 0xff;
  });
  writeFileSync(altered, image);
  const run = await play([altered, '--check', '--json']);
  expect([run.code, codeOf(run)]).toEqual([3, 'SPLIT_DISC_DAMAGED']);
});

test('a film cannot be written and checked at once', async () => {
  const run = await play([made.image, '--stdout', '--check', '--json']);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('PLAY_CONTRADICTORY');
});

test('without the bank the film is not shown, and that has its own code', async () => {
  await bank.stop();
  const run = await play([made.image, '--check', '--json']);
  expect([run.code, codeOf(run)]).toEqual([4, 'BANK_UNREACHABLE']);
});

test('no file of the player is open to others', () => {
  const modes = ['', 'account.json'].map(
    (name) => statSync(join(data, 'player', name)).mode & 0o077,
  );
  expect(modes).toEqual([0, 0]);
});
