import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { milliseconds, minutes, seconds } from '../../../../../app/foundation/units.ts';
import { openPlayer, type Player } from '../../../../../app/player/player.ts';
import type { SynthesisDevice } from '../../../../../app/player/ports.ts';
import { settle } from '../../../../support/drivers-time.ts';
import { type BurnedDisc, burnDisc } from '../../../../support/player/burned-disc.ts';
import {
  type ScriptedAnswer,
  startViewingBank,
  viewer,
  type ViewingBank,
} from '../../../../support/player/viewing-bank.ts';
import { VirtualTime } from '../../../../support/virtual-time.ts';

let folder: string;
let disc: BurnedDisc;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-at-home-'));
  disc = await burnDisc(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const never = new AbortController().signal;
let time: VirtualTime;
let bank: ViewingBank;
let home: string;
let player: Player;

const open = () =>
  openPlayer({
    discPath: disc.path,
    folder: home,
    bankUrl: bank.url,
    clock: time.clock,
    randomness: seededRandomness('at home'),
    logger: silentLogger,
  });

beforeEach(async () => {
  time = new VirtualTime('2026-11-21T20:00:00.000Z');
  bank = await startViewingBank(disc, time.clock);
  home = mkdtempSync(join(tmpdir(), 'diptych-player-'));
  player = await open();
});
afterEach(async () => {
  bank.script = () => 'as-usual';
  await player.close();
  await bank.close();
  time.close();
  rmSync(home, { recursive: true });
});

const signUp = () => player.activate({ ...viewer, name: 'the sofa' });
const blocks = (target: string) => target.includes('/blocks?');

function master(position: number, length: number): Buffer {
  return Buffer.from(disc.master.subarray(position, position + length));
}

/** Where a block of the film begins. */
function at(device: SynthesisDevice, block: number): number {
  const [first, second] = disc.layout.vobs;
  const start = device.head.blockStart(block);
  const inFirst = first?.length ?? 0;
  return start < inFirst ? (first?.offset ?? 0) + start : (second?.offset ?? 0) + start - inFirst;
}

describe('at home', () => {
  test('a disc is opened, an account made, and the film read bit for bit', async () => {
    expect([player.facts.isVerified, player.account.isEnrolled]).toEqual([false, false]);
    expect(() => player.disc).toThrow('Nobody has signed in');
    await signUp();
    expect([player.facts.isVerified, player.account.isEnrolled]).toEqual([true, true]);
    expect((await player.licences()).map(({ orderId }) => orderId)).toEqual([player.facts.orderId]);
    const device = await player.watch(never);
    for (let position = 0; position < device.size; position += 1 << 20) {
      const bytes = await device.read(position, 1 << 20, never);
      expect(Buffer.compare(bytes, master(position, 1 << 20))).toBe(0);
    }
    await device.close('stopped');
    expect([...bank.open]).toEqual([]);
    expect(bank.requests.at(-1)).toMatch(/^DELETE \/v1\/viewings\/w_/);
  });

  test('the next day the film begins without a password, with a new session', async () => {
    await signUp();
    await player.close();
    time.clock.advance(minutes(23 * 60));
    player = await open();
    expect(player.account).toMatchObject({ member: viewer.member, isSignedIn: true });
    const before = bank.requests.length;
    const device = await player.watch(never);
    expect(bank.requests.slice(before, before + 3)).toEqual([
      'POST /v1/viewers/sessions/renewals',
      'POST /v1/viewings/challenges',
      'POST /v1/viewings',
    ]);
    await device.close('stopped');
  });

  test('two days later it asks to sign in', async () => {
    await signUp();
    time.clock.advance(minutes(48 * 60));
    await expect(player.watch(never)).rejects.toMatchObject({ code: 'PLAYER_SIGN_IN_AGAIN' });
    await player.signIn(viewer);
    await (await player.watch(never)).close('stopped');
  });

  test('a session that the bank no longer knows is forgotten', async () => {
    await signUp();
    bank.script = (target) =>
      target.endsWith('/challenges') ? refusal(401, 'SESSION_REFUSED') : 'as-usual';
    await expect(player.watch(never)).rejects.toMatchObject({ code: 'PLAYER_SIGN_IN_AGAIN' });
    expect(player.account.isSignedIn).toBe(false);
  });

  test('an activation whose answer was lost is repeated and done', async () => {
    let isFirst = true;
    bank.script = (target) => {
      if (!target.endsWith('/activations') || !isFirst) return 'as-usual';
      isFirst = false;
      return 'hang-up';
    };
    await time.now(signUp(), seconds(10));
    await player.signIn(viewer);
    expect(player.account.isEnrolled).toBe(true);
  });

  test('a player of one member is no other’s: neither signs in on it, and the bank is asked nothing', async () => {
    await signUp();
    const before = bank.requests.length;
    const other = { member: '100002', password: 'battery staple', pin: '1357', name: 'the sofa' };
    const refused = { code: 'PLAYER_OTHER_MEMBER' };
    await expect(player.signIn(other)).rejects.toMatchObject(refused);
    await expect(player.activate(other)).rejects.toMatchObject(refused);
    expect(bank.requests.length).toBe(before);
  });

  test('a wrong password enrols nobody', async () => {
    await signUp();
    await player.close();
    rmSync(home, { recursive: true });
    player = await open();
    await expect(
      player.signIn({ member: viewer.member, password: 'something else' }),
    ).rejects.toMatchObject({ code: 'PASSWORD_REFUSED' });
    expect(player.account.isEnrolled).toBe(false);
  });
});

function refusal(status: number, code: string, more = {}): ScriptedAnswer {
  const body = JSON.stringify({ code, message: code, remedy: 'reject-input', ...more });
  return { status, headers: { 'content-type': 'application/json' }, body };
}

describe('while watching', () => {
  let device: SynthesisDevice;
  beforeEach(async () => {
    await signUp();
    device = await player.watch(never);
  });

  test('a player says twice a minute that it still plays', async () => {
    await time.pass(seconds(181));
    const renewals = bank.requests.filter((each) => each.endsWith('/renewals'));
    expect(renewals).toHaveLength(6);
  });

  test('it waits as long as the bank asks, to the millisecond', async () => {
    const asked: number[] = [];
    bank.script = (target) => {
      if (!blocks(target)) return 'as-usual';
      asked.push(time.clock.monotonic());
      return asked.length === 1
        ? { status: 429, headers: { 'retry-after-ms': '1234' }, body: '' }
        : 'as-usual';
    };
    const bytes = await time.now(device.read(at(device, 0), 4096, never), seconds(5));
    expect(Buffer.compare(bytes, master(at(device, 0), 4096))).toBe(0);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBe(1234);
  });

  test('a lost second costs nothing: broken, cut and silent answers are asked for again', async () => {
    const troubles = [
      'hang-up' as const,
      { status: 200, body: 'x'.repeat(100), cut: 50 },
      { status: 503, body: '<html>' },
      { status: 500, body: '' },
      {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: '<html>Sign in to the network',
      },
      refusal(429, 'VIEWING_AHEAD'),
    ];
    bank.script = (target) => (blocks(target) ? (troubles.shift() ?? 'as-usual') : 'as-usual');
    const bytes = await time.now(device.read(at(device, 3), 9000, never), seconds(30));
    expect(Buffer.compare(bytes, master(at(device, 3), 9000))).toBe(0);
    expect(troubles).toEqual([]);
  });

  test('half a minute of silence is said, and reading goes on when the bank is back', async () => {
    bank.script = (target) => (blocks(target) ? 'hang-up' : 'as-usual');
    const began = time.clock.monotonic();
    const read = device.read(at(device, 0), 4096, never);
    await expect(time.now(read, minutes(2))).rejects.toMatchObject({ code: 'PLAYER_NO_CONTACT' });
    const waited = time.clock.monotonic() - began;
    expect([waited >= 30_000, waited < 31_000]).toEqual([true, true]);
    bank.script = () => 'as-usual';
    const bytes = await time.now(device.read(at(device, 0), 4096, never), seconds(10));
    expect(Buffer.compare(bytes, master(at(device, 0), 4096))).toBe(0);
  });

  test('a bank that forgot the viewing gets the proof again, and the film goes on', async () => {
    await device.read(at(device, 0), 4096, never);
    bank.forgetViewings();
    const proofs = () => bank.requests.filter((each) => each === 'POST /v1/viewings').length;
    const read = device.read(at(device, 22), 4096, never);
    await time.until(() => proofs() === 2, seconds(10));
    const bytes = await read;
    expect(Buffer.compare(bytes, master(at(device, 22), 4096))).toBe(0);
    expect(bank.open.size).toBe(1);
    await device.close('stopped');
    expect(bank.open.size).toBe(0);
  });

  test('fewer blocks than were asked for are taken, and the others asked for', async () => {
    bank.most = 1;
    const bytes = await time.now(device.read(at(device, 5), 600_000, never), seconds(10));
    expect(Buffer.compare(bytes, master(at(device, 5), 600_000))).toBe(0);
  });

  test.each(['LICENCE_REVOKED', 'LICENCE_EXPIRED', 'SHOWINGS_USED', 'TOO_MANY_PLAYERS'])(
    '%s ends the showing with its date, and nothing is asked for any more',
    async (code) => {
      const date = '2026-11-21T20:00:00.000Z';
      bank.script = (target) => (blocks(target) ? refusal(403, code, { date }) : 'as-usual');
      const read = device.read(at(device, 0), 4096, never);
      await expect(time.now(read, seconds(5))).rejects.toMatchObject({ code, context: { date } });
      expect(device.state()).toEqual({ at: 'ended', code, message: code, date });
      const asked = bank.requests.length;
      await expect(device.read(at(device, 9), 4096, never)).rejects.toMatchObject({ code });
      expect(bank.requests.length).toBe(asked);
    },
  );

  test('a refusal at a renewal ends a showing that stands still', async () => {
    await device.read(at(device, 0), 4096, never);
    bank.script = (target) =>
      target.endsWith('/renewals') ? refusal(403, 'LICENCE_REVOKED') : 'as-usual';
    await time.until(() => device.state().at === 'ended', minutes(1));
    expect(device.state()).toMatchObject({ code: 'LICENCE_REVOKED' });
  });

  test('a renewal that is lost is repeated soon', async () => {
    let lost = 0;
    bank.script = (target) => {
      if (!target.endsWith('/renewals') || lost === 3) return 'as-usual';
      lost += 1;
      return 'hang-up';
    };
    await time.pass(seconds(35));
    const renewals = bank.requests.filter((each) => each.endsWith('/renewals'));
    expect(renewals).toHaveLength(4);
    expect(device.state().at).not.toBe('ended');
  });

  test('any answer to a request of blocks gives an error of ours, and never other bytes', async () => {
    const anAnswer: fc.Arbitrary<ScriptedAnswer> = fc.record({
      status: fc.constantFrom(200, 200, 200, 204, 301, 304, 400, 403, 418, 429, 500),
      headers: fc.constantFrom<Record<string, string>>(
        {},
        { 'content-type': 'application/json' },
        { 'retry-after-ms': '-5' },
        { 'content-encoding': 'br' },
        { location: 'http://127.0.0.1:9/' },
      ),
      body: fc.uint8Array({ maxLength: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(anAnswer, async (answer) => {
        bank.script = (target) => (blocks(target) ? answer : 'as-usual');
        const supply = await player.watch(never);
        const read = supply.read(at(device, 2), 4096, never);
        await expect(time.now(read, minutes(2))).rejects.toBeInstanceOf(AppError);
        await supply.close('failed');
      }),
      { seed: 5, numRuns: 15 },
    );
  });

  test('blocks other than those that were asked for are refused', async () => {
    bank.shift = 1;
    const read = device.read(at(device, 2), 4096, never);
    await expect(time.now(read, minutes(2))).rejects.toMatchObject({ code: 'BANK_BAD_REPLY' });
  });

  test('an answer without an end is cut off', async () => {
    bank.script = (target) =>
      blocks(target) ? { status: 200, body: new Uint8Array(5 << 20) } : 'as-usual';
    const read = device.read(at(device, 2), 4096, never);
    await expect(time.now(read, minutes(2))).rejects.toMatchObject({ code: 'BANK_BAD_REPLY' });
  });

  test('closing gives up what is asked for, and tells the bank', async () => {
    bank.script = (target) => (blocks(target) ? 'hang' : 'as-usual');
    const read = device.read(at(device, 0), 4096, never);
    const refused = read.catch((error: unknown) => error);
    await settle();
    await player.close();
    expect(await refused).toMatchObject({ code: 'PLAYER_CLOSED' });
    expect(bank.open.size).toBe(0);
  });

  test('a bank that does not hear the end is not waited for long', async () => {
    bank.script = (target) => (target.startsWith('DELETE') ? 'hang' : 'as-usual');
    const began = time.clock.monotonic();
    await time.now(device.close('stopped'), seconds(10));
    expect(time.clock.monotonic() - began).toBe(milliseconds(3000));
  });
});
