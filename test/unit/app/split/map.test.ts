import { brotliCompressSync, crc32 } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import { BlockCandidates } from '../../../../app/split/candidate-columns.ts';
import { decodeSlots, encodeSlots } from '../../../../app/split/carried-slots.ts';
import { classNames, countByClass } from '../../../../app/split/lanes.ts';
import { cryptSlot } from '../../../../app/split/level-keys.ts';
import {
  encodeMapHead,
  type MapFacts,
  MAP_HEAD,
  readMapFigures,
  readMapHead,
  readMapVersion,
} from '../../../../app/split/map-head.ts';
import { checkedPositions, openSlot } from '../../../../app/split/map-slot.ts';
import { presets } from '../../../../app/split/preset.ts';
import { anyBlock, storedOf } from '../../../support/engine-candidates.ts';

const slotKey = new Uint8Array(16).fill(7);

describe('a slot of the map', () => {
  test('opens with its own key, and with no other', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const { slot } = storedOf(block).distributor;
        const opened = openSlot(cryptSlot(slot, slotKey), slotKey);
        expect(Buffer.compare(opened!, slot.subarray(slot.length === 0 ? 0 : 4))).toBe(0);
        const foreign = openSlot(cryptSlot(slot, slotKey), new Uint8Array(16));
        expect(foreign === null).toBe(slot.length > 0);
      }),
      { seed: 90, numRuns: 30 },
    );
  });

  test('does not open with any bit of it wrong, nor with fewer bytes than its CRC has', () => {
    const positions = Uint8Array.from({ length: 24 }, (_, i) => i);
    const plain = Buffer.concat([Buffer.alloc(4), positions]);
    plain.writeUInt32LE(crc32(positions));
    const sealed = cryptSlot(plain, slotKey);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >>> 3]! ^= 128 >>> (bit & 7);
      expect(openSlot(changed, slotKey)).toBeNull();
    }
    expect([1, 2, 3].map((bytes) => openSlot(sealed.subarray(0, bytes), slotKey))).toEqual([
      null,
      null,
      null,
    ]);
    expect([1, 3].map((bytes) => checkedPositions(plain.subarray(0, bytes)))).toEqual([null, null]);
    expect(openSlot(new Uint8Array(0), slotKey)?.length).toBe(0);
    expect(checkedPositions(new Uint8Array(0))?.length).toBe(0);
    expect(openSlot(sealed, slotKey)).toEqual(Buffer.from(positions));
  });
});

describe('slots that travel in a complement', () => {
  test('come back as they were', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const stored = storedOf(block);
        const carried = encodeSlots(stored);
        const decoded = decodeSlots(carried);
        for (const level of ['distributor', 'order'] as const) {
          expect(Buffer.compare(decoded[level], stored[level].slot)).toBe(0);
        }
      }),
      { seed: 91, numRuns: 40 },
    );
  });

  test('are no bytes where there are none', () => {
    const none = new Uint8Array(0);
    const { distributor, order } = storedOf({
      bytes: new Uint8Array(50),
      candidates: new BlockCandidates(),
      owners: none,
    });
    expect(encodeSlots({ distributor, order }).length).toBe(0);
    expect(decodeSlots(none)).toEqual({ distributor: none, order: none });
  });

  test('are refused if one is longer than all, or both would be longer than any', () => {
    const refused = [Buffer.of(1, 0, 0, 0), Buffer.of(2, 0, 0, 0, 7), Buffer.alloc((4 << 20) + 1)];
    for (const bytes of refused) {
      expect(() => decodeSlots(brotliCompressSync(bytes))).toThrow(
        expect.objectContaining({ code: 'COMPLEMENT_DAMAGED' }),
      );
    }
    const fits = decodeSlots(brotliCompressSync(Buffer.alloc(4 << 20)));
    expect([fits.distributor.length, fits.order.length]).toEqual([0, (4 << 20) - 4]);
  });

  test('are refused, never believed, whatever their bytes', () => {
    const [block] = fc.sample(
      anyBlock.filter(({ candidates }) => !candidates.order.isEmpty),
      { seed: 92, numRuns: 1 },
    );
    const good = encodeSlots(storedOf(block!));
    const codes = new Set<string>();
    const tryBytes = (bytes: Uint8Array) => {
      try {
        const { distributor, order } = decodeSlots(bytes);
        expect(distributor.length + order.length).toBeLessThanOrEqual(4 << 20);
      } catch (error) {
        codes.add((error as { code: string }).code);
      }
    };
    for (let cut = 1; cut < good.length; cut++) tryBytes(good.subarray(0, cut));
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), tryBytes), {
      seed: 93,
      numRuns: 300,
    });
    expect([...codes]).toEqual(['COMPLEMENT_DAMAGED']);
  });
});

const facts: MapFacts = {
  preset: 'half',
  blocks: 5,
  slotBytes: 2 ** 33 + 4,
  vobBytes: 2 ** 34 + 2048,
  candidates: { ...countByClass([1, 2, 3, 4, 5, 6, 7, 8, 9], 10) },
  expectedBits: { distributor: 2 ** 35, order: 12, sound: 13 },
};

describe('the head of a map', () => {
  test('says what was written, of every preset', () => {
    for (const preset of presets) {
      const head = encodeMapHead({ ...facts, preset });
      expect(head.length).toBe(MAP_HEAD);
      expect(readMapHead(head)).toEqual({ ...facts, preset });
      expect(readMapVersion(head)).toBe(3);
    }
    expect(Object.keys(facts.candidates)).toEqual([...classNames]);
  });

  test('counts both colours as one class', () => {
    expect([facts.candidates.dcLuma, facts.candidates.dcChroma]).toEqual([7, 8 + 9]);
  });

  test('is none with any bit wrong, cut off, or of another version', () => {
    const head = encodeMapHead(facts);
    for (let bit = 0; bit < 8 * MAP_HEAD; bit++) {
      const changed = Uint8Array.from(head);
      changed[bit >>> 3]! ^= 128 >>> (bit & 7);
      expect(readMapHead(changed)).toBeNull();
    }
    expect([readMapHead(head.subarray(0, 127)), readMapVersion(head.subarray(0, 127))]).toEqual([
      null,
      null,
    ]);
    expect(readMapVersion(new Uint8Array(MAP_HEAD))).toBeNull();
    const older = Uint8Array.from(head);
    older[8] = 2;
    expect([readMapVersion(older), readMapHead(older)]).toEqual([2, null]);
  });

  test('that says more than it may, with its CRC right, is none', () => {
    const withByte = (at: number, byte: number) => {
      const head = Buffer.from(encodeMapHead(facts));
      head[at] = byte;
      head.writeUInt32LE(crc32(head.subarray(0, MAP_HEAD - 4)), MAP_HEAD - 4);
      return readMapHead(head);
    };
    expect([withByte(10, 3), withByte(10, 255), withByte(11, 8)]).toEqual([null, null, null]);
    expect(withByte(12, 6)).toEqual({ ...facts, blocks: 6 });
  });

  test('is read from where the area lies, if one has room there', () => {
    const image = Buffer.concat([Buffer.alloc(50), encodeMapHead(facts), Buffer.alloc(9)]);
    const source = bufferSource(image);
    expect(readMapFigures(source, { offset: 50, length: 128 })).toEqual(facts);
    expect(readMapFigures(source, { offset: 50, length: 127 })).toBeNull();
    expect(readMapFigures(source, { offset: 60, length: 128 })).toBeNull();
  });
});
