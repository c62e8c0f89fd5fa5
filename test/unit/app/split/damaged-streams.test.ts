import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { createIndexBuilder, openComplement, openSynthesis } from '../../../../app/split/index.ts';
import { makeClip } from '../../../support/clips.ts';
import { drain, indexOf, indexOptions, planOf, splitWhole } from '../../../support/engine-files.ts';

let master: Uint8Array;
let blocks: readonly { start: number; length: number }[];

beforeAll(async () => {
  master = readFileSync((await makeClip('bbb-pal')).vob);
  const { index } = await indexOf(master);
  blocks = Array.from({ length: index.blocks }, (_, number) => index.block(number));
});

const key = new Uint8Array(32).fill(5);

/** Writes over part of a copy of the clip. */
function damagedBy(at: number, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(master);
  copy.set(bytes.subarray(0, copy.length - at), at);
  return copy;
}

test('a block with nonsense in its I picture is left as it is and counted, the others are split', async () => {
  const hurt = blocks[2]!;
  const nonsense = new Uint8Array(64).fill(0xff);
  const stream = damagedBy(hurt.start + 2048 * 8 + 400, nonsense);
  const { index, summary } = await indexOf(stream);
  expect(summary.unsplit).toEqual({ MPEG2_BAD_CODE: 1 });
  const slots = Array.from({ length: index.blocks }, (_, i) => index.block(i).slotBytes);
  const isSplit = slots.map(({ distributor, order }) => distributor > 0 && order > 0);
  expect(isSplit).toEqual(slots.map((_, number) => number !== 2));
  expect(summary.unsplitBytes).toBe(hurt.length);
  const { main } = splitWhole(stream, index, planOf(key, { navIdentifier: null }));
  const part = (bytes: Uint8Array) => bytes.subarray(hurt.start, hurt.start + hurt.length);
  expect(Buffer.compare(part(main), part(stream))).toBe(0);
});

test('a scrambled packet is named as the reason', async () => {
  // PES_scrambling_control of the first packet of video behind the NAV pack.
  const pack = master.indexOf(0xe0, blocks[1]!.start + 2048);
  const { summary } = await indexOf(damagedBy(pack + 3, Uint8Array.of(master[pack + 3]! | 0x30)));
  expect(summary.unsplit).toEqual({ MPEG2_SCRAMBLED: 1 });
});

test('a pack header that is none of MPEG-2 is passed over, and only its block is left as it is', async () => {
  // '0010' instead of '01' is how a pack of MPEG-1 begins.
  const { summary } = await indexOf(damagedBy(blocks[1]!.start + 2048 + 4, Uint8Array.of(0x21)));
  expect(summary.unsplit).toEqual({ MPEG2_LOST_SYNC: 1 });
});

test('a stream cut off anywhere is indexed up to there', async () => {
  const lengths = fc.integer({ min: blocks[2]!.start, max: master.length });
  await fc.assert(
    fc.asyncProperty(lengths, async (length) => {
      const { summary } = await indexOf(master.subarray(0, length));
      expect(summary.vobBytes).toBe(length);
      expect(Object.keys(summary.unsplit).length).toBeLessThanOrEqual(1);
    }),
    { seed: 40, numRuns: 4 },
  );
});

test('whatever is written over a stream, it is indexed without a crash, split, and joined again', async () => {
  const hurts = fc.array(
    fc.tuple(fc.nat(master.length - 1), fc.uint8Array({ minLength: 1, maxLength: 300 })),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(hurts, async (places) => {
      const stream = Uint8Array.from(master);
      for (const [at, bytes] of places) stream.set(bytes.subarray(0, stream.length - at), at);
      const { index } = await indexOf(stream);
      const { main, complement } = splitWhole(stream, index, planOf(key));
      const joined = drain(
        openSynthesis(bufferSource(main), openComplement(bufferSource(complement))),
      );
      expect(Buffer.compare(joined, stream)).toBe(0);
    }),
    { seed: 41, numRuns: 4 },
  );
});

test('bytes that are no program stream are refused, since nothing of them could be split', async () => {
  const zeros = new Uint8Array(1 << 20);
  const noise = Uint8Array.from(zeros, (_, i) => (i * 2_654_435_761) >>> 11);
  for (const bytes of [zeros, noise]) {
    await expect(indexOf(bytes)).rejects.toThrow(
      expect.objectContaining({ code: 'INDEX_NO_CANDIDATES' }),
    );
  }
});

test('extents that are not the bytes that were indexed are refused', async () => {
  const builder = createIndexBuilder(() => {}, indexOptions);
  await builder.add(bufferSource(master), [{ offset: 0, length: 1 << 20 }]);
  const extents = [{ offset: 0, length: (1 << 20) - 2048 }];
  expect(() => builder.finish({ imageSize: master.length, extents })).toThrow(
    expect.objectContaining({ code: 'INDEX_EXTENTS' }),
  );
});

test('indexing stops when it is told to, and says how far it came', async () => {
  const control = new AbortController();
  const seen: number[] = [];
  const indexing = createIndexBuilder(() => {}, indexOptions).add(
    bufferSource(master),
    [{ offset: 0, length: master.length }],
    {
      signal: control.signal,
      onProgress(done) {
        seen.push(done);
        control.abort(new Error('enough'));
      },
    },
  );
  await expect(indexing).rejects.toThrow('enough');
  expect(seen).toEqual([1 << 20]);
});
