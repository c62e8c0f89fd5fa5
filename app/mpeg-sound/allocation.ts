import type { SoundFrameHeader } from './frame-header.ts';

/** Bits of `allocation` of each subband that can be coded at all: Table B.2 of ISO/IEC 11172-3, the column `nbal`. */
export type AllocationWidths = readonly number[];

const widths = (...runs: readonly (readonly [width: number, subbands: number])[]): number[] =>
  runs.flatMap(([width, subbands]) => Array.from({ length: subbands }, () => width));

const tableA: AllocationWidths = widths([4, 11], [3, 12], [2, 4]);
const tableB: AllocationWidths = widths([4, 11], [3, 12], [2, 7]);
const tableC: AllocationWidths = widths([4, 2], [3, 6]);
const tableD: AllocationWidths = widths([4, 2], [3, 10]);

/** Which part of Table B.2 a frame uses: it depends on sampling frequency and on the bit rate of a channel. */
export function allocationWidthsOf(header: SoundFrameHeader): AllocationWidths {
  const { bitRate, channels, samplingFrequency } = header;
  const ofChannel = bitRate / channels;
  if (ofChannel <= 48) return samplingFrequency === 32_000 ? tableD : tableC;
  return samplingFrequency === 48_000 || ofChannel <= 80 ? tableA : tableB;
}
