import { readFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDvdStructure } from '../../../../../app/disc/dvd-structure.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { type Clock, systemClock } from '../../../../../app/foundation/clock.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import type { Peer, Peers } from '../../../../../app/player/output/peer-process.ts';
import {
  type PlayerServer,
  startPlayerServer,
} from '../../../../../app/player/output/player-server.ts';
import { makeFeatureDisc } from '../../../../support/player/feature-disc.ts';
import { type SourceDevice, sourceDevice } from '../../../../support/player/source-device.ts';

const disc = await makeFeatureDisc();
const image = readFileSync(disc.image);
const vob = readFileSync(disc.vob);
/** The main stream of these tests: every byte another. */
const main = image.map((byte) => byte ^ 0xff);
/** Pauses take no time. */
const hurriedClock: Clock = {
  ...systemClock,
  after(_delay, action) {
    const handle = setImmediate(action);
    return () => clearImmediate(handle);
  },
};

let device: SourceDevice;
let server: PlayerServer;
/** Who the next connections come from. */
let peer: Peer | null;
let living: Set<number>;
/** What the system says of bytes that were not read, one answer after another; then it says nothing. */
let unread: number[];

beforeEach(async () => {
  device = sourceDevice(bufferSource(image), bufferSource(main));
  peer = ourProcess(100);
  living = new Set([100]);
  unread = [];
  const peers: Peers = {
    find: () => Promise.resolve(peer),
    isAlive: ({ pid }) => Promise.resolve(living.has(pid)),
    unread: () => Promise.resolve(unread.shift() ?? null),
  };
  server = await startPlayerServer({
    device,
    structure: readDvdStructure(bufferSource(image)),
    randomness: seededRandomness('output'),
    clock: hurriedClock,
    peers,
  });
});

afterEach(() => server.close());

function ourProcess(pid: number): Peer {
  return { uid: process.getuid?.() ?? null, process: { pid, startTime: '1' } };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The connection ended before all was there. */
  readonly isCut: boolean;
}

function ask(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
  onBytes: (count: number) => void = () => {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      const end = (isCut: boolean) =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
          isCut,
        });
      response.on('data', (bytes: Buffer) => {
        parts.push(bytes);
        onBytes(bytes.length);
      });
      response.on('end', () => end(false));
      response.on('error', () => end(true));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('the image is the master, whole, and may not be stored', async () => {
  const { status, headers, body } = await ask(server.imageUrl);
  expect(status).toBe(200);
  expect(body.equals(image)).toBe(true);
  expect(headers).toMatchObject({
    'content-type': 'application/x-iso9660-image',
    'content-length': String(image.length),
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  });
});

test('a title is its cells in order, and beside it lies the untouched main stream', async () => {
  const title = await ask(server.titleUrl(1));
  expect(title.body.equals(vob)).toBe(true);
  const untouched = await ask(server.mainUrl(1));
  expect(untouched.body.equals(vob.map((byte) => byte ^ 0xff))).toBe(true);
});

test('any part of the image is that part of the master', async () => {
  const place = fc.tuple(fc.nat(image.length - 1), fc.integer({ min: 1, max: 300_000 }));
  await fc.assert(
    fc.asyncProperty(place, async ([first, length]) => {
      const last = Math.min(first + length, image.length) - 1;
      const { status, headers, body } = await ask(server.imageUrl, {
        range: `bytes=${first}-${last}`,
      });
      expect([status, headers['content-range']]).toEqual([
        206,
        `bytes ${first}-${last}/${image.length}`,
      ]);
      expect(body.equals(image.subarray(first, last + 1))).toBe(true);
    }),
    { numRuns: 40, seed: 11 },
  );
});

test('the last bytes can be asked for, bytes behind the end cannot', async () => {
  const tail = await ask(server.titleUrl(1), { range: 'bytes=-10' });
  expect([tail.status, tail.body]).toEqual([206, vob.subarray(-10)]);
  const behind = await ask(server.titleUrl(1), { range: `bytes=${vob.length}-` });
  expect([behind.status, behind.headers['content-range']]).toEqual([416, `bytes */${vob.length}`]);
});

test('HEAD says what GET would, and reads nothing', async () => {
  const { status, headers, body } = await ask(server.titleUrl(1), { range: 'bytes=5-' }, 'HEAD');
  expect([status, headers['content-length'], body.length]).toEqual([
    206,
    String(vob.length - 5),
    0,
  ]);
  expect(device.reads).toEqual([]);
});

test('chapters come as ffmpeg writes them, and the playlist names every title', async () => {
  expect((await ask(server.chaptersUrl(1))).body.toString()).toBe(
    ';FFMETADATA1\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=4200\ntitle=1\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=4200\nEND=7800\ntitle=2\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=7800\nEND=12000\ntitle=3\n',
  );
  expect((await ask(server.url)).body.toString()).toBe(
    '#EXTM3U\n#EXTINF:12,FEATURE 1\ntitle-1.vob\n#EXTINF:2,FEATURE 2\ntitle-2.vob\n',
  );
});

