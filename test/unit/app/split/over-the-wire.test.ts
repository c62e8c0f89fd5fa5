import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  type ComplementHead,
  openOrderComplement,
  parseComplementBlock,
  parseComplementHead,
} from '../../../../app/split/index.ts';
import { readTable } from '../../../../app/split/read-table.ts';
import { makeClip } from '../../../support/clips.ts';
import { identity } from '../../../support/engine-files.ts';
import { imageOf, originalsOf, planOn } from '../../../support/engine-image.ts';

let bytes: Uint8Array;
let head: ComplementHead;
let payload: Uint8Array;

beforeAll(async () => {
  const film = await imageOf(readFileSync((await makeClip('pal-4x3')).vob));
  const { originals } = await originalsOf(film);
  const { keys } = planOn(film, new Uint8Array(32).fill(6));
  const order = openOrderComplement({ originals, keys, identity });
  bytes = order.head();
  head = parseComplementHead(bytes);
  payload = order.block(1);
});

/** Fast: it is only to be decompressed. */
function compress(bytes: Uint8Array): Buffer {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

/** What refuses the bytes; null: nothing. Any other error than ours goes on. */
function refusal(bytes: Uint8Array): string | null {
  try {
    parseComplementHead(bytes);
    return null;
  } catch (error) {
    if (isAppError(error)) return error.code;
    throw error;
  }
}

/** A head whose table and facts are others. */
function headWith(change: {
  readonly table?: (table: Buffer) => Buffer;
  readonly facts?: (facts: Record<string, unknown>) => Record<string, unknown>;
}): Uint8Array {
  const whole = Buffer.from(bytes);
  const tableEnd = 16 + whole.readUInt32LE(12);
  const { table = (same) => same, facts = (same) => same } = change;
  const changed = table(whole.subarray(16, tableEnd));
  const said = JSON.parse(whole.subarray(tableEnd).toString()) as Record<string, unknown>;
  const start = Buffer.from(whole.subarray(0, 16));
  start.writeUInt32LE(changed.length, 12);
  return Buffer.concat([start, changed, Buffer.from(JSON.stringify(facts(said)))]);
}

describe('the head of a complement', () => {
  test.each([1, 3])('of version %d is refused as such', (version) => {
    const another = Uint8Array.from(bytes);
    another[8] = version;
    expect(refusal(another)).toBe('COMPLEMENT_VERSION');
  });

  test('is refused, never believed in part, where it is cut off', () => {
    const cuts = Array.from({ length: 200 }, (_, at) => Math.floor((at * bytes.length) / 200));
    expect(new Set(cuts.map((cut) => refusal(bytes.subarray(0, cut))))).toEqual(
      new Set(['COMPLEMENT_DAMAGED']),
    );
  });

  test('survives any bytes', () => {
    const start = Buffer.from(bytes.subarray(0, 16));
    const any = fc.uint8Array({ maxLength: 400 });
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 4 });
    const codes = [null, 'COMPLEMENT_DAMAGED', 'COMPLEMENT_VERSION'];
    fc.assert(
      fc.property(any, changes, (noise, places) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of places) changed[at] = byte;
        for (const tried of [noise, Buffer.concat([start, noise]), changed]) {
          expect(codes).toContain(refusal(tried));
        }
      }),
      { seed: 110, numRuns: 300 },
    );
  });

  test.each<[string, Parameters<typeof headWith>[0]]>([
    ['more blocks than its table has', { facts: (facts) => ({ ...facts, blocks: 2 ** 40 }) }],
    ['fewer blocks', { facts: (facts) => ({ ...facts, blocks: 1 }) }],
    ['another length of the film', { facts: (facts) => ({ ...facts, vobBytes: 2048 }) }],
    [
      'a film behind the end of the image',
      { facts: (facts) => ({ ...facts, imageSize: 100_000 }) },
    ],
    [
      'extents out of order',
      { facts: (facts) => ({ ...facts, extents: (facts['extents'] as unknown[]).toReversed() }) },
    ],
    [
      'a map area too small for its slots',
      { facts: (facts) => ({ ...facts, mapArea: { offset: 10_000, length: 500 } }) },
    ],
    ['a fact too many', { facts: (facts) => ({ ...facts, seed: '' }) }],
    ['a fact too few', { facts: ({ restCrc32: _restCrc32, ...facts }) => facts }],
    [
      'a table that goes on',
      {
        table: (table) => compress(Buffer.concat([brotliDecompressSync(table), Buffer.of(1)])),
      },
    ],
    ['a table that grows without end', { table: () => compress(Buffer.alloc(1 << 25)) }],
    ['a table of zeros', { table: () => compress(Buffer.alloc(4096)) }],
  ])('is refused with %s', (_, change) => {
    expect(refusal(headWith({}))).toBeNull();
    expect(refusal(headWith(change))).toBe('COMPLEMENT_DAMAGED');
  });
});

test('a table is not decompressed further than 8 MiB', () => {
  const tableOf = (bytes: number) => readTable(compress(Buffer.alloc(bytes)), 1, 1);
  expect([tableOf(8 << 20) === null, tableOf((8 << 20) + 1)]).toEqual([false, null]);
});

describe('a block of a complement', () => {
  /** CRC-32, and the keys of two slots. */
  const HEAD_BYTES = 4 + 16 + 16;
  const code = (action: () => unknown) => {
    try {
      action();
      return null;
    } catch (error) {
      if (isAppError(error)) return error.code;
      throw error;
    }
  };

  test('is cut as its head says, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (noise) => {
        const found = code(() => parseComplementBlock(head, 1, noise));
        expect(found).toBe(noise.length < HEAD_BYTES ? 'COMPLEMENT_DAMAGED' : null);
      }),
      { seed: 111 },
    );
    const { bits, slotKeys } = parseComplementBlock(head, 1, payload);
    const { distributor, order } = slotKeys;
    expect(
      [distributor, order, bits].map(({ byteOffset }) => byteOffset - payload.byteOffset),
    ).toEqual([4, 20, HEAD_BYTES]);
    expect(bits.length).toBe(payload.length - HEAD_BYTES);
  });

  test('that is not there is refused', () => {
    for (const number of [-1, 0.5, head.blocks, Number.NaN]) {
      expect(code(() => parseComplementBlock(head, number, payload))).toBe('COMPLEMENT_DAMAGED');
    }
  });

  test('is gone once its payload is zeroised: nothing of it was copied', () => {
    const mine = Uint8Array.from(payload);
    const block = parseComplementBlock(head, 1, mine);
    mine.fill(0);
    const { bits, slotKeys } = block;
    const parts = [bits, slotKeys.distributor, slotKeys.order];
    expect(parts.every((part) => part.every((byte) => byte === 0))).toBe(true);
  });
});
