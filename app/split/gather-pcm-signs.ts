import { parsePcmFormat, samplesIn, signBitOf } from '../lpcm/index.ts';
import type { PcmSound } from './sound-stream.ts';

/**
 * One sample in so many has a sign that is a candidate. With p = 1/4 that a candidate comes out changed, one sample in 68 is off
 * by full scale: noise of 18 dB below full scale. It has no divisor in common with any number of channels, so that all have their share.
 */
const SPACING = 17;

/** Appends the signs of samples of a stream, in bits of the block, spread evenly. */
export function gatherPcmSigns(sound: PcmSound, into: number[]): void {
  const { window, part, tally } = sound;
  tally.seen += window.segments;
  const format = sound.format === null ? null : parsePcmFormat(sound.format);
  if (format === null || part === 0) return;
  const placeOf = window.places();
  const step = SPACING / part;
  let next = 0;
  for (let packet = 0; packet < window.segments; packet++) {
    const from = window.segmentAt(packet);
    const samples = samplesIn(format, window.segmentAt(packet + 1) - from);
    if (next < samples) tally.withCandidates++;
    const place = placeOf(from * 8);
    for (; next < samples; next += step) into.push(place + signBitOf(format, Math.floor(next)));
    next -= samples;
  }
}
