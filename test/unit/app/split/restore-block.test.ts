import { crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../app/foundation/errors.ts';
import {
  parseComplementBlock,
  writePayloadHead,
} from '../../../../app/split/complement-payload.ts';
import { LANES, levels } from '../../../../app/split/lanes.ts';
import { collectLevel } from '../../../../app/split/level-bits.ts';
import { cryptSlot, drawsOf, mapKeyOf, SlotKeys } from '../../../../app/split/level-keys.ts';
import { LevelOverwriter } from '../../../../app/split/level-overwriter.ts';
import { restoreBlock } from '../../../../app/split/restore-block.ts';
import type { BlockPlace, ComplementBlock, ComplementHead } from '../../../../app/split/types.ts';
import { VobSpace } from '../../../../app/split/vob-space.ts';
import { anyBlock, type AnyBlock, storedOf } from '../../../support/engine-candidates.ts';

const NUMBER = 6;
const NAV_AT = 9;
/** Where in the image the film begins, and where the map's area, and in it the block's slots. */
const [FILM_AT, MAP_AT, SLOTS_AT] = [5000, 64, 128];
const keys = { distributor: new Uint8Array(32).fill(1), order: new Uint8Array(32).fill(2) };
const identifier = new Uint8Array(32).fill(0x5a);

interface Disc {
  /** The block as it lies on the disc. */
  readonly bytes: Uint8Array;
  /** The image, as far as restoring reads it: its map. */
  readonly image: Uint8Array;
  readonly block: ComplementBlock;
}

/** A block of a disc, and what its complement has of it. */
function discOf(film: AnyBlock, isCarried: boolean): Disc {
  const stored = storedOf(film);
  const overwriter = new LevelOverwriter(keys, { traceKey: new Uint8Array(32) });
  const bytes = Uint8Array.from(film.bytes);
  const navIdentifierAt =
    film.owners.subarray(0, 8 * 50).every((owner) => owner === 0) && bytes.length > 50
      ? NAV_AT
      : null;
  const parts = levels.map((level) => {
    const { slot, positions } = stored[level];
    if (slot.length === 0) return { bits: slot, slotKey: new Uint8Array(16), sealed: slot };
    const slotKey = new SlotKeys(mapKeyOf(keys[level])).of(NUMBER);
    const counts = { lanes: new Float64Array(LANES), bits: 0, stretches: 0, stretchBytes: 0 };
    const bits = collectLevel(film.bytes, positions, drawsOf(slotKey, positions), counts);
    overwriter.overwrite(bytes, level, stored[level], NUMBER);
    return { bits, slotKey, sealed: cryptSlot(slot, slotKey) };
  });
  const [distributor, order] = parts;
  const navOriginal = film.bytes.slice(NAV_AT, NAV_AT + 32);
  if (navIdentifierAt !== null) bytes.set(identifier, navIdentifierAt);
  const image = Buffer.concat([
    Buffer.alloc(MAP_AT + SLOTS_AT),
    ...parts.map(({ sealed }) => sealed),
  ]);
  return {
    bytes,
    image,
    block: {
      start: 0,
      length: bytes.length,
      crc32: crc32(film.bytes),
      navIdentifierAt,
      navOriginal,
      slots: isCarried ? { distributor: stored.distributor.slot, order: stored.order.slot } : null,
      slotBytes: isCarried
        ? { distributor: 0, order: 0 }
        : { distributor: stored.distributor.slot.length, order: stored.order.slot.length },
      slotAt: SLOTS_AT,
      slotKeys: { distributor: distributor!.slotKey, order: order!.slotKey },
      bits: Buffer.concat(parts.map(({ bits }) => bits)),
    },
  };
}

/** What restoring needs of a head; the rest is never asked. */
const headWith = (isCarried: boolean): ComplementHead => ({
  identity: { titleId: 't', orderId: 'o', distributorId: 'd' },
  imageSize: 1 << 24,
  extents: [],
  vobBytes: 0,
  masterSha256: '',
  mapArea: isCarried ? null : { offset: MAP_AT, length: 1 << 20 },
  blocks: NUMBER + 1,
  restCrc32: 0,
  overlays: [],
  blockStart: () => 0,
  place: () => {
    throw new Error('no place is asked for');
  },
  ticks: () => 0,
  totalTicks: 0,
});

function restore(disc: Disc, block: ComplementBlock = disc.block, image: Uint8Array = disc.image) {
  const bytes = Uint8Array.from(disc.bytes);
  const vobs = new VobSpace([{ offset: FILM_AT, length: 1 << 22 }]);
  try {
    restoreBlock(bytes, bufferSource(image), headWith(block.slots !== null), vobs, NUMBER, block);
    return { bytes, code: null, context: null };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { bytes, code: error.code, context: error.context };
  }
}

const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);

