import { findSoundFrames, ScaleFactors } from '../mpeg-sound/index.ts';
import type { FramedSound } from './sound-stream.ts';

/** Scalefactors of a frame that are candidates: of 24, six come out changed. */
const WANTED = 24;

const INDEX_BITS = 6;
/** Indices, and thirds of a frame that a scalefactor may hold for. */
const INDICES = 1 << INDEX_BITS;
const THIRDS = 3;

/** The highest bit that is set in an index, as streams number them: 0 is the first of its six. */
function highestBit(index: number): number {
  return Math.clz32(index) - (32 - INDEX_BITS);
}

/** Power that a frame gains if that bit is cleared, in any unit; a step of the index is a factor of 2^(2/3). */
function noiseOf(index: number, thirds: number): number {
  const louder = index & ~(INDICES >>> (highestBit(index) + 1));
  return thirds * (2 ** ((-2 * louder) / 3) - 2 ** ((-2 * index) / 3));
}

/** The rank of each by its noise, at thirds x 64 + index: the higher the louder, from 1; index 0 has no bit to clear and rank 0. */
const ranks: Uint8Array = rankByNoise();
const RANKS = THIRDS * (INDICES - 1) + 1;

function rankByNoise(): Uint8Array {
  const all = Array.from({ length: THIRDS * (INDICES - 1) }, (_, number) => ({
    thirds: 1 + Math.floor(number / (INDICES - 1)),
    index: 1 + (number % (INDICES - 1)),
  }));
  all.sort((one, other) => noiseOf(one.index, one.thirds) - noiseOf(other.index, other.thirds));
  const ranked = new Uint8Array((THIRDS + 1) * INDICES);
  for (const [place, { index, thirds }] of all.entries()) {
    ranked[thirds * INDICES + index] = place + 1;
  }
  return ranked;
}

const factors = new ScaleFactors();
const countOfRank = new Uint8Array(RANKS);

/**
 * Appends bits of scalefactors of a stream, in bits of the block: of each frame those that make the loudest noise. Of an index one
 * bit at most is taken, the highest that is set: it makes a subband louder by 2 to 64 dB, and the forbidden index 63 cannot arise,
 * since it has all bits set and those above that one are not.
 */
export function gatherSoundScales(sound: FramedSound, into: number[]): void {
  const { window, part, tally } = sound;
  const wanted = Math.round(WANTED * part);
  const placeOf = window.places();
  for (const { at, header } of findSoundFrames(window.bytes, window.length)) {
    tally.seen++;
    if (wanted === 0 || !factors.read(window.bytes, at, header)) continue;
    const before = into.length;
    appendLoudest(wanted, placeOf, into);
    if (into.length > before) tally.withCandidates++;
  }
}

function appendLoudest(wanted: number, placeOf: (bit: number) => number, into: number[]): void {
  const { count, positions, indices, thirds } = factors;
  countOfRank.fill(0);
  for (let i = 0; i < count; i++) {
    const rank = ranks[(thirds[i] ?? 0) * INDICES + (indices[i] ?? 0)] ?? 0;
    countOfRank[rank] = (countOfRank[rank] ?? 0) + 1;
  }
  // Of the lowest rank that is taken, only the first few may find room.
  let lowest = RANKS - 1;
  let room = wanted;
  while (lowest > 0 && room >= (countOfRank[lowest] ?? 0)) room -= countOfRank[lowest--] ?? 0;
  for (let i = 0; i < count; i++) {
    const index = indices[i] ?? 0;
    const rank = ranks[(thirds[i] ?? 0) * INDICES + index] ?? 0;
    if (rank < lowest || rank === 0 || (rank === lowest && room === 0)) continue;
    if (rank === lowest) room--;
    into.push(placeOf((positions[i] ?? 0) + highestBit(index)));
  }
}
