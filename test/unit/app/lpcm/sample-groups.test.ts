import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePcmFormat, samplesIn, signBitOf } from '../../../../app/lpcm/index.ts';
import { anyPcm, packSamples } from '../../../support/engine-lpcm.ts';

describe('the format of LPCM', () => {
  test('is read from its byte', () => {
    expect([0x01, 0x41, 0x95, 0x80].map(parsePcmFormat)).toEqual([
      { bits: 16, rate: 48_000, channels: 2 },
      { bits: 20, rate: 48_000, channels: 2 },
      { bits: 24, rate: 96_000, channels: 6 },
      { bits: 24, rate: 48_000, channels: 1 },
    ]);
  });

  test('is not understood where a code is reserved', () => {
    expect([0xc1, 0x09].map(parsePcmFormat)).toEqual([null, null]);
  });
});

test('the sign of a sample stands where samples are packed as a DVD has them', () => {
  fc.assert(
    fc.property(anyPcm, fc.nat(), ({ format, samples }, any) => {
      const bytes = packSamples(format, samples);
      const victim = any % samples.length;
      const changed = samples.with(victim, samples[victim]! ^ (1 << (format.bits - 1)));
      const flipped = Uint8Array.from(bytes);
      const bit = signBitOf(format, victim);
      flipped[bit >>> 3]! ^= 128 >>> (bit & 7);
      expect(flipped).toEqual(packSamples(format, changed));
    }),
    { seed: 110, numRuns: 300 },
  );
});

test('samples are counted in whole groups only', () => {
  fc.assert(
    fc.property(anyPcm, fc.nat(5), ({ format, samples }, more) => {
      const group = format.bits === 16 ? format.channels : 2 * format.channels;
      const bytes = packSamples(format, samples).length;
      const tail = Math.min(more, (group * format.bits) / 8 - 1);
      expect(samplesIn(format, bytes + tail)).toBe(samples.length);
    }),
    { seed: 111 },
  );
});
