import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import type { PlayerDisc, PlayerState, SynthesisDevice } from '../../../../../app/player/ports.ts';
import { RING_BYTES } from '../../../../../app/player/synthesis/complement-ring.ts';
import {
  MOST_BYTES_A_READ,
  openSynthesisDevice,
} from '../../../../../app/player/synthesis/synthesis-device.ts';
import { settle } from '../../../../support/drivers-time.ts';
import { type FakeSupply, fakeSupply } from '../../../../support/player/fake-supply.ts';
import { type BurnedDisc, burnDisc } from '../../../../support/player/burned-disc.ts';

let folder: string;
let split: BurnedDisc;
let disc: PlayerDisc;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-device-'));
  split = await burnDisc(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  disc = split.open();
});
afterEach(() => disc.close());

const never = new AbortController().signal;

function open(aheadSeconds?: number, supply: FakeSupply = fakeSupply(split.order)) {
  const clock = new ManualClock('2026-11-21T20:00:00.000Z');
  const request = { disc, supply, clock };
  const device = openSynthesisDevice(
    aheadSeconds === undefined ? request : { ...request, aheadSeconds },
  );
  const states: PlayerState[] = [];
  device.onState((state) => states.push(state));
  return { clock, supply, device, states };
}

/** Where a byte of the film lies in the image. */
function imagePosition(vobPosition: number): number {
  let left = vobPosition;
  for (const extent of split.layout.vobs) {
    if (left < extent.length) return extent.offset + left;
    left -= extent.length;
  }
  throw new Error('Behind the film.');
}

test('reads the whole master, bit for bit, and holds nothing of the complement afterwards', async () => {
  const { device, supply } = open();
  const whole: Uint8Array[] = [];
  for (let at = 0; at < device.size; at += 300_000) {
    whole.push(await device.read(at, 300_000, never));
  }
  expect(Buffer.compare(Buffer.concat(whole), split.master)).toBe(0);
  expect(Buffer.compare(split.main, split.master)).not.toBe(0);
  await device.close('stopped');
  expect([supply.held(), supply.ends]).toEqual([0, ['stopped']]);
});

