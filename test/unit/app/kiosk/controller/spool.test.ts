import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../../../../app/foundation/clock.ts';
import { AppError, isAppError } from '../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { Spool } from '../../../../../app/kiosk/controller/spool/spool.ts';

const content = seededRandomness('stream').bytes(10_000);
const stream = {
  bytes: content.length,
  sectors: 5,
  sha256: createHash('sha256').update(content).digest('hex'),
};
const orderId = 'A'.repeat(20);

/** A clock whose pauses are over at once, as far as anybody waits for them. */
function eagerClock(): Clock {
  const clock = new ManualClock();
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(delay, action) {
      // Half a minute is how long a stream may be silent: here it never is.
      if (delay < seconds(30)) queueMicrotask(action);
      return () => {};
    },
  };
}

/** An answer with these bytes, cut off after `cut` of them if given. */
function answer(status: 200 | 206, bytes: Uint8Array, etag: string, cut?: number): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (cut === undefined) {
        controller.enqueue(bytes);
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(0, cut));
      controller.close();
    },
  });
  return new Response(body, { status, headers: { etag } });
}

let folder: string;
let asked: (readonly [number, string | null])[];
const signal = new AbortController().signal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spool-'));
  asked = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function spoolOf(answers: ((from: number) => Response)[]): Spool {
  return new Spool(
    folder,
    (_, from, validator) => {
      asked.push([from, validator]);
      const next = answers[Math.min(asked.length, answers.length) - 1];
      if (next === undefined) throw new Error('Nothing to answer.');
      return Promise.resolve(next(from));
    },
    eagerClock(),
  );
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'no error';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

test('a stream that broke is resumed where it broke, and checked whole', async () => {
  const spool = spoolOf([
    () => answer(200, content, '"one"', 4000),
    (from) => answer(206, content.subarray(from), '"one"'),
  ]);
  const seen: number[] = [];
  await spool.fetch(orderId, stream, (bytes) => seen.push(bytes), signal);
  expect(asked).toEqual([
    [0, null],
    [4000, '"one"'],
  ]);
  expect(readFileSync(spool.pathOf(orderId)).equals(content)).toBe(true);
  expect(seen).toEqual([4000, 10_000]);
});

test('a bank that has another stream by now answers whole, and it begins anew', async () => {
  const spool = spoolOf([
    () => answer(200, new Uint8Array(10_000), '"old"', 4000),
    () => answer(200, content, '"new"'),
  ]);
  await spool.fetch(orderId, stream, () => {}, signal);
  expect(readFileSync(spool.pathOf(orderId)).equals(content)).toBe(true);
});

test('a stream that is there whole is not fetched again', async () => {
  const spool = spoolOf([() => answer(200, content, '"one"')]);
  await spool.fetch(orderId, stream, () => {}, signal);
  await spool.fetch(orderId, stream, () => {}, signal);
  expect(asked).toHaveLength(1);
});

test('other bytes than those described are fetched once more, then refused, and nothing stays', async () => {
  const spool = spoolOf([() => answer(200, new Uint8Array(10_000), '"one"')]);
  expect(await codeOf(spool.fetch(orderId, stream, () => {}, signal))).toBe('SPOOL_MISMATCH');
  expect(asked).toHaveLength(2);
  expect(existsSync(spool.pathOf(orderId))).toBe(false);
});

test('more bytes than were described are refused', async () => {
  const spool = spoolOf([() => answer(200, new Uint8Array(10_001), '"one"')]);
  expect(await codeOf(spool.fetch(orderId, stream, () => {}, signal))).toBe('SPOOL_MISMATCH');
});

test('a bank that refuses is not asked again', async () => {
  const spool = new Spool(
    folder,
    () => {
      asked.push([0, null]);
      const refusal = new AppError('ORDER_UNKNOWN', 'No.', { remedy: 'reject-input' });
      return Promise.reject(refusal);
    },
    eagerClock(),
  );
  expect(await codeOf(spool.fetch(orderId, stream, () => {}, signal))).toBe('ORDER_UNKNOWN');
  expect(asked).toHaveLength(1);
});

test('streams of orders that need them no more are removed', async () => {
  const spool = spoolOf([() => answer(200, content, '"one"')]);
  await spool.fetch(orderId, stream, () => {}, signal);
  await spool.discardAllBut(new Set([orderId]));
  expect(existsSync(spool.pathOf(orderId))).toBe(true);
  await spool.discardAllBut(new Set());
  expect(existsSync(spool.pathOf(orderId))).toBe(false);
});
