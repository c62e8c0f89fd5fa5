import { afterEach, describe, expect, test } from 'vitest';
import { BlockService } from '../../../../../app/bank/viewing/block-service.ts';
import { HEAD_FRAME, openFrames } from '../../../../../app/delivery/online/sealed-frames.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import {
  BLOCK_TICKS,
  FakeComplements,
  FakeViewings,
  headOf,
  payloadOf,
  sessionKeyOf,
} from '../../../../support/bank/fake-viewings.ts';

const VIEWING = 'w_viewing-one';
const ORDER = `order of ${VIEWING}`;
const TOKEN = `token of ${VIEWING}`;
/** An hour. */
const BLOCKS = 7200;
/** 5 % of it, in blocks: sooner than five minutes. */
const COUNTS_AFTER = BLOCKS / 20;

const open: BlockService[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((service) => service.close()));
});

function bank({ blocks = BLOCKS, processes = 1 } = {}) {
  const clock = new ManualClock();
  const viewings = new FakeViewings();
  const complements = new FakeComplements(blocks);
  const services = Array.from(
    { length: processes },
    () => new BlockService({ admission: viewings, complements, clock, logger: silentLogger }),
  );
  open.push(...services);
  const [service = fail(), other = service] = services;
  const ask = async (first: number, count: number, from = service) => {
    const answer = await from.blocks(VIEWING, TOKEN, { first, count });
    if (answer.is === 'too-early') return answer.retryAfterMs;
    return openFrames(sessionKeyOf(VIEWING), VIEWING, answer.bytes).map(({ number, payload }) => {
      expect(payload).toEqual(payloadOf(ORDER, number));
      return number;
    });
  };
  /** Watches on, in real time, and takes what there is each eight seconds. */
  const watch = async (first: number, count: number, from = service) => {
    for (let block = first; block < first + count;) {
      const given = await ask(block, Math.min(16, first + count - block), from);
      if (typeof given === 'number') clock.advance(seconds(8));
      else block += given.length;
    }
  };
  return { clock, viewings, complements, service, other, ask, watch };
}

describe('the complement service', () => {
  test('gives the head and the blocks of the order, sealed to the viewing', async () => {
    const { ask, service } = bank();
    const head = openFrames(sessionKeyOf(VIEWING), VIEWING, await service.head(VIEWING, TOKEN));
    expect(head).toEqual([{ number: HEAD_FRAME, payload: headOf(ORDER) }]);
    expect(await ask(100, 3)).toEqual([100, 101, 102]);
  });

  test('gives what there is to the end of the film, and refuses what is behind it', async () => {
    const { ask } = bank({ blocks: 5 });
    expect(await ask(3, 32)).toEqual([3, 4]);
    await expect(ask(5, 1)).rejects.toMatchObject({ code: 'BLOCK_UNKNOWN' });
  });

  test('asks before each request whether this viewing may go on', async () => {
    const { ask, service, viewings } = bank();
    await ask(0, 1);
    const before = viewings.admissions;
    await ask(1, 1);
    await service.head(VIEWING, TOKEN);
    expect(viewings.admissions - before).toBe(2);
    await expect(service.head(VIEWING, 'another')).rejects.toMatchObject({
      code: 'VIEWING_TOKEN_REFUSED',
    });
    await expect(service.blocks(VIEWING, 'another', { first: 0, count: 1 })).rejects.toMatchObject({
      code: 'VIEWING_TOKEN_REFUSED',
    });
  });

  test('gives 20 seconds ahead of the clock, then as much as the pace allows, and says when to come back', async () => {
    const { ask, clock } = bank();
    expect(await ask(0, 32)).toHaveLength(32);
    expect(await ask(32, 32)).toHaveLength(8);
    expect(await ask(40, 32)).toBe(500);
    clock.advance(seconds(2));
    expect(await ask(40, 32)).toEqual([40, 41, 42, 43]);
  });

  test('takes the same pace for a block that was given before', async () => {
    const { ask } = bank();
    await ask(0, 32);
    await ask(0, 8);
    expect(await ask(0, 1)).toBe(500);
  });

  test('takes the pace of the viewing before from one that follows it, also after that has ended', async () => {
    const { ask, clock, service, viewings } = bank();
    viewings.showingId = VIEWING;
    await ask(0, 32);
    await ask(32, 8);
    const next = () =>
      service.blocks('w_viewing-two', 'token of w_viewing-two', { first: 0, count: 32 });
    expect(await next()).toEqual({ is: 'too-early', retryAfterMs: 500 });
    await service.end(VIEWING);
    expect(await next()).toEqual({ is: 'too-early', retryAfterMs: 500 });
    await pass(clock, 19);
    const late = await ask(0, 32);
    expect([late, await ask(0, 32)]).toMatchObject([{ length: 32 }, { length: 6 }]);
  });

  test('has a pace for each viewing', async () => {
    const { ask, service } = bank();
    await ask(0, 32);
    await ask(0, 8);
    const other = await service.blocks('w_viewing-two', 'token of w_viewing-two', {
      first: 0,
      count: 32,
    });
    expect(other.is).toBe('frames');
  });

  test('computes a long answer in slices, so that others have their turn', async () => {
    const { ask, complements } = bank();
    const turns: number[] = [];
    complements.onBlock = (number) => {
      if (number === 0) setImmediate(() => turns.push(number));
      turns.push(number);
    };
    await ask(0, 32);
    expect(turns.lastIndexOf(0)).toBe(16);
  });
});

