import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crcOfBits } from '../../../../app/mpeg-sound/bits.ts';
import { parseSoundHeader } from '../../../../app/mpeg-sound/frame-header.ts';
import { findSoundFrames, ScaleFactors } from '../../../../app/mpeg-sound/index.ts';
import { anySoundFrame, plainCrc } from '../../../support/engine-mpeg-sound.ts';

function scalesOf(frame: Uint8Array, at: number = 0) {
  const factors = new ScaleFactors();
  const header = parseSoundHeader(frame, at);
  if (header === null || !factors.read(frame, at, header)) return null;
  return Array.from({ length: factors.count }, (_, i) => ({
    position: factors.positions[i],
    index: factors.indices[i],
    thirds: factors.thirds[i],
  }));
}

describe('the header of a frame of Layer II', () => {
  test('gives its length, its channels, and where they begin to share', () => {
    const headers = [
      [0xff, 0xfd, 0xa4, 0x00], // 192 kb/s, 48 kHz, stereo
      [0xff, 0xfc, 0x82, 0x50], // 128 kb/s, 44.1 kHz, padded, joint stereo from subband 8, CRC
      [0xff, 0xfd, 0x48, 0xc0], // 64 kb/s, 32 kHz, one channel
    ].map((bytes) => parseSoundHeader(Uint8Array.from(bytes), 0));
    expect(headers).toEqual([
      {
        length: 576,
        isProtected: false,
        bitRate: 192,
        samplingFrequency: 48_000,
        channels: 2,
        bound: 32,
      },
      {
        length: 418,
        isProtected: true,
        bitRate: 128,
        samplingFrequency: 44_100,
        channels: 2,
        bound: 8,
      },
      {
        length: 288,
        isProtected: false,
        bitRate: 64,
        samplingFrequency: 32_000,
        channels: 1,
        bound: 32,
      },
    ]);
  });

  test.each([
    ['Layer III', [0xff, 0xfb, 0xa4, 0]],
    ['MPEG-2 of low frequencies', [0xff, 0xf5, 0xa4, 0]],
    ['free format', [0xff, 0xfd, 0x04, 0]],
    ['a reserved bit rate', [0xff, 0xfd, 0xf4, 0]],
    ['a reserved frequency', [0xff, 0xfd, 0xac, 0]],
    ['no sync word', [0xff, 0xed, 0xa4, 0]],
  ])('is refused where it is of %s', (_, bytes) => {
    expect(parseSoundHeader(Uint8Array.from(bytes), 0)).toBeNull();
  });
});

test('the CRC of a stretch of bits is what a shift register of 16 stages gives', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(20), fc.nat(160), (bytes, from, to) => {
      const text = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
      const end = Math.min(to, text.length);
      expect(crcOfBits(bytes, from, end, 0xffff)).toBe(plainCrc(text.slice(from, end)));
    }),
    { seed: 100 },
  );
});

