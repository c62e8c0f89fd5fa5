import { createCipheriv, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LevelCandidates } from '../../../../app/split/candidate-columns.ts';
import { lane } from '../../../../app/split/lanes.ts';
import {
  cryptSlot,
  drawsOf,
  drawsOfSize,
  isStretchDrawn,
  mapKeyOf,
  SlotKeys,
  valuesOf,
} from '../../../../app/split/level-keys.ts';
import { decodePositions, encodePositions } from '../../../../app/split/level-positions.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const mapKey = mapKeyOf(key);

describe('keys', () => {
  test('of a map are derived from the key of the level, which they do not show', () => {
    const wanted = createHmac('sha256', key).update('diptych position map 3').digest();
    expect(hex(mapKey)).toBe(hex(wanted));
  });

  test('of slots are AES-256 of the number of the block, in whatever order they are asked for', () => {
    const cipher = createCipheriv('aes-256-ecb', mapKey, null).setAutoPadding(false);
    const wantedOf = (block: number) => {
      const number = Buffer.alloc(16);
      number.writeBigUInt64BE(BigInt(block), 8);
      return hex(cipher.update(number));
    };
    const blocks = [0, 1, 63, 64, 65, 5, 4, 200, 2 ** 31, 2 ** 40, 2 ** 40 + 63, 0];
    const keys = new SlotKeys(mapKey);
    expect(blocks.map((block) => hex(keys.of(block)))).toEqual(blocks.map(wantedOf));
  });

  test('of slots that were given stay as they are when others are asked for', () => {
    const keys = new SlotKeys(mapKey);
    const [first, later] = [keys.of(7), keys.of(8)];
    const before = [hex(first), hex(later)];
    for (let block = 0; block < 300; block++) keys.of(block);
    expect([hex(first), hex(later)]).toEqual(before);
    expect(first.length).toBe(16);
  });
});

describe('a slot', () => {
  test('is encrypted and decrypted by the same step, and is not what its draws are', () => {
    const plain = new Uint8Array(100);
    const slotKey = new SlotKeys(mapKey).of(3);
    const sealed = cryptSlot(plain, slotKey);
    expect(hex(cryptSlot(sealed, slotKey))).toBe(hex(plain));
    const draws = drawsOfSize(slotKey, 100, 0);
    expect(hex(sealed)).not.toBe(hex(draws));
    // AES-128 in counter mode: slots from counter 0 on, draws from 2^127 on.
    const counted = (first: number) => {
      const counter = Buffer.alloc(16);
      counter[0] = first;
      return hex(createCipheriv('aes-128-ctr', slotKey, counter).update(plain));
    };
    expect([hex(sealed), hex(draws)]).toEqual([counted(0), counted(0x80)]);
  });
});

describe('draws', () => {
  test('have a byte for every eight entries of each lane, and two for each stretch', () => {
    const level = new LevelCandidates();
    for (let i = 0; i < 9; i++) level.lane(lane.acSign).addBit(3 * i);
    level.lane(lane.dcRed).addDifferential(4, 3, true, 0, 0);
    level.stretches = [{ shape: 0, pieces: [] }];
    const positions = decodePositions(encodePositions(level), 4096)!;
    const slotKey = new Uint8Array(16).fill(1);
    expect(hex(drawsOf(slotKey, positions))).toBe(hex(drawsOfSize(slotKey, 2 + 1, 1)));
    expect(drawsOfSize(slotKey, 3, 1).length).toBe(5);
  });

  test('of a stretch say three in ten, no more', () => {
    const drawn = (value: number) => isStretchDrawn(Uint8Array.of(9, value >>> 8, value), 1, 0);
    expect([0, 19_660, 19_661, 65_535].map(drawn)).toEqual([true, true, false, false]);
    const second = Uint8Array.of(0xff, 0xff, 0, 0);
    expect([isStretchDrawn(second, 0, 0), isStretchDrawn(second, 0, 1)]).toEqual([false, true]);
  });

  test('are as many as are asked for, however many that are, and stay as they are', () => {
    const slotKey = new Uint8Array(16).fill(1);
    const short = drawsOfSize(slotKey, 100, 0);
    const before = hex(short);
    const long = drawsOfSize(slotKey, 200_000, 0);
    expect([long.length, hex(long.subarray(0, 100)), hex(short)]).toEqual([
      200_000,
      before,
      before,
    ]);
    // Half of them are ones, in the long run.
    const ones = long.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
    expect(Math.abs(ones / 1_600_000 - 0.5)).toBeLessThan(0.002);
  });
});

test('chances of values are of the key and the block, and no two blocks share any', () => {
  const counterOf = (block: number) => {
    const counter = Buffer.alloc(16);
    counter.writeBigUInt64BE(BigInt(block), 0);
    return counter;
  };
  for (const block of [0, 1, 70_000]) {
    const wanted = createCipheriv('aes-256-ctr', key, counterOf(block)).update(Buffer.alloc(50));
    expect(hex(valuesOf(key, block, 50))).toBe(hex(wanted));
  }
});