describe('a right that ends', () => {
  test('between two requests: the next gets nothing', async () => {
    const { ask, complements, service, viewings } = bank();
    await ask(0, 4);
    viewings.revoke();
    complements.onBlock = () => fail();
    await expect(ask(4, 4)).rejects.toMatchObject({
      code: 'LICENCE_REVOKED',
      context: { date: '2026-01-01T12:00:00.000Z' },
    });
    await expect(service.head(VIEWING, TOKEN)).rejects.toMatchObject({ code: 'LICENCE_REVOKED' });
  });

  test('while an answer is computed: nothing of it goes out', async () => {
    const { ask, complements, viewings } = bank();
    await ask(100, 1);
    complements.onBlock = (number) => {
      if (number === 5) setImmediate(() => viewings.revoke());
    };
    await expect(ask(0, 32)).rejects.toMatchObject({ code: 'LICENCE_REVOKED' });
  });

  test('while it is written down that a showing has begun: nothing goes out', async () => {
    const { ask, viewings } = bank();
    const record = viewings.recordDelivery.bind(viewings);
    viewings.recordDelivery = async (...report) => {
      await record(...report);
      viewings.revoke();
    };
    await expect(ask(0, 4)).rejects.toMatchObject({ code: 'LICENCE_REVOKED' });
  });
});

