import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import {
  checkPair,
  openComplement,
  openMainStream,
  openSynthesis,
  readMapFigures,
  type SplitPlan,
  type TitleIndex,
} from '../../../../app/split/index.ts';
import { makeClip } from '../../../support/clips.ts';
import { drain, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';

/** A small image: 10 000 bytes of file system, the map area, the VOBs in two extents with something between. */
describe('an image with room for the map', () => {
  let image: Uint8Array;
  let index: TitleIndex;
  let plan: SplitPlan;

  beforeAll(async () => {
    const vob = readFileSync((await makeClip('pal-16x9')).vob);
    const { summary } = await indexOf(vob);
    const area = { offset: 10_000, length: summary.mapRoom + 1000 };
    const first = { offset: area.offset + area.length + 500, length: 2048 * 100 };
    const second = { offset: first.offset + first.length + 777, length: vob.length - first.length };
    const randomness = seededRandomness('image');
    image = Uint8Array.from(randomness.bytes(second.offset + second.length + 4000));
    image.fill(0, area.offset, area.offset + area.length);
    image.set(vob.subarray(0, first.length), first.offset);
    image.set(vob.subarray(first.length), second.offset);
    ({ index } = await indexOf(image, [first, second]));
    plan = planOf(randomness.bytes(32), {
      mapArea: area,
      overlays: [{ position: 64, bytes: new Uint8Array(32).fill(0x44) }],
    });
  });

  test('joins to the master, map area and overlays included', () => {
    const { main, complement } = splitWhole(image, index, plan);
    const opened = openComplement(bufferSource(complement));
    checkPair(bufferSource(main), opened);
    expect(Buffer.compare(drain(openSynthesis(bufferSource(main), opened)), image)).toBe(0);
    expect(main.subarray(64, 96)).toEqual(new Uint8Array(32).fill(0x44));
  });

  test('is the same when it is read in pieces of any size', () => {
    const { main } = splitWhole(image, index, plan);
    for (const piece of [4096, 100_003, 1 << 22]) {
      const stream = openMainStream({ master: bufferSource(image), index, plan });
      expect(Buffer.compare(drain(stream, piece), main)).toBe(0);
    }
  });

  test('carries its positions on the disc, so its complement is little more than the original bits', () => {
    const { complement } = splitWhole(image, index, plan);
    const { figures } = openComplement(bufferSource(complement));
    const travelling = splitWhole(image, index, { ...plan, mapArea: null }).complement;
    const bits = figures.bits.distributor + figures.bits.order + figures.bits.sound;
    expect(complement.length).toBeLessThan(bits / 8 + 4000);
    expect(travelling.length).toBeGreaterThan(complement.length * 2);
  });

  test('says in clear what its index says of all orders, whatever is read first', () => {
    const { main } = splitWhole(image, index, plan);
    const area = plan.mapArea!;
    const { preset, blocks, vobBytes, candidates, expectedBits, mapRoom } = index;
    const figures = {
      preset,
      blocks,
      vobBytes,
      candidates,
      expectedBits,
      slotBytes: mapRoom - 128,
    };
    expect(readMapFigures(bufferSource(main), area)).toEqual(figures);

    const stream = () => openMainStream({ master: bufferSource(image), index, plan });
    expect(readMapFigures(stream(), area)).toEqual(figures);
    const middleFirst = stream();
    for (const from of [index.extents[1]!.offset, index.extents[0]!.offset + 100_000]) {
      middleFirst.read(from, new Uint8Array(300_000));
      middleFirst.read(from, new Uint8Array(700_000));
    }
    expect(Buffer.compare(drain(middleFirst), main)).toBe(0);
  });

  test('is refused with a damaged head of its map, and has no figures then', () => {
    const { main, complement } = splitWhole(image, index, plan);
    const opened = openComplement(bufferSource(complement));
    for (const at of [0, 8, 10, 12, 20, 24, 33, 40, 44, 125, 127]) {
      const damaged = Uint8Array.from(main);
      damaged[10_000 + at] = damaged[10_000 + at]! ^ 4;
      expect(() => checkPair(bufferSource(damaged), opened)).toThrow(
        expect.objectContaining({ code: 'SPLIT_DISC_DAMAGED' }),
      );
      expect(readMapFigures(bufferSource(damaged), plan.mapArea!)).toBeNull();
    }
    expect(readMapFigures(bufferSource(image), plan.mapArea!)).toBeNull();
    expect(readMapFigures(bufferSource(main), { offset: 10_000, length: 127 })).toBeNull();
  });

  test('shows nothing of the map: its slots look like chance, and two keys have nothing in common', () => {
    const mapOf = (key: number) => {
      const keys = {
        distributor: new Uint8Array(32).fill(key),
        order: new Uint8Array(32).fill(key),
      };
      const { main } = splitWhole(image, index, { ...plan, keys });
      return main.subarray(10_128, 10_000 + index.mapRoom);
    };
    const [one, two] = [mapOf(1), mapOf(2)];
    const bitsSet = one.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    const same = one.filter((byte, at) => byte === two[at]).length;
    expect(bitsSet / (8 * one.length)).toBeCloseTo(0.5, 1);
    expect(same / one.length).toBeLessThan(0.01);
  });

  test('is refused if its map area is in use', () => {
    const used = Uint8Array.from(image);
    used[12_000] = 1;
    expect(() => splitWhole(used, index, plan)).toThrow(
      expect.objectContaining({ code: 'SPLIT_WRONG_MASTER' }),
    );
  });

  test.each<[string, (index: TitleIndex) => Partial<SplitPlan>]>([
    [
      'a short key of its distributor',
      () => ({ keys: { distributor: new Uint8Array(31), order: new Uint8Array(32) } }),
    ],
    [
      'a short key of its order',
      () => ({ keys: { distributor: new Uint8Array(32), order: new Uint8Array(31) } }),
    ],
    ['a short identifier', () => ({ navIdentifier: new Uint8Array(31) })],
    ['a small map area', ({ mapRoom }) => ({ mapArea: { offset: 10_000, length: mapRoom - 1 } })],
    [
      'an overlay in the film',
      ({ extents }) => ({
        overlays: [{ position: extents[0]!.offset + 5000, bytes: new Uint8Array(1) }],
      }),
    ],
    [
      'an overlay behind the end',
      ({ imageSize }) => ({ overlays: [{ position: imageSize, bytes: new Uint8Array(1) }] }),
    ],
  ])('a plan with %s is refused', (_, change) => {
    const changed = { ...plan, ...change(index) };
    expect(() => openMainStream({ master: bufferSource(image), index, plan: changed })).toThrow(
      expect.objectContaining({ code: 'SPLIT_PLAN' }),
    );
  });

  test('a master of another film is refused when its complement is made', () => {
    const other = Uint8Array.from(image);
    const place = index.extents[0]!.offset + 50_000;
    other[place] = other[place]! ^ 1;
    const stream = openMainStream({ master: bufferSource(other), index, plan });
    expect(() => [
      ...stream.complement({ titleId: 't', orderId: 'o', distributorId: 'd' }),
    ]).toThrow(expect.objectContaining({ code: 'SPLIT_WRONG_MASTER' }));
  });
});
