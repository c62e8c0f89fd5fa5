import type { PcmFormat } from './pcm-format.ts';

/**
 * Samples stand in groups: of 16 bits, one of every channel; of 20 and 24 bits, two of every channel, their upper 16 bits first
 * and the lower 4 or 8 bits of all of them behind. Every packet begins with a group.
 */
function samplesOfGroup({ bits, channels }: PcmFormat): number {
  return bits === 16 ? channels : 2 * channels;
}

/** Samples, of all channels together, in the whole groups of a packet that carries so many bytes. */
export function samplesIn(format: PcmFormat, bytes: number): number {
  const samples = samplesOfGroup(format);
  return samples * Math.floor((bytes * 8) / (samples * format.bits));
}

/** Where the sign of sample `number` of a packet stands, in bits from its begin; samples count as they stand, channel by channel. */
export function signBitOf(format: PcmFormat, number: number): number {
  const samples = samplesOfGroup(format);
  const group = Math.floor(number / samples);
  return group * samples * format.bits + (number - group * samples) * 16;
}