describe('a block of a disc', () => {
  test('becomes that of the master, with its slots on the disc or in the complement', () => {
    fc.assert(
      fc.property(anyBlock, fc.boolean(), (film, isCarried) => {
        const restored = restore(discOf(film, isCarried));
        expect(restored.code).toBeNull();
        expect(Buffer.compare(restored.bytes, film.bytes)).toBe(0);
      }),
      { seed: 100, numRuns: 40 },
    );
  });

  const film = fc
    .sample(anyBlock, { seed: 101, numRuns: 60 })
    .find(
      ({ candidates, owners }) =>
        !candidates.order.isEmpty &&
        !candidates.distributor.isEmpty &&
        owners.length > 500 &&
        owners.subarray(0, 400).every((owner) => owner === 0),
    )!;
  const disc = discOf(film, false);

  test('gets its identifier of the NAV pack back', () => {
    expect(disc.block.navIdentifierAt).toBe(NAV_AT);
    expect(disc.bytes.subarray(NAV_AT, NAV_AT + 32)).toEqual(identifier);
    expect(Buffer.compare(restore(disc).bytes, film.bytes)).toBe(0);
  });

  test('that is not the master’s then becomes zeros, and is named with its place', () => {
    const restored = restore(disc, { ...disc.block, crc32: disc.block.crc32 ^ 1, start: 70 });
    expect([restored.code, isZero(restored.bytes)]).toEqual(['SPLIT_DISC_DAMAGED', true]);
    expect(restored.context).toEqual({
      block: NUMBER,
      byte: FILM_AT + 70,
      length: film.bytes.length,
    });
  });

  test('becomes zeros if a slot of its map is damaged, and the map is named', () => {
    for (const at of [0, disc.image.length - MAP_AT - SLOTS_AT - 1]) {
      const image = Uint8Array.from(disc.image);
      image[MAP_AT + SLOTS_AT + at]! ^= 1;
      const restored = restore(disc, disc.block, image);
      expect([restored.code, isZero(restored.bytes)]).toEqual(['SPLIT_DISC_DAMAGED', true]);
      expect(restored.context).toEqual({ block: NUMBER, byte: MAP_AT + SLOTS_AT });
    }
  });

  test('becomes zeros with bits too few or too many, and the complement is to blame', () => {
    const { bits } = disc.block;
    for (const wrong of [bits.subarray(0, -1), bits.subarray(0, 0), Buffer.concat([bits, bits])]) {
      const restored = restore(disc, { ...disc.block, bits: wrong });
      expect([restored.code, isZero(restored.bytes)]).toEqual(['COMPLEMENT_DAMAGED', true]);
    }
  });

  test('becomes zeros if its positions lead out of it, or its slots in the complement are damaged', () => {
    const short = { ...disc, bytes: disc.bytes.slice(0, 60) };
    expect(restore(short, { ...disc.block, length: 60 }).code).toBe('COMPLEMENT_DAMAGED');
    const { slots } = discOf(film, true).block;
    const order = Uint8Array.from(slots!.order);
    order[order.length - 1]! ^= 1;
    const restored = restore(disc, { ...disc.block, slots: { ...slots!, order } });
    expect([restored.code, isZero(restored.bytes)]).toEqual(['SPLIT_DISC_DAMAGED', true]);
  });
});

describe('a payload', () => {
  const place: BlockPlace = {
    start: 40,
    length: 2048,
    ticks: 45_000,
    navIdentifierAt: 0x49,
    keepsNav: true,
    slotAt: 500,
    slotBytes: { distributor: 30, order: 40 },
  };
  const slotKeys = { distributor: new Uint8Array(16).fill(3), order: new Uint8Array(16).fill(4) };
  const nav = new Uint8Array(32).fill(5);
  const headOf = (changed: Partial<BlockPlace>): ComplementHead => ({
    ...headWith(false),
    place: () => ({ ...place, ...changed }),
  });

  test.each([
    [{}, slotKeys, nav, 4 + 32 + 32],
    [{ keepsNav: false }, slotKeys, new Uint8Array(0), 4 + 32],
    [
      { slotBytes: { distributor: 0, order: 40 } },
      { ...slotKeys, distributor: null },
      nav,
      4 + 16 + 32,
    ],
    [{ slotBytes: { distributor: 30, order: 0 } }, { ...slotKeys, order: null }, nav, 4 + 16 + 32],
    [
      { slotBytes: { distributor: 0, order: 0 }, keepsNav: false, navIdentifierAt: null },
      { distributor: null, order: null },
      new Uint8Array(0),
      4,
    ],
  ])('of a block %j is parsed as it was written', (changed, written, navOriginal, headBytes) => {
    const payload = new Uint8Array(headBytes + 7).fill(0xee);
    expect(writePayloadHead(payload, 0xf1e2d3c4, written, navOriginal)).toBe(headBytes);
    const block = parseComplementBlock(headOf(changed), 3, payload);
    expect(block).toEqual({
      start: 40,
      length: 2048,
      crc32: 0xf1e2d3c4,
      navIdentifierAt: 'navIdentifierAt' in changed ? null : 0x49,
      navOriginal: navOriginal.length === 0 ? new Uint8Array(32) : navOriginal,
      slots: null,
      slotAt: 500,
      slotBytes: { ...place.slotBytes, ...('slotBytes' in changed ? changed.slotBytes : {}) },
      slotKeys: {
        distributor: written.distributor ?? new Uint8Array(16),
        order: written.order ?? new Uint8Array(16),
      },
      bits: new Uint8Array(7).fill(0xee),
    });
    const parse = (bytes: number) => () =>
      parseComplementBlock(headOf(changed), 3, payload.subarray(0, bytes));
    expect(parse(headBytes - 1)).toThrow(expect.objectContaining({ code: 'COMPLEMENT_DAMAGED' }));
    expect(parse(headBytes)().bits.length).toBe(0);
  });
});