test('nothing is there without the secret, and none of it under another name of this machine', async () => {
  const { port, pathname } = new URL(server.imageUrl);
  const guessed = await ask(`http://127.0.0.1:${port}/${'A'.repeat(32)}/disc.iso`);
  const rebound = await ask(server.imageUrl, { host: `evil.example:${port}` });
  const above = await ask(`http://127.0.0.1:${port}/`);
  expect([guessed.status, rebound.status, above.status]).toEqual([404, 404, 404]);
  expect(pathname).toMatch(/^\/[A-Za-z0-9_-]{32}\/disc\.iso$/);
});

test('the film cannot be written to', async () => {
  const { status, headers } = await ask(server.imageUrl, {}, 'PUT');
  expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
});

test('the first program has the film until it ends; then the next one may', async () => {
  await ask(server.chaptersUrl(1));
  peer = ourProcess(200);
  const refused = await ask(server.titleUrl(1));
  expect([refused.status, refused.body.toString()]).toEqual([
    403,
    'Another program of this machine plays the film already.\n',
  ]);
  living = new Set([200]);
  expect((await ask(server.titleUrl(1))).status).toBe(200);
  peer = ourProcess(100);
  expect((await ask(server.titleUrl(1))).status).toBe(403);
});

test('another user of the machine is refused, and so is one that the system cannot name', async () => {
  peer = { uid: 12_345, process: { pid: 300, startTime: '1' } };
  expect((await ask(server.titleUrl(1))).body.toString()).toBe(
    'Another user of this machine asked for the film.\n',
  );
  peer = null;
  expect((await ask(server.titleUrl(1))).status).toBe(403);
});

test('nothing that was sent is kept', async () => {
  const held: number[] = [];
  const read = device.read.bind(device);
  device.read = (position, length, signal) => {
    held.push(device.heldBytes());
    return read(position, length, signal);
  };
  await ask(server.titleUrl(1), { range: 'bytes=0-2000000' });
  expect(held.length).toBeGreaterThan(10);
  expect(Math.max(...held, device.heldBytes())).toBe(0);
});

test('no more is read than the player reads itself', async () => {
  let looks = 0;
  const stuck = Array.from({ length: 50 }, () => 1_000_000);
  unread = stuck;
  const read = device.read.bind(device);
  device.read = (position, length, signal) => {
    if (device.reads.length === 1) looks = 50 - stuck.length;
    return read(position, length, signal);
  };
  const { body } = await ask(server.titleUrl(1));
  expect(looks).toBe(50);
  expect(body.equals(vob)).toBe(true);
});

test('the picture waits when the device waits, and goes on', async () => {
  const release = device.hold();
  const answer = ask(server.titleUrl(1));
  while (device.reads.length === 0) await new Promise(setImmediate);
  release();
  expect((await answer).body.equals(vob)).toBe(true);
});

test('a player that leaves while the picture waits ends the read', async () => {
  device.hold();
  const ends: string[] = [];
  const read = device.read.bind(device);
  device.read = async (position, length, signal) => {
    signal.addEventListener('abort', () => {
      ends.push('ended');
    });
    return read(position, length, signal);
  };
  const asked = httpRequest(server.titleUrl(1), { agent: false });
  asked.on('error', () => {});
  asked.end();
  while (device.reads.length === 0) await new Promise(setImmediate);
  asked.destroy();
  while (ends.length === 0) await new Promise(setImmediate);
  expect(device.heldBytes()).toBe(0);
});

test('when the right ends the connection ends, and the next request says why', async () => {
  let end = () => {
    device.end(new AppError('LICENCE_REVOKED', 'The licence was revoked.', { remedy: 'retry' }));
    end = () => {};
  };
  const cut = await ask(server.titleUrl(1), {}, 'GET', () => end());
  expect([cut.status, cut.isCut]).toEqual([200, true]);
  expect(cut.body.equals(vob.subarray(0, cut.body.length))).toBe(true);
  const after = await ask(server.titleUrl(1));
  expect([after.status, after.body.toString()]).toEqual([503, 'The licence was revoked.\n']);
});

test('a connection that is stuck gives way to newer ones of the same player', async () => {
  const stuck = httpRequest(server.imageUrl, { agent: false });
  const isGone = new Promise<boolean>((resolve) => {
    stuck.on('response', (response) => {
      response.pause();
      response.on('close', () => resolve(true));
    });
    stuck.on('error', () => resolve(true));
  });
  stuck.end();
  while (device.reads.length === 0) await new Promise(setImmediate);
  device.hold();
  const others = [1, 2, 3].map(() => ask(server.titleUrl(2)).catch(() => null));
  expect(await isGone).toBe(true);
  await server.close();
  await Promise.all(others);
});
