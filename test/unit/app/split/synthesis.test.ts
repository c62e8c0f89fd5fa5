import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bufferSource, type ByteSource } from '../../../../app/foundation/byte-source.ts';
import {
  checkRest,
  type ComplementBlocks,
  openComplement,
  openOrderComplement,
  openSynthesis,
  parseComplementBlock,
  parseComplementHead,
} from '../../../../app/split/index.ts';
import { makeClip } from '../../../support/clips.ts';
import { drain, identity, splitWhole } from '../../../support/engine-files.ts';
import { type FilmImage, imageOf, originalsOf, planOn } from '../../../support/engine-image.ts';

const key = new Uint8Array(32).fill(3);
let film: FilmImage;
let main: Uint8Array;
let otherOrder: Uint8Array;
let complement: ComplementBlocks;

beforeAll(async () => {
  film = await imageOf(readFileSync((await makeClip('pal-16x9')).vob));
  const { originals } = await originalsOf(film);
  const { keys } = planOn(film, key);
  const order = openOrderComplement({ originals, keys, identity });
  const head = parseComplementHead(order.head());
  complement = {
    ...head,
    block: (number) => parseComplementBlock(head, number, order.block(number)),
  };
  main = splitWhole(film.image, film.index, planOn(film, key)).main;
  otherOrder = splitWhole(film.image, film.index, planOn(film, new Uint8Array(32).fill(4))).main;
});

function changed(at: number, bytes: Uint8Array = main): ByteSource {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ 0x10;
  return bufferSource(copy);
}

function refusal(action: () => unknown): { code: string; context: unknown } | null {
  try {
    action();
    return null;
  } catch (error) {
    const { code, context } = error as { code: string; context: unknown };
    return { code, context };
  }
}

/** Where block `number` begins in the image. */
const imageStart = (number: number) => {
  const [first, second] = film.index.extents;
  const start = complement.blockStart(number);
  return start < first!.length ? first!.offset + start : second!.offset + start - first!.length;
};

describe('a synthesis', () => {
  test('says which blocks it needs, and needs no others', () => {
    const range = fc.tuple(fc.nat(main.length - 1), fc.integer({ min: 1, max: 600_000 }));
    fc.assert(
      fc.property(range, ([from, length]) => {
        const asked = new Set<number>();
        const synthesis = openSynthesis(bufferSource(main), {
          ...complement,
          block(number) {
            asked.add(number);
            return complement.block(number);
          },
        });
        const needed = synthesis.blocksOf(from, length);
        const bytes = new Uint8Array(length);
        const read = synthesis.read(from, bytes);
        const all =
          needed === null
            ? []
            : Array.from({ length: needed.last - needed.first + 1 }, (_, at) => needed.first + at);
        expect([...asked].sort((a, b) => a - b)).toEqual(all);
        expect(
          Buffer.compare(bytes.subarray(0, read), film.image.subarray(from, from + length)),
        ).toBe(0);
      }),
      { seed: 120, numRuns: 40 },
    );
    const synthesis = openSynthesis(bufferSource(main), complement);
    expect([synthesis.blocksOf(0, 10_000), synthesis.blocksOf(main.length, 10)]).toEqual([
      null,
      null,
    ]);
    expect(synthesis.blocksOf(0, main.length)).toEqual({ first: 0, last: complement.blocks - 1 });
  });

  test('gives nothing of a block that is damaged on the disc, and says which it is and where', () => {
    const [, second] = film.index.extents;
    for (const at of [imageStart(1) + 5000, second!.offset + 300_000]) {
      const found = refusal(() => drain(openSynthesis(changed(at), complement)));
      const { byte, length } = found!.context as { byte: number; length: number };
      expect(found!.code).toBe('SPLIT_DISC_DAMAGED');
      expect([byte <= at, at < byte + length]).toEqual([true, true]);
    }
  });

  test('names the slot of the map that is damaged', () => {
    const { slotAt } = complement.place(2);
    const at = film.mapArea.offset + slotAt;
    for (const place of [at, at + 40]) {
      expect(refusal(() => drain(openSynthesis(changed(place), complement)))).toEqual({
        code: 'SPLIT_DISC_DAMAGED',
        context: { block: 2, byte: at },
      });
    }
  });

  test('is the master all the same where only what is written over was damaged', () => {
    const [place] = film.overlays;
    const disc = Uint8Array.from(main);
    disc.fill(0, place!.offset, place!.offset + place!.length);
    const nav = imageStart(1) + 0x49;
    disc.fill(0x99, nav, nav + 32);
    checkRest(bufferSource(disc), complement);
    const joined = drain(openSynthesis(bufferSource(disc), complement));
    expect(Buffer.compare(joined, film.image)).toBe(0);
  });

  test('of the disc of another order gives nothing', () => {
    const foreign = openSynthesis(bufferSource(otherOrder), complement);
    expect(refusal(() => foreign.read(imageStart(0), new Uint8Array(10)))?.code).toBe(
      'SPLIT_DISC_DAMAGED',
    );
  });

  test('keeps nothing that it was told to forget, nor what it has dropped', () => {
    // `subarray` of a kept block is what `set` copies from: this sees the very bytes that are kept.
    const kept = new Set<Uint8Array>();
    const watched: ByteSource = {
      size: main.length,
      read(position, into) {
        if (into.length > 100_000) kept.add(into);
        return bufferSource(main).read(position, into);
      },
    };
    const vobs = film.index.extents[1]!;
    const synthesis = openSynthesis(watched, complement);
    for (let at = 0; at + 2048 < vobs.length; at += 200_000) {
      synthesis.read(vobs.offset + at, new Uint8Array(2048));
    }
    const holding = () => [...kept].filter((bytes) => bytes.some((byte) => byte !== 0)).length;
    expect(kept.size).toBeGreaterThan(3);
    expect(holding()).toBe(3);
    synthesis.forget();
    expect(holding()).toBe(0);
    const again = new Uint8Array(2048);
    synthesis.read(vobs.offset, again);
    expect(Buffer.compare(again, film.image.subarray(vobs.offset, vobs.offset + 2048))).toBe(0);
  });
});