test('any reads and seeks, one by one or at once, give the master’s bytes', async () => {
  const aRead = fc.record({
    position: fc.nat(split.master.length + 5000),
    length: fc.nat(700_000),
    isLone: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(aRead, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(0.5, 3, 10, 60),
      async (reads, aheadSeconds) => {
        const { device, supply } = open(aheadSeconds);
        const running: Promise<boolean>[] = [];
        for (const { position, length, isLone } of reads) {
          const right = device.read(position, length, never).then((bytes) => {
            const wanted = split.master.subarray(position, position + length);
            return Buffer.compare(bytes, wanted) === 0;
          });
          running.push(right);
          if (isLone) await right;
        }
        expect(new Set(await Promise.all(running))).toEqual(new Set([true]));
        await device.close('stopped');
        expect(supply.held()).toBe(0);
      },
    ),
    { seed: 7, numRuns: 25 },
  );
});

/** Reads a little of each of some blocks, one after another, as a player does. */
async function readBlocks(device: SynthesisDevice, first: number, last: number): Promise<void> {
  for (let block = first; block <= last; block++) {
    await device.read(imagePosition(device.head.blockStart(block)), 2048, never);
    await settle();
  }
}

describe('the look-ahead', () => {
  test('asks at first for what is read and no more, then for as much as was read, until it holds all it may', async () => {
    const { device, supply } = open(3);
    const { head } = device;
    const secondsOf = (first: number, end: number) =>
      Array.from({ length: end - first }, (_, index) => head.ticks(first + index) / 90_000).reduce(
        (sum, each) => sum + each,
        0,
      );
    await readBlocks(device, 0, 0);
    expect(supply.asked).toEqual(['0+1']);
    await readBlocks(device, 1, 4);
    const [few, read] = [secondsOf(4, supply.given.length), secondsOf(0, 4)];
    expect([few > read / 2, few <= read + 0.6]).toEqual([true, true]);
    await readBlocks(device, 5, 10);
    const ahead = secondsOf(10, supply.given.length);
    expect([ahead >= 3, secondsOf(10, supply.given.length - 1) < 3]).toEqual([true, true]);
  });

  test('leaves two thirds of what a bank would give at once for seeks, and takes what comes back with time', async () => {
    const paced = Object.assign(fakeSupply(split.order), { lookAheadSeconds: 6 });
    const { clock, device, supply } = open(20, paced);
    const { head } = device;
    await readBlocks(device, 0, 6);
    const spent = supply.given.length;
    // All of it is spent but for what is left for seeks: nothing is asked for that nobody reads.
    expect(spent).toBeLessThanOrEqual(10);
    clock.advance(seconds(6));
    await readBlocks(device, 7, 7);
    const ahead = Array.from({ length: supply.given.length - 7 }, (_, at) => head.ticks(7 + at));
    const sum = ahead.reduce((total, each) => total + each, 0) / 90_000;
    expect(supply.given.length).toBeGreaterThan(spent);
    expect(sum).toBeLessThanOrEqual(3);
  });

  test('a player that looks at the end of a film and comes back is given nothing twice', async () => {
    const { device, supply } = open();
    for (const block of [0, 23, 0]) await readBlocks(device, block, block);
    expect(supply.asked).toEqual(['0+1', '23+1']);
  });

  test('of places that were left few blocks are held, and none longer than ten seconds', async () => {
    const { clock, device, supply } = open();
    const jumps = [0, 1, 2].flatMap((begin) =>
      Array.from({ length: 8 }, (_, at) => begin + 3 * at),
    );
    for (const block of jumps) await readBlocks(device, block, block);
    const held = supply.held();
    expect([held > 18, held <= 21]).toEqual([true, true]);
    clock.advance(seconds(10));
    // The one that is read, and what is a little behind it.
    expect(supply.held()).toBeLessThanOrEqual(3);
  });

  test('is never more than 20 s, whatever is asked for', async () => {
    const { supply } = open();
    const slow = { ...supply.head, blocks: 100, ticks: () => 90_000 };
    const { lastAhead } = await import('../../../../../app/player/synthesis/window.ts');
    expect(lastAhead(slow, 5, 5, 20)).toBe(24);
    const { device, supply: asked } = open(1000);
    await device.read(imagePosition(0), 2048, never);
    await settle();
    expect(device.state()).toMatchObject({ at: 'playing' });
    expect(asked.given.length).toBeLessThanOrEqual(device.head.blocks);
  });

  test('holds blocks from a little behind the reader to the end of the look-ahead; all others are zeros', async () => {
    const { device, supply } = open(2);
    const { head } = device;
    const block = 12;
    for (let number = 0; number <= block; number++) {
      await device.read(imagePosition(head.blockStart(number)), 2048, never);
      await settle();
    }
    const held = supply.given.flatMap((payload, number) =>
      payload.some((byte) => byte !== 0) ? [number] : [],
    );
    expect(held[0]).toBe(block - 2);
    expect(held.length).toBeLessThanOrEqual(3 + 5);
  });

  test('a seek asks for the new place at once, gives the old request up, and zeroises what is not near', async () => {
    const { clock, device, supply } = open(2);
    await readBlocks(device, 0, 2);
    const before = supply.given.length;
    const answer = supply.hold();
    await readBlocks(device, 3, 3);
    const ahead = supply.asked.at(-1);
    const place = device.head.blockStart(15);
    const read = device.read(imagePosition(place), 2048, never);
    await settle();
    expect([ahead?.startsWith(`${before}+`), supply.asked.at(-1)]).toEqual([true, '15+1']);
    clock.advance(seconds(10));
    expect(supply.held()).toBe(0);
    answer();
    await read;
  });

  test('a request whose reader has gone is abandoned, and what it brings late is zeroised', async () => {
    const { clock, device, supply } = open(2);
    const answer = supply.hold();
    const gone = new AbortController();
    const read = device.read(imagePosition(0), 2048, gone.signal);
    await settle();
    gone.abort(new Error('gone'));
    await expect(read).rejects.toThrow('gone');
    answer();
    await settle();
    const elsewhere = imagePosition(device.head.blockStart(14));
    await device.read(elsewhere, 2048, never);
    await settle();
    clock.advance(seconds(10));
    expect(supply.given[0]?.every((byte) => byte === 0)).toBe(true);
    await device.close('stopped');
    expect(supply.held()).toBe(0);
  });
});

test('what is neither film nor map needs no complement, also while film is waited for', async () => {
  const { device, supply } = open();
  supply.hold();
  const film = device.read(imagePosition(0), 2048, never);
  const information = split.layout.ifo;
  const bytes = await device.read(information?.offset ?? 0, information?.length ?? 0, never);
  const { offset = 0, length = 0 } = information ?? {};
  expect(Buffer.compare(bytes, split.master.subarray(offset, offset + length))).toBe(0);
  await device.close('stopped');
  await expect(film).rejects.toMatchObject({ code: 'PLAYER_CLOSED' });
});

describe('while the complement is late', () => {
  const noContact = new AppError('PLAYER_NO_CONTACT', 'No contact.', { remedy: 'retry' });

  test('a read waits, is told of after a second, and goes on as if nothing had been', async () => {
    const { clock, device, states, supply } = open();
    const answer = supply.hold();
    const read = device.read(imagePosition(0), 4096, never);
    await settle();
    clock.advance(seconds(5));
    expect(states).toEqual([{ at: 'waiting', since: Date.parse('2026-11-21T20:00:00.000Z') }]);
    answer();
    const bytes = await read;
    const at = imagePosition(0);
    expect(Buffer.compare(bytes, split.master.subarray(at, at + 4096))).toBe(0);
    expect(device.state()).toMatchObject({ at: 'playing' });
  });

  test('a wait of less than a second is no news', async () => {
    const { clock, device, states, supply } = open();
    const answer = supply.hold();
    const read = device.read(imagePosition(0), 4096, never);
    await settle();
    clock.advance(seconds(0.9));
    answer();
    await read;
    clock.advance(seconds(5));
    expect(states.map(({ at }) => at)).not.toContain('waiting');
  });

  test('half a minute without contact is told, and the next read goes on when contact is back', async () => {
    const { clock, device, states, supply } = open();
    const fails = supply.hold();
    const read = device.read(imagePosition(0), 4096, never);
    await settle();
    clock.advance(seconds(30));
    supply.fail(noContact);
    fails();
    await expect(read).rejects.toBe(noContact);
    expect(states.at(-1)).toEqual({
      at: 'ended',
      code: 'PLAYER_NO_CONTACT',
      message: 'No contact.',
      date: null,
    });
    supply.fail(null);
    expect(await device.read(imagePosition(0), 4096, never)).toHaveLength(4096);
    expect(device.state()).toMatchObject({ at: 'playing' });
  });

  test('whoever began to wait when contact was long gone still has half a minute', async () => {
    const { clock, device, supply } = open(2);
    await readBlocks(device, 0, 2);
    const missing = supply.given.length;
    const fails = supply.hold();
    await readBlocks(device, 3, 3);
    clock.advance(seconds(20));
    const place = imagePosition(device.head.blockStart(missing));
    const read = device.read(place, 2048, never);
    let isTold = false;
    read.catch(() => {
      isTold = true;
    });
    await settle();
    clock.advance(seconds(10));
    supply.fail(noContact);
    fails();
    supply.hold();
    await settle();
    expect(isTold).toBe(false);
    clock.advance(seconds(31));
    await expect(read).rejects.toMatchObject({ code: 'PLAYER_NO_CONTACT' });
  });

  test('nobody is told while nobody waits', async () => {
    const { device, states, supply } = open(2);
    await readBlocks(device, 0, 2);
    const asked = supply.asked.length;
    supply.fail(noContact);
    await readBlocks(device, 3, 3);
    expect(supply.asked.length).toBeGreaterThan(asked);
    expect(states.map(({ at }) => at)).not.toContain('ended');
  });
});

describe('a refusal', () => {
  const revoked = new AppError('LICENCE_REVOKED', 'Revoked.', {
    remedy: 'retry',
    context: { date: '2026-11-21T20:05:00.000Z' },
  });

  test('ends the showing with its code and date, and nothing is held any more', async () => {
    const { device, states, supply } = open();
    await device.read(imagePosition(0), 4096, never);
    await settle();
    supply.fail(revoked);
    const read = device.read(imagePosition(device.head.blockStart(23)), 4096, never);
    await expect(read).rejects.toBe(revoked);
    expect(states.at(-1)).toEqual({
      at: 'ended',
      code: 'LICENCE_REVOKED',
      message: 'Revoked.',
      date: '2026-11-21T20:05:00.000Z',
    });
    expect(supply.held()).toBe(0);
    supply.fail(null);
    await expect(device.read(imagePosition(0), 4096, never)).rejects.toBe(revoked);
    expect(supply.held()).toBe(0);
  });

  test('reaches the ring also while nobody reads', async () => {
    const { device, states, supply } = open();
    await device.read(imagePosition(0), 4096, never);
    await settle();
    expect(supply.held()).toBeGreaterThan(0);
    supply.revoke(revoked);
    expect(supply.held()).toBe(0);
    expect(states.at(-1)).toMatchObject({ at: 'ended', code: 'LICENCE_REVOKED' });
  });
});

describe('a damaged disc', () => {
  test('is noticed at the block, with its byte, and the reader may go on elsewhere', async () => {
    const damagedAt = imagePosition(0) + 30_000;
    const { source } = disc;
    disc = {
      ...disc,
      source: {
        size: source.size,
        read(position, into) {
          const count = source.read(position, into);
          const at = damagedAt - position;
          if (at >= 0 && at < count) into[at] = (into[at] ?? 0) ^ 0x10;
          return count;
        },
      },
    };
    const { device } = open();
    await expect(device.read(imagePosition(0), 4096, never)).rejects.toMatchObject({
      code: 'SPLIT_DISC_DAMAGED',
      context: { block: 0, byte: imagePosition(0) },
    });
    const at = imagePosition(device.head.blockStart(1));
    const bytes = await device.read(at, 4096, never);
    expect(Buffer.compare(bytes, split.master.subarray(at, at + 4096))).toBe(0);
  });

  test('outside its film is refused before anything is shown', () => {
    const { source } = disc;
    const at = (split.layout.ifo?.offset ?? 0) + 0x100;
    disc = {
      ...disc,
      source: {
        size: source.size,
        read(position, into) {
          const count = source.read(position, into);
          if (at >= position && at < position + count) into[at - position] = 0xee;
          return count;
        },
      },
    };
    expect(() => open()).toThrow('The disc is damaged outside of its film.');
  });
});

test('the complement of another order is refused', () => {
  const supply = fakeSupply(split.order);
  const identity = { ...supply.head.identity, orderId: 'ZZZZZZZZZZZZZZZZZZZZ' };
  const other = Object.assign(supply, { head: { ...supply.head, identity } });
  expect(() => open(10, other)).toThrow('The complement belongs to another disc');
});

test('any payloads from a supply give the master’s bytes or an error of ours, and none is kept', async () => {
  const anAnswer = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(anAnswer, async (payloads) => {
      const { device, supply } = open();
      supply.alter = () => payloads.map((each) => Uint8Array.from(each));
      await expect(device.read(imagePosition(0), 4096, never)).rejects.toBeInstanceOf(AppError);
      await device.close('failed');
      expect(supply.held()).toBe(0);
    }),
    { seed: 3, numRuns: 60 },
  );
});

