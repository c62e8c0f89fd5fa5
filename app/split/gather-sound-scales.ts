import { findSoundFrames, readScaleFactors, type ScaleFactor } from '../mpeg-sound/index.ts';
import type { FramedSound } from './sound-stream.ts';

/** Scalefactors of a frame that are candidates: of 24, six come out changed. */
const WANTED = 24;

/**
 * Appends bits of scalefactors of a stream, in bits of the block: of each frame those that make the loudest noise. Of an index one bit
 * at most is taken, the highest that is set: it makes a subband louder by 2 to 64 dB, and the forbidden index 63, whose bits
 * are all set, cannot arise.
 */
export function gatherSoundScales(sound: FramedSound, into: number[]): void {
  const { window, part, tally } = sound;
  const wanted = Math.round(WANTED * part);
  const placeOf = window.places();
  for (const { at, header } of findSoundFrames(window.bytes, window.length)) {
    tally.seen++;
    const factors = readScaleFactors(window.bytes, at, header);
    if (factors === null || wanted === 0) continue;
    const loudest = factors
      .filter(({ index }) => index > 0)
      .sort((one, other) => noiseOf(other) - noiseOf(one))
      .slice(0, wanted)
      .sort((one, other) => one.position - other.position);
    if (loudest.length > 0) tally.withCandidates++;
    for (const { position, index } of loudest) {
      into.push(placeOf(position + bitOf(index)));
    }
  }
}

/** The highest bit that is set in an index, as files number them: 0 is the first of its six. */
function bitOf(index: number): number {
  return Math.clz32(index) - (32 - 6);
}

/** Power that the frame gains if that bit is cleared, in any unit; a step of the index is a factor of 2^(2/3). */
function noiseOf({ index, thirds }: ScaleFactor): number {
  const louder = index & ~(32 >>> bitOf(index));
  return thirds * (2 ** ((-2 * louder) / 3) - 2 ** ((-2 * index) / 3));
}
