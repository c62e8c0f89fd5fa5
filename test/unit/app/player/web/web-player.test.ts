import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import {
  playerPageClose,
  type PlayerPageMessage,
  playerPageMessageSchema,
  playerPagePath,
  playerPageProtocol,
  playerPageTokenPrefix,
} from '../../../../../app/contracts/player-page.ts';
import { readDvdStructure } from '../../../../../app/disc/dvd-structure.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { startWebPlayer, type WebPlayer } from '../../../../../app/player/web/web-player.ts';
import { makeImage } from '../../../../support/clips.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { milliseconds } from '../../../../../app/foundation/units.ts';
import { refusal, ScriptedPlayer } from '../../../../support/player/scripted-player.ts';
import { type SplitDisc, splitDisc } from '../../../../support/player/split-disc.ts';

const pageFolder = mkdtempSync(join(tmpdir(), 'diptych-web-player-'));
let split: SplitDisc;
let player: ScriptedPlayer;
let clock: ManualClock;
let web: WebPlayer;

beforeAll(async () => {
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>Diptych</title>');
  split = await splitDisc(await makeImage('pal-16x9'));
});
afterAll(() => rmSync(pageFolder, { recursive: true }));
beforeEach(async () => {
  player = new ScriptedPlayer(split);
  clock = new ManualClock();
  web = await startWebPlayer({
    player,
    structure: readDvdStructure(split.disc.source),
    port: 0,
    clock,
    randomness: seededRandomness('page'),
    logger: silentLogger,
    pageFolder,
  });
});
afterEach(() => web.close());

const origin = () => new URL(web.url).origin;
const firstToken = () => new URL(web.url).hash.replace('#token=', '');

/** A page: what it was told, in order, and its end. */
class Page {
  readonly messages: PlayerPageMessage[] = [];
  readonly pieces: Buffer[] = [];
  readonly closed: Promise<number>;
  readonly socket: WebSocket;
  #wake = () => {};
  #id = 0;