describe('what is neither film nor map', () => {
  const codeOf = (disc: ByteSource) => refusal(() => checkRest(disc, complement))?.code ?? null;

  test('is sound on its own disc, and not looked at in the film', () => {
    expect([codeOf(bufferSource(main)), codeOf(changed(imageStart(1) + 5000))]).toEqual([
      null,
      null,
    ]);
  });

  test('is refused where it is damaged, the head of the map too', () => {
    const { offset } = film.mapArea;
    const places = [0, 63, 96, offset - 1, offset + 124, main.length - 1];
    expect(new Set(places.map((at) => codeOf(changed(at))))).toEqual(
      new Set(['SPLIT_DISC_DAMAGED']),
    );
  });

  test('shows another title by its size or by the head of its map', async () => {
    const another = await imageOf(readFileSync((await makeClip('bbb-pal')).vob));
    const { main: theirs } = splitWhole(another.image, another.index, planOn(another, key));
    const disc = Uint8Array.from(main);
    disc.set(
      theirs.subarray(another.mapArea.offset, another.mapArea.offset + 128),
      film.mapArea.offset,
    );
    expect([codeOf(bufferSource(theirs)), codeOf(bufferSource(disc))]).toEqual([
      'SPLIT_WRONG_DISC',
      'SPLIT_WRONG_DISC',
    ]);
  });

  test('shows a map of another version, which is refused by name', () => {
    const older = Uint8Array.from(main);
    older[film.mapArea.offset + 8] = 2;
    expect(refusal(() => checkRest(bufferSource(older), complement))).toEqual({
      code: 'SPLIT_MAP_VERSION',
      context: { version: 2 },
    });
  });
});

test('a complement of the older version is refused by name', () => {
  const { complement: file } = splitWhole(film.image, film.index, planOn(film, key));
  const older = Uint8Array.from(file);
  older[8] = 2;
  expect(refusal(() => openComplement(bufferSource(older)))).toEqual({
    code: 'COMPLEMENT_VERSION',
    context: { version: 2 },
  });
});
