import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TraceReport, traceToOrders } from '../../../../../app/bank/compose.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { defaultTerms } from '../../../../../app/licences/terms.ts';
import { openBankDatabase } from '../../../../../db/bank/database.ts';
import {
  makeTracedBank,
  mixBits,
  TRACED_ORDERS,
  type TracedBank,
  tracedOrder,
  tracedTitle,
} from '../../../../support/bank/traced-bank.ts';
import { makeImage } from '../../../../support/clips.ts';

let folder: string;
let bank: TracedBank;
const clock = new ManualClock();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-trace-'));
  bank = await makeTracedBank(join(folder, 'bank'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trace = (image: Uint8Array, titleId: string | null = null, at = bank.folder) =>
  traceToOrders(at, bufferSource(image), clock, { titleId });
const named = ({ accused }: TraceReport) => accused.map(({ orderId }) => orderId);

async function refusalOf(tracing: Promise<unknown>): Promise<string> {
  try {
    await tracing;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
  return 'nothing';
}

describe('an image of one disc, without anything that says whose it is', () => {
  test.each([0, 1, 2])('is traced to its order and to no other (disc %i)', async (number) => {
    const report = await trace(bank.wiped(bank.discs[number] ?? Buffer.alloc(0)));
    const [accused] = report.accused;
    expect(report).toEqual({
      accused: [
        {
          orderId: tracedOrder(number),
          code: 'ABCD-EFGH',
          titleId: tracedTitle,
          distributorId: number === 1 ? 'OTHER' : 'ACME',
          distributor: number === 1 ? 'Other films' : 'Acme',
          kioskId: 'k_0123456789',
          createdAt: '2026-01-01T12:00:00.000Z',
          licence: 'ready',
          score: accused?.score,
          limit: accused?.limit,
          logChance: accused?.logChance,
        },
      ],
      films: [
        {
          titleId: tracedTitle,
          name: { en: 'A traced film', fr: 'Un film' },
          orders: TRACED_ORDERS,
          blocksLooked: 7,
          blocksFound: 7,
          places: report.films[0]?.places,
          changed: report.films[0]?.changed,
          limit: accused?.limit,
        },
      ],
      notLookedAt: [],
    });
    expect(accused?.score).toBeGreaterThan(3 * (accused?.limit ?? Infinity));
    expect(accused?.logChance).toBeLessThan(-100);
    expect(report.films[0]?.changed).toBeGreaterThan(500);
  });

  test('is traced where only a piece of the film is left, cut anywhere, with a hole', async () => {
    const { film } = bank;
    const whole = bank.wiped(bank.discs[1] ?? Buffer.alloc(0));
    const piece = whole.subarray(film.offset + 701, film.offset + film.length - 99_999);
    piece.fill(0, piece.length >>> 1, (piece.length >>> 1) + 300_000);
    const report = await trace(piece);
    expect(named(report)).toEqual([tracedOrder(1)]);
    expect(report.films[0]?.blocksFound).toBeLessThan(7);
  });

  test('is traced where a bit of every fifth byte of it was turned', async () => {
    const disc = bank.wiped(bank.discs[2] ?? Buffer.alloc(0));
    const chance = seededRandomness('noise').bytes(bank.film.length);
    for (const [at, byte] of chance.entries()) {
      const noise = byte % 5 === 0 ? 1 << ((byte >>> 5) & 7) : 0;
      disc[bank.film.offset + at] = (disc[bank.film.offset + at] ?? 0) ^ noise;
    }
    expect(named(await trace(disc))).toEqual([tracedOrder(2)]);
  });
});

test('an image mixed from three discs is traced to all three orders, and to nobody else', async () => {
  const mixed = mixBits(bank.discs, 'three discs');
  const report = await trace(bank.wiped(mixed), tracedTitle);
  expect(named(report).toSorted()).toEqual([0, 1, 2].map(tracedOrder));
  const scores = report.accused.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
});

test('the master, and so whatever was put together again, is traced to nobody', async () => {
  const { accused, films } = await trace(bank.master);
  expect([accused, films[0]?.changed, films[0]?.orders]).toEqual([[], 0, TRACED_ORDERS]);
});

describe('a trace refuses', () => {
  test('an image of another film', async () => {
    const other = readFileSync(await makeImage('pal-4x3'));
    expect(await refusalOf(trace(other))).toBe('TRACE_FILM_UNKNOWN');
    expect(await refusalOf(trace(other, tracedTitle))).toBe('TRACE_FILM_UNKNOWN');
    expect(await refusalOf(trace(Buffer.alloc(0)))).toBe('TRACE_FILM_UNKNOWN');
  });

  test('a title that the vault does not have', async () => {
    expect(await refusalOf(trace(bank.master, 'no-film'))).toBe('VAULT_TITLE_UNKNOWN');
  });

  test('a folder where no bank keeps its records', async () => {
    const nowhere = join(folder, 'nowhere');
    expect(await refusalOf(trace(bank.master, null, nowhere))).toBe('BANK_NOT_HERE');
  });

  test('to go on once somebody gives up', async () => {
    const reason = new Error('enough');
    const options = { titleId: null, signal: AbortSignal.abort(reason) };
    const tracing = traceToOrders(bank.folder, bufferSource(bank.master), clock, options);
    await expect(tracing).rejects.toBe(reason);
  });
});

test('a title that cannot be opened is named, and the others are looked at', async () => {
  const at = join(folder, 'with a damaged title');
  cpSync(bank.folder, at, { recursive: true });
  cpSync(join(at, 'vault', tracedTitle), join(at, 'vault', 'damaged'), { recursive: true });
  writeFileSync(join(at, 'vault', 'damaged', 'title.json'), '{}');
  const report = await trace(bank.wiped(bank.discs[0] ?? Buffer.alloc(0)), null, at);
  expect(named(report)).toEqual([tracedOrder(0)]);
  expect(report.notLookedAt).toEqual([{ titleId: 'damaged', code: 'VAULT_TITLE_DAMAGED' }]);
});

test('of more orders than are read at one go none is forgotten', async () => {
  const at = join(folder, 'with many orders');
  cpSync(bank.folder, at, { recursive: true });
  const database = await openBankDatabase(join(at, 'bank.sqlite'), clock);
  const createdAt = '2026-01-01T12:00:00.000Z';
  // Before all others by their identifiers.
  const orderIds = Array.from({ length: 500 }, (_, one) => String(one).padStart(20, '0'));
  await database.db
    .insertInto('orders')
    .values(
      orderIds.map((orderId) => ({
        order_id: orderId,
        title_id: tracedTitle,
        user_id: 'u_0123456789',
        distributor_id: 'OTHER',
        kiosk_id: 'k_0123456789',
        proof_id: orderId,
        seed: Buffer.from(orderId.padEnd(32)),
        signing_key_id: 'manifest_1',
        created_at: createdAt,
        main_bytes: null,
        main_sha256: null,
      })),
    )
    .execute();
  await database.db
    .insertInto('licences')
    .values(
      orderIds.map((orderId) => ({
        order_id: orderId,
        state: 'expired' as const,
        changed_at: createdAt,
        terms: JSON.stringify(defaultTerms),
        first_playback_at: null,
        first_showing_at: null,
      })),
    )
    .execute();
  await database.close();
  const report = await trace(bank.wiped(bank.discs[2] ?? Buffer.alloc(0)), null, at);
  expect([named(report), report.films[0]?.orders]).toEqual([[tracedOrder(2)], 500 + TRACED_ORDERS]);
});