describe('the scalefactors of a frame', () => {
  test('are found, whatever its rate, its channels and its allocation', () => {
    fc.assert(
      fc.property(anySoundFrame, ({ frame, scales }) => {
        expect(scalesOf(frame)).toEqual(scales);
      }),
      { seed: 101, numRuns: 300 },
    );
  });

  test('are read where the frame stands', () => {
    fc.assert(
      fc.property(anySoundFrame, fc.nat(9), ({ frame, scales }, at) => {
        const bytes = new Uint8Array(at + frame.length);
        bytes.set(frame, at);
        const moved = scales.map((scale) => ({ ...scale, position: scale.position + at * 8 }));
        expect(scalesOf(bytes, at)).toEqual(moved);
      }),
      { seed: 102 },
    );
  });

  test('are not believed where the CRC is wrong', () => {
    const guarded = anySoundFrame.filter(({ parts }) => parts.isProtected);
    fc.assert(
      fc.property(guarded, fc.nat(15), ({ frame }, bit) => {
        const damaged = Uint8Array.from(frame);
        damaged[4 + (bit >>> 3)]! ^= 1 << (bit & 7);
        expect(scalesOf(damaged)).toBeNull();
      }),
      { seed: 103 },
    );
  });

  test('are not believed where one is forbidden', () => {
    const coded = anySoundFrame.filter(({ scales }) => scales.length > 0);
    fc.assert(
      fc.property(coded, fc.nat(), ({ frame, scales }, any) => {
        const { position } = scales[any % scales.length]!;
        const forbidden = Uint8Array.from(frame);
        for (let bit = position; bit < position + 6; bit++) {
          forbidden[bit >>> 3]! |= 128 >>> (bit & 7);
        }
        expect(scalesOf(forbidden)).toBeNull();
      }),
      { seed: 105 },
    );
  });

  test('are not believed where they end behind the frame', () => {
    // All subbands of both channels coded, three scalefactors each: more than 32 kb/s have room for.
    const frame = Uint8Array.from({ length: 400 }, (_, at) => (at < 20 ? 0x88 : 0));
    frame.set([0xff, 0xfd, 0x14, 0x00]);
    const header = { ...parseSoundHeader(frame, 0)!, length: 26 };
    expect(new ScaleFactors().read(frame, 0, { ...header, length: 400 })).toBe(true);
    expect(new ScaleFactors().read(frame, 0, header)).toBe(false);
  });
});

describe('frames', () => {
  const found = (bytes: Uint8Array, length: number = bytes.length) =>
    Array.from(findSoundFrames(bytes, length), ({ at }) => at);
  const stream = (count: number, header: readonly number[] = [0xff, 0xfd, 0xa4, 0x00]) => {
    const frame = new Uint8Array(576);
    frame.set(header);
    const bytes = new Uint8Array(576 * count);
    for (let i = 0; i < count; i++) bytes.set(frame, 576 * i);
    return bytes;
  };

  test('are found in a stream that begins and ends in the middle of one', () => {
    const bytes = stream(5).subarray(100, 5 * 576 - 7);
    expect(found(bytes)).toEqual([476, 476 + 576, 476 + 2 * 576]);
  });

  test('are found up to the end that is told, the last one included', () => {
    expect(found(stream(4), 3 * 576)).toEqual([0, 576, 1152]);
    expect(found(stream(4), 3 * 576 - 1)).toEqual([0, 576]);
  });

  test('are found again behind damage, and a header without another behind it is none', () => {
    const bytes = stream(6);
    bytes.fill(0, 2 * 576 + 1, 3 * 576);
    expect(found(bytes)).toEqual([0, 576, 3 * 576, 4 * 576, 5 * 576]);
    expect(found(stream(1))).toEqual([]);
  });

  test('of another stream do not go on with this one', () => {
    const bytes = stream(4);
    bytes.set(stream(2, [0xff, 0xfd, 0xa4, 0xc0]), 2 * 576);
    expect(found(bytes)).toEqual([0, 576, 2 * 576, 3 * 576]);
    bytes.set([0xff, 0xfd, 0x94, 0xc0], 3 * 576);
    expect(found(bytes)).toEqual([0, 576]);
  });

  test('and scalefactors are looked for in any bytes without a crash', () => {
    const hostile = fc.array(
      fc.oneof(
        fc.constantFrom([0xff, 0xfd, 0x14, 0x00], [0xff, 0xfc, 0xe2, 0x50], [0xff, 0xfd, 0x1a]),
        fc.array(fc.nat(255), { maxLength: 60 }),
        fc.nat(255).map((byte) => Array.from({ length: 90 }, () => byte)),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(hostile, (parts) => {
        const bytes = Uint8Array.from(parts.flat());
        const factors = new ScaleFactors();
        let last = 0;
        for (const { at, header } of findSoundFrames(bytes, bytes.length)) {
          expect(at).toBeGreaterThanOrEqual(last);
          last = at + header.length;
          if (!factors.read(bytes, at, header)) continue;
          for (let i = 0; i < factors.count; i++) {
            expect(factors.positions[i]! + 6).toBeLessThanOrEqual(last * 8);
          }
        }
        expect(last).toBeLessThanOrEqual(bytes.length);
      }),
      { seed: 104, numRuns: 300 },
    );
  });
});
