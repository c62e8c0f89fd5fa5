import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldReader, FieldWriter } from '../../../../app/ac3/bits.ts';
import { crc16 } from '../../../../app/ac3/crc16.ts';
import { findFrames, isIntact, parseFrameHeader } from '../../../../app/ac3/index.ts';
import { anyFrame, buildFrame } from '../../../support/engine-ac3.ts';

const someBytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

describe('the CRC of A/52', () => {
  test('is that of the polynomial x^16 + x^15 + x^2 + 1, from 0, first bit highest', () => {
    expect(crc16(Uint8Array.of(0, 1), 0, 2)).toBe(0x8005);
    // The check value under which catalogues list this CRC.
    expect(crc16(Buffer.from('123456789'), 0, 9)).toBe(0xfee8);
  });

  test('of a sum is the sum of the CRCs', () => {
    fc.assert(
      fc.property(someBytes, fc.infiniteStream(fc.nat(255)), (one, more) => {
        const other = one.map(() => more.next().value);
        const sum = one.map((byte, at) => byte ^ (other[at] ?? 0));
        const crcOf = (bytes: Uint8Array) => crc16(bytes, 0, bytes.length);
        expect(crcOf(sum)).toBe(crcOf(one) ^ crcOf(other));
      }),
      { seed: 70 },
    );
  });

  test('of bytes that end with their own CRC is 0, in any two parts', () => {
    fc.assert(
      fc.property(someBytes, fc.nat(300), (bytes, cut) => {
        const crc = crc16(bytes, 0, bytes.length);
        const whole = Uint8Array.of(...bytes, crc >>> 8, crc & 255);
        const middle = Math.min(cut, whole.length);
        expect(crc16(whole, middle, whole.length, crc16(whole, 0, middle))).toBe(0);
      }),
      { seed: 71 },
    );
  });
});

test('fields come back as they were written, and bits beside them stay', () => {
  const fields = fc.array(
    fc
      .integer({ min: 1, max: 16 })
      .chain((width) => fc.tuple(fc.nat(2 ** width - 1), fc.constant(width))),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(fields, fc.nat(7), (values, first) => {
      const bytes = new Uint8Array(64).fill(0xff);
      const writer = new FieldWriter(bytes, first);
      for (const [value, width] of values) writer.write(value, width);
      const reader = new FieldReader(bytes);
      const before = first === 0 ? [] : [reader.read(first)];
      expect(before.every((value) => value === 2 ** first - 1)).toBe(true);
      expect(values.map(([, width]) => reader.read(width))).toEqual(values.map(([value]) => value));
      expect(reader.position).toBe(writer.position);
      expect(reader.read(1)).toBe(1);
    }),
    { seed: 72 },
  );
});

describe('a frame', () => {
  test('is read as it was built: length, channels, and where its sound begins', () => {
    fc.assert(
      fc.property(anyFrame, (parts) => {
        const { frame, audioAt } = buildFrame(parts);
        const header = parseFrameHeader(frame, 0)!;
        const { acmod, lfeon, words } = parts;
        expect(header).toEqual({
          length: words * 2,
          guarded: (Math.floor(words / 2) + Math.floor(words / 8)) * 2,
          acmod,
          lfeon,
          audioAt,
        });
        expect(isIntact(frame, 0, header)).toBe(true);
      }),
      { seed: 73, numRuns: 60 },
    );
  });

  test.each([
    ['without its sync word', 0, 0x0c],
    ['of a sampling rate that is reserved', 4, 0xc0],
    ['of a size that is reserved', 4, 0x26],
    ['of a later bit stream', 5, 0x50],
  ])('%s is not taken for one', (_, at, byte) => {
    const { frame } = buildFrame({
      fscod: 0,
      frmsizecod: 20,
      words: 384,
      acmod: 2,
      lfeon: 0,
      options: 0,
      addbsil: 0,
      filling: Uint8Array.of(0),
    });
    expect(parseFrameHeader(frame, 0)).not.toBeNull();
    frame[at] = byte;
    expect(parseFrameHeader(frame, 0)).toBeNull();
  });

  test('is found among others, behind anything, unless it is cut off or damaged', () => {
    const rubbish = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(rubbish, fc.array(anyFrame, { minLength: 3, maxLength: 3 }), (before, parts) => {
        const frames = parts.map((one) => buildFrame(one).frame);
        const bytes = Uint8Array.from([before, ...frames].flatMap((part) => [...part]));
        const starts = frames.map((_, at) =>
          frames.slice(0, at).reduce((sum, one) => sum + one.length, before.length),
        );
        const found = (length: number) => [...findFrames(bytes, length)].map(({ at }) => at);
        expect(found(bytes.length)).toEqual(starts);
        expect(found(bytes.length - 1)).toEqual(starts.slice(0, 2));
        const hurt = starts[1]! + 9;
        bytes[hurt] = bytes[hurt]! ^ 1;
        expect(found(bytes.length)).toEqual([starts[0], starts[2]]);
      }),
      { seed: 74, numRuns: 20 },
    );
  });
});