describe('delivered time', () => {
  test('is recorded before the first block goes out, so that a showing has begun', async () => {
    const { ask, viewings } = bank();
    viewings.failure = new Error('the disk is full');
    await expect(ask(0, 2)).rejects.toThrow('the disk is full');
    viewings.failure = null;
    await ask(0, 2);
    expect(viewings.reports).toEqual([[VIEWING, 2 * BLOCK_TICKS, BLOCKS * BLOCK_TICKS]]);
  });

  test('is recorded before the block goes out that makes a showing count', async () => {
    const { ask, clock, viewings, watch } = bank();
    await watch(0, COUNTS_AFTER);
    clock.advance(seconds(20));
    expect(viewings.reports.at(-1)?.[1]).toBeLessThanOrEqual(COUNTS_AFTER * BLOCK_TICKS);
    viewings.failure = new Error('the disk is full');
    await expect(ask(COUNTS_AFTER, 1)).rejects.toThrow('the disk is full');
    viewings.failure = null;
    await ask(COUNTS_AFTER, 1);
    expect(viewings.reports.at(-1)?.[1]).toBe((COUNTS_AFTER + 1) * BLOCK_TICKS);
  });

  test('counts each block once, however often it is given', async () => {
    const { ask, clock, viewings } = bank();
    for (let round = 0; round < 50; round++) {
      await ask(0, 16);
      clock.advance(seconds(8));
      await turn();
    }
    expect(Math.max(...viewings.reports.map(([, ticks]) => ticks))).toBe(16 * BLOCK_TICKS);
  });

  test('counts a block once for its showing, whichever of its viewings gets it, one after the other', async () => {
    const { ask, clock, service, viewings } = bank();
    viewings.showingId = VIEWING;
    await ask(0, 16);
    await service.end(VIEWING);
    clock.advance(seconds(20));
    const next = 'w_viewing-two';
    const askNext = (first: number, count: number) =>
      service.blocks(next, `token of ${next}`, { first, count });
    expect((await askNext(0, 16)).is).toBe('frames');
    await service.flush(next);
    expect(viewings.reports.map(([who]) => who)).toEqual([VIEWING]);
    await askNext(10, 8);
    expect(viewings.reports.at(-1)).toEqual([next, 2 * BLOCK_TICKS, BLOCKS * BLOCK_TICKS]);
  });

  test('is otherwise recorded every minute and a half, for renewals record it too', async () => {
    const { ask, clock, viewings } = bank();
    const watchOn = async (first: number, blocks: number) => {
      const before = viewings.reports.length;
      for (let block = first; block < first + blocks; block += 8) {
        expect(await ask(block, 8)).toHaveLength(8);
        await pass(clock, 4);
      }
      return viewings.reports.length - before;
    };
    // Two minutes: the begin, then the first request after ninety seconds.
    expect(await watchOn(0, 240)).toBe(1 + 1);
    expect(await watchOn(240, COUNTS_AFTER)).toBeGreaterThan(0);
    // Ten minutes: every 92 seconds, for it asks every four.
    expect(await watchOn(240 + COUNTS_AFTER, 1200)).toBe(6);
  });

  test('is recorded a little later of a player that falls silent', async () => {
    const { ask, clock, viewings } = bank();
    await ask(0, 8);
    await ask(8, 8);
    await pass(clock, 14);
    expect(viewings.reports.at(-1)?.[1]).toBe(8 * BLOCK_TICKS);
    await pass(clock, 1);
    expect(viewings.reports.at(-1)?.[1]).toBe(16 * BLOCK_TICKS);
  });

  test('is recorded when the player says goodbye, and when the bank closes', async () => {
    const { ask, service, viewings } = bank();
    await ask(0, 2);
    await ask(2, 2);
    await service.flush(VIEWING);
    expect(viewings.reports.at(-1)?.[1]).toBe(4 * BLOCK_TICKS);
    await ask(4, 2);
    await service.end(VIEWING);
    expect(viewings.reports.at(-1)?.[1]).toBe(6 * BLOCK_TICKS);
    await ask(6, 2);
    await service.close();
    expect(viewings.reports.at(-1)?.[1]).toBe(8 * BLOCK_TICKS);
  });

  test('that could not be recorded is recorded later', async () => {
    const { ask, clock, viewings } = bank();
    await ask(0, 2);
    await ask(2, 2);
    viewings.failure = new Error('the disk is full');
    await pass(clock, 20);
    viewings.failure = null;
    await pass(clock, 20);
    expect(viewings.reports.at(-1)?.[1]).toBe(4 * BLOCK_TICKS);
  });

  test('goes on where it stood after the process has forgotten the viewing', async () => {
    const { ask, clock, viewings, watch } = bank();
    await watch(0, 100);
    await pass(clock, 20 * 60);
    await ask(100, 2);
    await pass(clock, 15);
    expect(viewings.reports.at(-1)?.[1]).toBe(102 * BLOCK_TICKS);
  });
});

describe('two processes on one database', () => {
  test('serve alternate ranges of one viewing, and count them together', async () => {
    const { ask, clock, other, service, viewings } = bank({ processes: 2 });
    for (let range = 0; range < 60; range++) {
      const from = range % 2 === 0 ? service : other;
      expect(await ask(range * 8, 8, from)).toHaveLength(8);
      await pass(clock, 4);
    }
    // But for the last minute of a showing that counts, which the other process did not hear of.
    const ticks = viewings.reports.at(-1)?.[1] ?? 0;
    expect(ticks).toBeLessThanOrEqual(480 * BLOCK_TICKS);
    expect(ticks).toBeGreaterThanOrEqual(360 * BLOCK_TICKS);
  });
});

test('closes every complement when the bank closes', async () => {
  const { ask, complements, service } = bank();
  await ask(0, 1);
  expect(complements.open).toBe(1);
  await service.close();
  await turn();
  expect(complements.open).toBe(0);
});

test('a frame of one viewing does not open in another, and no answer holds a payload as it is', async () => {
  const { service } = bank();
  const answer = await service.blocks(VIEWING, TOKEN, { first: 0, count: 8 });
  if (answer.is !== 'frames') fail();
  for (const key of [sessionKeyOf(VIEWING), sessionKeyOf('w_viewing-two')]) {
    expect(() => openFrames(key, 'w_viewing-two', answer.bytes)).toThrow(
      'A part of the film did not come as the bank sealed it.',
    );
  }
  const sent = Buffer.from(answer.bytes);
  for (let number = 0; number < 8; number++) {
    expect(sent.includes(Buffer.from(payloadOf(ORDER, number).subarray(0, 8)))).toBe(false);
  }
});

/** Lets time pass second by second, and everybody have their turn in between. */
async function pass(clock: ManualClock, howMany: number): Promise<void> {
  for (let second = 0; second < howMany; second++) {
    clock.advance(seconds(1));
    await turn();
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function fail(): never {
  throw new Error('This was not to happen.');
}