test('one bit wrong in a payload is damage, and never a wrong picture', async () => {
  const { device, supply } = open();
  supply.alter = (payloads) => {
    const [first] = payloads;
    if (first !== undefined) first[first.length - 1] = (first.at(-1) ?? 0) ^ 0x80;
    return payloads;
  };
  await expect(device.read(imagePosition(0), 4096, never)).rejects.toMatchObject({
    code: 'SPLIT_DISC_DAMAGED',
  });
});

test('blocks far larger than any film’s do not make the ring grow', async () => {
  const { device, supply } = open(20);
  const padding = 1 << 20;
  supply.alter = (payloads) =>
    payloads.map((each) => {
      const larger = new Uint8Array(each.length + padding);
      larger.set(each);
      larger.fill(1, each.length);
      return larger;
    });
  await device.read(imagePosition(0), 2048, never).catch(() => {});
  await settle();
  expect(supply.heldBytes()).toBeLessThanOrEqual(RING_BYTES + 4 * (padding + 10_000));
});

test('a read that is too long, or outside of everything, is refused; one behind the end is empty', async () => {
  const { device } = open();
  for (const [position, length] of [
    [-1, 10],
    [0.5, 10],
    [0, MOST_BYTES_A_READ + 1],
    [0, -1],
  ] as const) {
    await expect(device.read(position, length, never)).rejects.toMatchObject({
      code: 'PLAYER_READ_OUTSIDE',
    });
  }
  expect(await device.read(device.size + 10, 100, never)).toHaveLength(0);
});

test('after it is closed nothing is read, and closing again does nothing more', async () => {
  const { device, states, supply } = open();
  await device.read(imagePosition(0), 4096, never);
  await device.close('stopped');
  await expect(device.read(0, 10, never)).rejects.toMatchObject({ code: 'PLAYER_CLOSED' });
  expect(states.at(-1)).toEqual({ at: 'closed' });
  expect(supply.held()).toBe(0);
});
