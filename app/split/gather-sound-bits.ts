import { countDtsFrames } from './count-dts-frames.ts';
import type { LaneColumns, LevelCandidates } from './candidate-columns.ts';
import { gatherPcmSigns } from './gather-pcm-signs.ts';
import { gatherSoundScales } from './gather-sound-scales.ts';
import { lane } from './lanes.ts';
import type { SoundStream } from './sound-stream.ts';

/**
 * Appends the candidates that are bits in the sound of a block: each of them may take either value, whatever the others have.
 * AC-3 has stretches instead (`selectStretches`); DTS has none, its frames are counted.
 */
export function gatherSoundBits(sound: readonly SoundStream[], into: LevelCandidates): void {
  const scales: number[] = [];
  const signs: number[] = [];
  for (const stream of sound) {
    if (stream.kind === 'mpeg') gatherSoundScales(stream, scales);
    else if (stream.kind === 'lpcm') gatherPcmSigns(stream, signs);
    else if (stream.kind === 'dts') {
      stream.tally.seen += countDtsFrames(stream.window.bytes, stream.window.length);
    }
  }
  addRising(scales, into.lane(lane.mpegSoundScale));
  addRising(signs, into.lane(lane.pcmSign));
}

function addRising(positions: number[], into: LaneColumns): void {
  // One stream is in order; several lie between one another in the block.
  if (!isRising(positions)) positions.sort((one, other) => one - other);
  for (const position of positions) into.addBit(position);
}

function isRising(positions: readonly number[]): boolean {
  let last = -1;
  for (const position of positions) {
    if (position < last) return false;
    last = position;
  }
  return true;
}