  constructor(token: string, options: { origin?: string; host?: string } = {}) {
    const address = `${origin().replace('http', 'ws')}${playerPagePath}`;
    this.socket = new WebSocket(address, [playerPageProtocol, playerPageTokenPrefix + token], {
      origin: options.origin ?? origin(),
      ...(options.host === undefined ? {} : { headers: { host: options.host } }),
    });
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isBinary) this.pieces.push(data);
      else this.messages.push(playerPageMessageSchema.parse(JSON.parse(data.toString())));
      this.#wake();
    });
  }

  /** Goes on once something it was told is as `find` says. */
  async told<Found>(find: () => Found | undefined): Promise<Found> {
    for (;;) {
      const found = find();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  welcome() {
    return this.told(() => this.messages.find((message) => message.type === 'welcome'));
  }

  async act(act: object) {
    this.#id += 1;
    const id = this.#id;
    this.socket.send(JSON.stringify({ id, act }));
    return await this.told(() =>
      this.messages.find((message) => message.type === 'answer' && message.id === id),
    );
  }

  view() {
    return this.messages.flatMap((message) => ('view' in message ? [message.view] : [])).at(-1);
  }
}

/** The status of a plain request that names that host. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${origin()}${path}`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

test('the page is served on the loopback, with rights to nothing but itself', async () => {
  expect(new URL(web.url).hostname).toBe('127.0.0.1');
  const response = await fetch(origin());
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-security-policy')?.split(';').sort()).toEqual([
    "base-uri 'none'",
    `connect-src ${origin().replace('http', 'ws')}`,
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    'media-src blob:',
    "script-src 'self'",
    "style-src 'self'",
  ]);
});

test('a name that was bound to this machine is not this server', async () => {
  const { port } = new URL(web.url);
  const hosts = [`evil.example:${port}`, `localhost:${port}`, '127.0.0.1', `127.0.0.1:${port}`];
  const statuses = await Promise.all(hosts.map((host) => statusOf('/', { host })));
  expect(statuses).toEqual([421, 421, 421, 200]);
  const page = new Page(firstToken(), { host: `evil.example:${port}` });
  expect(await page.closed).toBe(1006);
});

test('a page of another origin is not connected, and uses no token up', async () => {
  for (const other of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
    expect(await new Page(firstToken(), { origin: other }).closed).toBe(1006);
  }
  expect(await new Page(firstToken()).welcome()).toMatchObject({ type: 'welcome' });
});

test('a token is good once, and each welcome brings the next', async () => {
  const first = new Page(firstToken());
  const { nextToken } = await first.welcome();
  first.socket.close();
  await first.closed;
  expect(await new Page(firstToken()).closed).toBe(playerPageClose.tokenRefused);
  expect(await new Page('').closed).toBe(playerPageClose.tokenRefused);
  expect(await new Page(nextToken).welcome()).toMatchObject({ type: 'welcome' });
});

test('a second page is not let in while the first is open, and keeps its token', async () => {
  const first = new Page(firstToken());
  const { nextToken } = await first.welcome();
  expect(await new Page(nextToken).closed).toBe(playerPageClose.inUse);
  first.socket.close();
  await first.closed;
  await expect
    .poll(async () => {
      const page = new Page(nextToken);
      return await Promise.race([page.closed, page.welcome().then(({ type }) => type)]);
    })
    .toBe('welcome');
});

test('what is no request ends the connection', async () => {
  for (const wrong of ['', '{', '{"id":1}', '{"id":1,"act":{"act":"format"}}', '{"more":0}']) {
    await web.close();
    web = await startWebPlayer({
      player,
      structure: readDvdStructure(split.disc.source),
      port: 0,
      clock,
      randomness: seededRandomness(wrong),
      logger: silentLogger,
      pageFolder,
    });
    const page = new Page(firstToken());
    await page.welcome();
    page.socket.send(wrong);
    expect([wrong, await page.closed]).toEqual([wrong, playerPageClose.notUnderstood]);
  }
});

test('who signs in is asked of the player, and the licence of this disc is shown', async () => {
  player.account = { member: null, isSignedIn: false };
  const page = new Page(firstToken());
  const { view } = await page.welcome();
  expect([view.account, view.licence]).toEqual([{ member: null, isSignedIn: false }, null]);
  const credentials = { member: '100001', password: 'correct horse', name: 'Kitchen' };
  expect(await page.act({ act: 'signIn', ...credentials })).toMatchObject({ refusal: null });
  expect(player.heard).toEqual([{ signIn: credentials }]);
  expect(page.view()).toMatchObject({
    disc: { code: 'K7F3-92QD', distributorId: 'LUMIERE', isVerified: true },
    account: { member: '100001', isSignedIn: true },
    licence: { titleName: 'Big Buck Bunny', showingsLeft: 9 },
  });
});

test('a refusal has its code and a sentence in both languages, and nothing of the password', async () => {
  player.account = { member: null, isSignedIn: false };
  player.refusals.activate = refusal('IDENTITY_REFUSED');
  const page = new Page(firstToken());
  await page.welcome();
  const secrets = { pin: '2468', password: 'correct horse' };
  const answer = await page.act({ act: 'activate', member: '100001', name: 'Kitchen', ...secrets });
  expect(answer).toMatchObject({
    refusal: {
      code: 'IDENTITY_REFUSED',
      sentence: {
        en: expect.stringMatching(/\w/) as string,
        fr: expect.stringMatching(/\w/) as string,
      },
    },
  });
  expect(JSON.stringify(page.messages)).not.toMatch(/2468|correct horse/);
});

test('a session that has ended asks for the password again', async () => {
  player.refusals.licences = refusal('PLAYER_SIGN_IN_AGAIN');
  const page = new Page(firstToken());
  expect((await page.welcome()).view.account.isSignedIn).toBe(true);
  await page.act({ act: 'look' });
  expect(page.view()?.account).toEqual({ member: '100001', isSignedIn: false });
});

test('a piece of the picture is sent for each that is asked for, of the run that is shown', async () => {
  const page = new Page(firstToken());
  await page.welcome();
  const watch = { act: 'watch', seconds: 0, audio: 0, subtitles: null };
  await page.act(watch);
  for (let times = 0; times < 20; times += 1) page.socket.send(JSON.stringify({ more: 7 }));
  page.socket.send(JSON.stringify({ more: 1 }));
  await page.told(() => page.pieces[1]);
  await page.act(watch);
  const kinds = () =>
    page.pieces.map((piece) => [piece.readUInt32BE(0), piece.toString('latin1', 8, 12)]);
  await page.told(() => kinds().find(([run]) => run === 2));
  expect(kinds()).toEqual([
    [1, 'ftyp'],
    [1, 'moof'],
    [2, 'ftyp'],
  ]);
});

test('a revoke ends the picture at once, and its sentence stands until the viewer goes back', async () => {
  const page = new Page(firstToken());
  await page.welcome();
  await page.act({ act: 'watch', seconds: 0, audio: 0, subtitles: null });
  await page.told(() => page.pieces[0]);
  player.revoke('LICENCE_REVOKED', '2026-11-21T15:00:00.000Z');
  clock.advance(milliseconds(1000));
  const { showing } = await page.told(() => {
    const view = page.view();
    return view?.showing.is === 'ended' ? view : undefined;
  });
  expect(showing).toMatchObject({ is: 'ended', refusal: { code: 'LICENCE_REVOKED' } });
  await expect.poll(() => player.ends).toEqual(['failed']);
  await page.act({ act: 'stop' });
  expect(page.view()?.showing).toEqual({ is: 'none' });
});

test('a page that went away keeps its showing for twenty seconds', async () => {
  const page = new Page(firstToken());
  await page.welcome();
  await page.act({ act: 'watch', seconds: 0, audio: 0, subtitles: null });
  page.socket.close();
  await page.closed;
  let passed = 0;
  await expect
    .poll(
      () => {
        clock.advance(milliseconds(1000));
        passed += 1;
        return player.ends;
      },
      { interval: 10, timeout: 20_000 },
    )
    .toEqual(['stopped']);
  expect(passed).toBeGreaterThanOrEqual(20);
});
