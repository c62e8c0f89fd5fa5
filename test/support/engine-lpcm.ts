import * as fc from 'fast-check';
import type { PcmFormat } from '../../app/lpcm/index.ts';
import { BitText } from './engine-slice-writer.ts';

/** The byte that says a format in the header of a packet. */
export function formatByte({ bits, rate, channels }: PcmFormat): number {
  return ((bits - 16) / 4) * 64 + (rate === 96_000 ? 16 : 0) + channels - 1;
}

/** Packs whole groups of samples as packets of LPCM have them. @param samples unsigned, of so many bits as the format has. */
export function packSamples(format: PcmFormat, samples: readonly number[]): Uint8Array {
  const text = new BitText();
  const group = format.bits === 16 ? format.channels : 2 * format.channels;
  const lower = format.bits - 16;
  for (let from = 0; from < samples.length; from += group) {
    const some = samples.slice(from, from + group);
    for (const sample of some) text.number(sample >>> lower, 16);
    if (lower > 0) for (const sample of some) text.number(sample & ((1 << lower) - 1), lower);
  }
  return text.bytes();
}

/** Some groups of samples of any format. */
export const anyPcm: fc.Arbitrary<{
  readonly format: PcmFormat;
  readonly samples: readonly number[];
}> = fc
  .record({
    bits: fc.constantFrom<PcmFormat['bits'][]>(16, 20, 24),
    rate: fc.constantFrom(48_000, 96_000),
    channels: fc.integer({ min: 1, max: 8 }),
  })
  .chain((format) =>
    fc.integer({ min: 1, max: 6 }).chain((groups) => {
      const count = groups * format.channels * (format.bits === 16 ? 1 : 2);
      const samples = fc.array(fc.nat(2 ** format.bits - 1), {
        minLength: count,
        maxLength: count,
      });
      return samples.map((some) => ({ format, samples: some }));
    }),
  );
