import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError } from '../../../../../app/foundation/errors.ts';
import { silentLogger } from '../../../../../app/foundation/logger.ts';
import { hours, minutes, seconds, type Milliseconds } from '../../../../../app/foundation/units.ts';
import type { Spool } from '../../../../../app/kiosk/controller/spool/spool.ts';
import { LiveProgress } from '../../../../../app/kiosk/controller/workflow/live-progress.ts';
import { StreamFetching } from '../../../../../app/kiosk/controller/workflow/stream-fetching.ts';
import {
  kioskParts,
  partsOrderId,
  partsStream,
  type KioskParts,
} from '../../../../support/kiosk-parts.ts';

let parts: KioskParts;
let fetching: StreamFetching;
let isReachable: boolean;
let listeners: Set<() => void>;
let asked: number;
/** What the bank answers; null: nothing. */
let refusal: AppError | null;

const away = () => new AppError('BANK_UNREACHABLE', 'Nobody answers.', { remedy: 'retry' });

beforeEach(() => {
  parts = kioskParts();
  parts.place();
  parts.desk.happen(partsOrderId, { is: 'registered' });
  isReachable = false;
  listeners = new Set();
  asked = 0;
  refusal = away();
  const { clock, desk, stop } = parts;
  fetching = new StreamFetching({
    desk,
    bank: {
      describeMainStream: () => {
        asked += 1;
        return refusal === null ? Promise.resolve(partsStream) : Promise.reject(refusal);
      },
    },
    spool: { discard: () => Promise.resolve() } as unknown as Spool,
    progress: new LiveProgress(),
    line: {
      get isReachable() {
        return isReachable;
      },
      onChange: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock,
    signal: stop.signal,
    logger: silentLogger,
  });
});
afterEach(() => {
  parts.stop.abort();
  parts.records.db.close();
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(span: Milliseconds): Promise<void> {
  await settled();
  parts.clock.advance(span);
  await settled();
}

test('a film that is not here waits for the line, and goes on as soon as it is back', async () => {
  const work = fetching.describe(partsOrderId);
  await pass(hours(24));
  expect([parts.at(), asked, listeners.size]).toEqual(['authorised', 1, 1]);
  refusal = null;
  isReachable = true;
  for (const listener of listeners) listener();
  await work;
  expect([parts.at(), asked, listeners.size]).toEqual(['preparing', 2, 0]);
});

test('after a day and a half without the line the order fails', async () => {
  const work = fetching.describe(partsOrderId);
  await pass(hours(36));
  await work;
  const { state } = parts.desk.get(partsOrderId);
  expect(state).toEqual({ at: 'failed', reason: 'bank-unreachable', slot: null });
});

test('a bank that is there and does not answer for a film is asked again after half a minute', async () => {
  isReachable = true;
  const work = fetching.describe(partsOrderId);
  await pass(seconds(29));
  expect(asked).toBe(1);
  refusal = null;
  await pass(seconds(1));
  await work;
  expect([parts.at(), asked]).toEqual(['preparing', 2]);
});

test('what the bank itself refuses does not wait', async () => {
  refusal = new AppError('BANK_FAILED', 'It failed.', { remedy: 'retry' });
  await fetching.describe(partsOrderId);
  expect(parts.desk.get(partsOrderId).state).toMatchObject({
    at: 'failed',
    reason: 'stream-failed',
  });
});

test('an order that is cancelled waits no longer', async () => {
  const work = fetching.describe(partsOrderId);
  await pass(minutes(5));
  await fetching.discard(partsOrderId);
  await work;
  expect([listeners.size, parts.at()]).toEqual([0, 'authorised']);
});
