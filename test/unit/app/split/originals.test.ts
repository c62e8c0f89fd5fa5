import { readFileSync } from 'node:fs';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import {
  checkRest,
  openComplement,
  openMainStream,
  openOrderComplement,
  openOriginals,
  openSynthesis,
  parseComplementBlock,
  parseComplementHead,
  type SplitKeys,
  type TitleOriginals,
  writeOriginals,
} from '../../../../app/split/index.ts';
import {
  BlockFileWriter,
  FILE_HEAD,
  originalsKind,
  readBlockFile,
} from '../../../../app/split/block-file.ts';
import { originalParts } from '../../../../app/split/originals-block.ts';
import { type ClipKind, makeClip } from '../../../support/clips.ts';
import { drain, identity, splitWhole } from '../../../support/engine-files.ts';
import {
  type FilmImage,
  imageOf,
  masterSha256,
  originalsOf,
  planOn,
} from '../../../support/engine-image.ts';

const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 });

/** A complement as a player has it: head and payloads, over the wire. */
function overTheWire(originals: TitleOriginals, keys: SplitKeys) {
  const order = openOrderComplement({ originals, keys, identity });
  const head = parseComplementHead(order.head());
  return {
    ...head,
    block: (number: number) => parseComplementBlock(head, number, order.block(number)),
  };
}

describe.each<ClipKind>(['pal-4x3', 'ntsc-16x9', 'bbb-pal', 'bbb-ntsc-interlaced'])(
  '%s',
  async (kind) => {
    const vob = readFileSync((await makeClip(kind)).vob);
    // `vobu_isrc` of a master is zeros; here one block has something else there.
    vob.fill(0x37, 0x49, 0x49 + 32);
    const film = await imageOf(vob);
    const { originals } = await originalsOf(film);

    test('by any key, what the originals give is what the complement file holds, and joins to the master', () => {
      fc.assert(
        fc.property(aKey, (key) => {
          const plan = planOn(film, key);
          const { main, complement } = splitWhole(film.image, film.index, plan);
          const file = openComplement(bufferSource(complement));
          const wire = overTheWire(originals, plan.keys);
          for (let number = 0; number < file.blocks; number++) {
            expect(wire.block(number)).toEqual(file.block(number));
            expect(wire.place(number)).toEqual(file.place(number));
          }
          checkRest(bufferSource(main), wire);
          const joined = drain(openSynthesis(bufferSource(main), wire));
          expect(Buffer.compare(joined, film.image)).toBe(0);
        }),
        { seed: 100, numRuns: 4 },
      );
    });
  },
);

/** A file of originals with other blocks, another table, or other facts. */
interface Reframed {
  readonly table: Uint8Array;
  readonly blocks: Uint8Array;
  readonly facts: Record<string, unknown>;
}

