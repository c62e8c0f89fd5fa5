import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { findPacks, packClock } from '../../../../../app/split/trace/find-packs.ts';
import { spreadBlocks } from '../../../../../app/split/trace/spread-blocks.ts';

const traceKey = new Uint8Array(32).fill(9);

describe('the blocks that a trace looks at', () => {
  test.each([1, 2, 3, 7, 100, 511, 14_000])('are all of %i, each once', (blocks) => {
    const order = spreadBlocks(blocks, traceKey, blocks);
    expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: blocks }, (_, at) => at));
  });

  test('are spread over the film however few they are', () => {
    const few = spreadBlocks(14_000, traceKey, 64).toSorted((a, b) => a - b);
    const steps = few.slice(1).map((number, at) => number - (few[at] ?? 0));
    expect([few.length, Math.max(...steps) < 2 * (14_000 / 64)]).toEqual([64, true]);
  });

  test('are others for every title', () => {
    const other = spreadBlocks(14_000, new Uint8Array(32).fill(8), 64);
    expect(other).not.toEqual(spreadBlocks(14_000, traceKey, 64));
  });

  test('of a title without blocks are none', () => {
    expect(spreadBlocks(0, traceKey, 512)).toEqual([]);
  });
});

describe('the packs of a film', () => {
  const pack = (clock: number): Buffer => {
    const bytes = Buffer.alloc(2048, 0x11);
    bytes.writeUInt32BE(0x000001ba, 0);
    bytes.writeUIntBE(clock, 4, 6);
    return bytes;
  };
  const clocks = new Set([0x440004000401, 0x5566778899aa]);

  test('are found by their clocks, also off the sectors and across two chunks, as often as they are there', async () => {
    const image = Buffer.alloc((1 << 20) + 9000, 0x22);
    for (const at of [2048, 77_777, (1 << 20) - 5]) pack(0x440004000401).copy(image, at);
    pack(0x5566778899aa).copy(image, 500_000);
    pack(0x123456789abc).copy(image, 600_000);
    const found = await findPacks(bufferSource(image), clocks);
    expect([...found]).toEqual([
      [0x440004000401, [2048, 77_777, (1 << 20) - 5]],
      [0x5566778899aa, [500_000]],
    ]);
  });

  test('that the image cuts off before their clock ends are none', async () => {
    const image = Buffer.concat([Buffer.alloc(100, 0x22), pack(0x440004000401).subarray(0, 9)]);
    expect([...(await findPacks(bufferSource(image), clocks))]).toEqual([]);
  });

  test('begin with a start code', () => {
    const other = pack(0x440004000401);
    other[3] = 0xbb;
    expect([packClock(pack(7)), packClock(other), packClock(pack(7).subarray(0, 9))]).toEqual([
      7,
      null,
      null,
    ]);
  });

  test('are no longer looked for once somebody gives up', async () => {
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(findPacks(bufferSource(pack(7)), clocks, { signal })).rejects.toBe(reason);
  });
});
