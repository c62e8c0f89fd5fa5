import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { demoMembers } from '../../app/cli/demo.ts';
import {
  playerPageMessageSchema,
  playerPagePath,
  playerPageProtocol,
  playerPageTokenPrefix,
  type PlayerPageRequest,
} from '../../app/contracts/player-page.ts';
import { readDvdStructure } from '../../app/disc/dvd-structure.ts';
import { openFileSource } from '../../app/disc/file-source.ts';
import { ended, firstLine, type Home, openHome, stop } from '../support/home.ts';
import {
  familyOf,
  filesBelow,
  filesWith,
  filesWritten,
  memoryOnDisks,
  runsThatTheDiscLacks,
} from '../support/left-behind.ts';

const [owner] = demoMembers;
/** Of the film, from its begin, that a killed player surely had. */
const SEARCHED = 2_000_000;

let home: Home;
let runs: Buffer[];
/** Whatever the player writes that knows no better place. */
let elsewhere: string;
let medium: string;
let turn = 0;

beforeAll(async () => {
  home = await openHome('big-buck-bunny');
  runs = runsThatTheDiscLacks(titleOf(home.master), titleOf(home.disc.image), SEARCHED);
  const disc = readFileSync(home.disc.image);
  runs = runs.filter((run) => !disc.includes(run));
  medium = join(home.playerFolder, '..', 'medium');
  mkdirSync(medium);
}, 180_000);
afterAll(() => home.close());
beforeEach(() => {
  turn += 1;
  elsewhere = join(home.playerFolder, '..', `elsewhere-${turn}`);
  mkdirSync(elsewhere);
});

function titleOf(image: string): Buffer {
  const source = openFileSource(image);
  try {
    const extents = readDvdStructure(source).titles[0]?.extents ?? [];
    const bytes = readFileSync(image);
    return Buffer.concat(
      extents.map(({ offset, length }) => bytes.subarray(offset, offset + length)),
    );
  } finally {
    source.close();
  }
}

function start(parameters: readonly string[], secrets: readonly string[] = []): ChildProcess {
  const own = { TMPDIR: elsewhere, HOME: elsewhere, XDG_CACHE_HOME: elsewhere };
  return home.start(parameters, secrets, own);
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error('The program does not run.');
  return child.pid;
}

/** Kills a player and all that it started, in the middle of the film. @returns what was found of it. */
async function kill(child: ChildProcess) {
  const family = familyOf(pidOf(child));
  const open = family.flatMap(filesWritten);
  const memory = family.map(memoryOnDisks);
  child.kill('SIGKILL');
  await ended(child);
  await expect
    .poll(() => family.filter((pid) => existsSync(`/proc/${pid}/fd/0`)), { timeout: 20_000 })
    .toEqual([]);
  const kept = [home.playerFolder, elsewhere, medium].flatMap(filesBelow);
  return { family, memory, kept, found: filesWith(runs, [...kept, ...open.filter(existsSync)]) };
}

/** The viewer's page without a browser: signs in, watches, and asks for the picture as it comes. */
class WithoutBrowser {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (code: string | null) => void>();
  #asked = 0;
  bytes = 0;

  constructor(address: string) {
    const { hash, host, origin } = new URL(address);
    const token = `${playerPageTokenPrefix}${hash.replace('#token=', '')}`;
    const protocols = [playerPageProtocol, token];
    this.#socket = new WebSocket(`ws://${host}${playerPagePath}`, protocols, { origin });
    this.#socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        this.bytes += data.length;
        this.#send({ more: data.readUInt32BE(0) });
        return;
      }
      const message = playerPageMessageSchema.parse(JSON.parse(data.toString()));
      if (message.type !== 'answer') return;
      this.#waiting.get(message.id)?.(message.refusal?.code ?? null);
    });
    this.#socket.on('error', () => {});
  }

  /** @returns what was refused of it. */
  async watch(member: string, password: string): Promise<(string | null)[]> {
    await once(this.#socket, 'open');
    const signIn = await this.#act({ act: 'signIn', member, password, name: 'Here' });
    return [signIn, await this.#act({ act: 'watch', seconds: 0, audio: null, subtitles: null })];
  }

  close(): void {
    this.#socket.terminate();
  }

  #act(act: Extract<PlayerPageRequest, { id: number }>['act']): Promise<string | null> {
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, act });
    });
  }

  #send(request: PlayerPageRequest): void {
    this.#socket.send(JSON.stringify(request));
  }
}

test('what is searched for stands in the original, and nowhere on the disc', () => {
  const master = readFileSync(home.master);
  expect(runs.length).toBeGreaterThan(200);
  expect(runs.every((run) => master.includes(run))).toBe(true);
});

test('the page’s player, killed with the ffmpeg that it feeds, leaves no byte of the original in any file', async () => {
  const child = start(['play', home.disc.image, '--web', '--no-player', '--bank', home.bankUrl]);
  child.stderr?.resume();
  const page = new WithoutBrowser(
    await firstLine(child, /(http:\/\/127\.0\.0\.1:\d+\/#token=\S+)/),
  );
  expect(await page.watch(owner.member, owner.password)).toEqual([null, null]);
  await expect.poll(() => page.bytes, { timeout: 60_000 }).toBeGreaterThan(100_000);
  const { family, found, kept, memory } = await kill(child);
  page.close();

  // The player and at least one ffmpeg.
  expect(family.length).toBeGreaterThan(1);
  expect(memory).toEqual(family.map(() => ({ core: '0', swap: '0 kB' })));
  expect(kept.length).toBeGreaterThan(0);
  expect(found).toEqual([]);
});

test('a player with a stick, killed while it plays, leaves none either, and none is on the stick', async () => {
  const signIn = ['--member', owner.member, '--password-stdin', '--bank', home.bankUrl];
  const first = start(['play', home.disc.image, '--no-player', ...signIn], [owner.password]);
  await firstLine(first, /(http:\S+title-1\.vob)/);
  await stop(first, 'SIGINT');
  for (const words of [
    ['prepare', medium],
    ['write', medium, '--disc', home.disc.image],
  ]) {
    const writing = start(['stick', ...words]);
    writing.stdout?.resume();
    writing.stderr?.resume();
    expect(await ended(writing)).toBe(0);
  }

  const child = start(['play', home.disc.image, '--stick', medium, '--stdout', '--title', '1']);
  child.stderr?.resume();
  let read = 0;
  for await (const piece of child.stdout ?? []) {
    read += (piece as Buffer).length;
    if (read > SEARCHED) break;
  }
  const { found, kept, memory } = await kill(child);
  expect(memory[0]).toEqual({ core: '0', swap: '0 kB' });
  expect(kept.filter((path) => path.startsWith(medium)).length).toBeGreaterThan(2);
  expect(found).toEqual([]);
});