describe('the originals of a title', () => {
  let film: FilmImage;
  let file: Uint8Array;
  let originals: TitleOriginals;
  const key = new Uint8Array(32).fill(9);
  let keys: SplitKeys;
  beforeAll(async () => {
    film = await imageOf(readFileSync((await makeClip('bbb-pal')).vob));
    ({ file, originals } = await originalsOf(film));
    ({ keys } = planOn(film, key));
  });

  test('say of the title what its index and its image say', () => {
    const head = parseComplementHead(openOrderComplement({ originals, keys, identity }).head());
    const { image, index, mapArea, overlays } = film;
    const { blocks, place, blockStart, ticks, restCrc32, ...said } = head;
    expect(said).toEqual({
      identity,
      imageSize: image.length,
      extents: index.extents,
      vobBytes: blockStart(blocks),
      masterSha256,
      mapArea,
      overlays: overlays.map(({ offset, length }) => ({
        position: offset,
        bytes: Buffer.from(image.subarray(offset, offset + length)),
      })),
      totalTicks: originals.totalTicks,
    });
    const rows = Array.from({ length: blocks }, (_, number) => {
      const { start, length, slotAt, slotBytes, navIdentifierAt } = index.block(number);
      return {
        start,
        length,
        slotAt,
        slotBytes,
        navIdentifierAt,
        keepsNav: false,
        ticks: ticks(number),
      };
    });
    expect(rows.map((_, number) => place(number))).toEqual(rows);
    expect([blocks, restCrc32]).toEqual([index.blocks, originals.restCrc32]);
  });

  test('know for how long each block plays: half a second each, and the clip in all', () => {
    const ticks = Array.from({ length: originals.blocks }, (_, number) => originals.ticks(number));
    expect(originals.totalTicks).toBe(ticks.reduce((sum, one) => sum + one, 0));
    expect(ticks.slice(0, -1).every((one) => one > 0.3 * 90_000 && one <= 1.2 * 90_000)).toBe(true);
    expect(originals.totalTicks / 90_000).toBeCloseTo(4, 1);
  });

  test('tell one order nothing of another: of the level that only it has, neither its draws nor its bits', () => {
    const others = planOn(film, new Uint8Array(32).fill(8)).keys;
    const [one, two] = [keys, others].map((each) => overTheWire(originals, each).block(1));
    expect(one!.slotKeys.order).not.toEqual(two!.slotKeys.order);
    // What every order of a distributor lacks is the same, and stands first.
    expect(one!.slotKeys.distributor).toEqual(two!.slotKeys.distributor);
    const same = one!.bits.findIndex((byte, at) => byte !== two!.bits[at]);
    expect(same).toBeGreaterThan(100);
    expect(one!.bits.subarray(same)).not.toEqual(two!.bits.subarray(same));
  });

  test('tell nobody of another block: neither where its slots open nor what is drawn there', () => {
    const wire = overTheWire(originals, keys);
    const slotKeys = Array.from({ length: wire.blocks }, (_, number) => wire.block(number).slotKeys)
      .flatMap(({ distributor, order }) => [distributor, order])
      .map((slotKey) => Buffer.from(slotKey).toString('hex'));
    expect(new Set(slotKeys).size).toBe(2 * wire.blocks);
  });

  test('are refused wherever one of their bytes is wrong once everything of them is used', () => {
    const use = (bytes: Uint8Array) => {
      const opened = openOriginals(bufferSource(bytes));
      for (let number = 0; number < opened.blocks; number++) opened.block(number);
    };
    const problems = /^ORIGINALS_(NOT_ONE|VERSION|DAMAGED)$/;
    const refused = (bytes: Uint8Array) =>
      expect(() => use(bytes)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(problems) as string }),
      );
    fc.assert(
      fc.property(fc.integer({ min: 16, max: file.length - 41 }), (at) => {
        const changed = Uint8Array.from(file);
        changed[at] = changed[at]! ^ 0x10;
        refused(changed);
        refused(file.subarray(0, at));
      }),
      { seed: 101, numRuns: 60 },
    );
    for (const version of [1, 3]) {
      const another = Uint8Array.from(file);
      another[8] = version;
      expect(() => openOriginals(bufferSource(another))).toThrow(
        expect.objectContaining({ code: 'ORIGINALS_VERSION', context: { version } }),
      );
    }
    expect(() => openOriginals(bufferSource(film.image))).toThrow(
      expect.objectContaining({ code: 'ORIGINALS_NOT_ONE' }),
    );
    expect(() => originals.block(originals.blocks)).toThrow(
      expect.objectContaining({ code: 'ORIGINALS_DAMAGED' }),
    );
  });

  test.each<[string, (parts: Reframed) => Reframed]>([
    [
      'a map area too small for its slots',
      (parts) => ({
        ...parts,
        facts: { ...parts.facts, mapArea: { offset: 10_000, length: film.index.mapRoom - 1 } },
      }),
    ],
    [
      'more than its blocks',
      (parts) => ({ ...parts, blocks: Buffer.concat([parts.blocks, Buffer.of(0)]) }),
    ],
    [
      'a table that goes on',
      (parts) => {
        const longer = Buffer.concat([brotliDecompressSync(parts.table), Buffer.of(0)]);
        return { ...parts, table: brotliCompressSync(longer) };
      },
    ],
    ['one block less', (parts) => ({ ...parts, facts: { ...parts.facts, blocks: 6 } })],
    ['a fact too many', (parts) => ({ ...parts, facts: { ...parts.facts, preset: 'half' } })],
  ])('are refused with %s, though their digests are right', (_, change) => {
    const { table, facts, blocksEnd } = readBlockFile(bufferSource(file), originalsKind);
    const whole = {
      blocks: file.subarray(FILE_HEAD, blocksEnd),
      table,
      facts: facts as Record<string, unknown>,
    };
    const reframed = (parts: Reframed) => {
      const pieces: Uint8Array[] = [];
      const writer = new BlockFileWriter(originalsKind, (piece) => pieces.push(piece));
      writer.write(parts.blocks);
      writer.finish(parts.table, parts.facts);
      return openOriginals(bufferSource(Buffer.concat(pieces)));
    };
    expect(reframed(whole).blocks).toBe(originals.blocks);
    expect(() => reframed(change(whole))).toThrow(
      expect.objectContaining({ code: 'ORIGINALS_DAMAGED' }),
    );
  });

  test('of a block that is longer or shorter than its levels are refused', () => {
    const block = originals.block(1);
    const stored = block.stored.slice();
    const partsOf = (bytes: Uint8Array) => originalParts({ ...block, stored: bytes });
    expect(Object.values(partsOf(stored).levels).every((level) => level !== null)).toBe(true);
    for (const wrong of [Buffer.concat([stored, Buffer.of(0)]), stored.subarray(0, -1)]) {
      expect(() => partsOf(wrong)).toThrow(expect.objectContaining({ code: 'ORIGINALS_DAMAGED' }));
    }
  });

  test('are not written from another master, nor after they are no longer wanted', async () => {
    const { image, index, mapArea, overlays } = film;
    const place = index.extents[0]!.offset + 50_000;
    const wrong = Uint8Array.from(image);
    wrong[place] = wrong[place]! ^ 1;
    const write = (master: Uint8Array, signal?: AbortSignal) =>
      writeOriginals(
        { master: bufferSource(master), masterSha256, index, mapArea, overlays },
        () => {},
        signal === undefined ? {} : { signal },
      );
    await expect(write(wrong)).rejects.toMatchObject({ code: 'SPLIT_WRONG_MASTER' });
    await expect(write(image, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  test('of a film whose NAV packs carry something keep it, and give it back', async () => {
    const vob = readFileSync((await makeClip('bbb-pal')).vob);
    const { start } = film.index.block(2);
    vob.fill(0x37, start + 0x49, start + 0x49 + 32);
    const marked = await imageOf(vob);
    const { originals: kept } = await originalsOf(marked);
    const plan = planOn(marked, key);
    const wire = overTheWire(kept, plan.keys);
    expect([1, 2].map((number) => wire.place(number).keepsNav)).toEqual([false, true]);
    const main = openMainStream({ master: bufferSource(marked.image), index: marked.index, plan });
    expect(Buffer.compare(drain(openSynthesis(main, wire)), marked.image)).toBe(0);
  });
});
