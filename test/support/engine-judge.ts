import { createHash } from 'node:crypto';
import { findStartCode } from '../../app/mpeg2/start-codes.ts';
import { macroblock } from '../bench/attack/codes.ts';
import type { CodedPicture, Slice } from '../bench/attack/picture.ts';
import { demuxVideo, transcode } from '../bench/attack/transcode.ts';
import { follow, type MotionKind, type MovedMacroblock } from './engine-motion.ts';

/** What somebody finds in a program stream who has nothing of the engine but its tables of codes. */
export interface Verdict {
  /** Digest of every start code of the video with its place. */
  readonly startCodes: string;
  /** Digest of everything that splitting must not move or change: all but signs, levels, DC values and quantisers. */
  readonly structure: string;
  /** What is not legal, in words. */
  readonly complaints: readonly string[];
  readonly pictures: number;
  readonly vectors: number;
  readonly escapes: number;
}

/** @throws AppError `BENCH_ATTACK_STREAM` for video that cannot be parsed to its end. */
export function judge(vob: Uint8Array): Verdict {
  const video = demuxVideo(vob);
  const startCodes = createHash('sha256');
  for (let at = findStartCode(video, 0, video.length); at >= 0;) {
    startCodes.update(`${at} ${video[at + 3]}\n`);
    at = findStartCode(video, at + 3, video.length);
  }
  const structure = createHash('sha256');
  const complaints: string[] = [];
  let pictures = 0;
  let vectors = 0;
  let escapes = 0;
  transcode(video, [
    (group) => {
      for (const picture of group) {
        pictures++;
        structure.update(structureOf(picture));
        escapes += judgeLevels(picture, complaints);
        judgeDc(picture, complaints);
        judgeQuantisers(picture, complaints);
        if (picture.facts.type === 2) vectors += judgeVectors(picture, complaints);
      }
    },
  ]);
  return {
    startCodes: startCodes.digest('hex'),
    structure: structure.digest('hex'),
    complaints,
    pictures,
    vectors,
    escapes,
  };
}

function structureOf(picture: CodedPicture): string {
  const { macroblocks: to, coefficients, facts } = picture;
  const sizes = [picture.dcSize, picture.blockFrom, picture.blockTo].map((column) => [
    ...column.subarray(0, 6 * to),
  ]);
  const kinds = [picture.address, picture.kind, picture.motionType, picture.dctType].map(
    (column) => [...column.subarray(0, to)],
  );
  const weights = Array.from(picture.vectorDelta.subarray(0, 8 * to), Math.abs);
  const slices = picture.slices.map(({ from, to: end, stuffing }) => [from, end, stuffing]);
  return JSON.stringify([
    facts.type,
    facts.structure,
    kinds,
    [...picture.pattern.subarray(0, to)],
    [...picture.place.subarray(0, coefficients)],
    sizes,
    weights,
    [...picture.fieldSelect.subarray(0, 4 * to)],
    [...picture.dualPrime.subarray(0, 2 * to)],
    slices,
  ]);
}

/** Levels that no code of Tables B-14 and B-15 has are escaped. @returns how many are, at least. */
function judgeLevels({ level, coefficients }: CodedPicture, complaints: string[]): number {
  let escaped = 0;
  for (const value of level.subarray(0, coefficients)) {
    if (value === 0 || value === -2048) complaints.push(`A level is ${value}`);
    if (Math.abs(value) > 40) escaped++;
  }
  return escaped;
}

/** §7.2.1 */
function judgeDc(picture: CodedPicture, complaints: string[]): void {
  const middle = 128 << picture.facts.dcPrecision;
  for (const slice of picture.slices) {
    let levels = [middle, middle, middle];
    for (const at of macroblocksOf(slice)) {
      if (isAfterSkipped(picture, slice, at)) levels = [middle, middle, middle];
      if (((picture.kind[at] ?? 0) & macroblock.intra) === 0) {
        levels = [middle, middle, middle];
        continue;
      }
      for (let block = 0; block < 6; block++) {
        const component = block < 4 ? 0 : block - 3;
        const value = (levels[component] ?? 0) + (picture.dcDelta[6 * at + block] ?? 0);
        levels[component] = value;
        if (value < 0 || value >= 2 * middle) complaints.push(`A DC coefficient is ${value}`);
      }
    }
  }
}

function judgeQuantisers(
  { slices, quantiserCode, macroblocks }: CodedPicture,
  complaints: string[],
) {
  const codes = [
    ...slices.map((slice) => slice.quantiserCode),
    ...quantiserCode.subarray(0, macroblocks),
  ];
  if (codes.includes(0)) complaints.push('A quantiser code is 0');
}

const frameKinds: readonly MotionKind[] = ['frame', 'field', 'frame', 'dual'];
const fieldKinds: readonly MotionKind[] = ['field', 'field', '16x8', 'dual'];

/** All vectors of a P picture, after §7.6.3. @returns how many components there are. */
function judgeVectors(picture: CodedPicture, complaints: string[]): number {
  const { facts } = picture;
  const [across = 1, down = 1] = facts.fCodes;
  const structure = facts.structure === 1 || facts.structure === 2 ? facts.structure : 3;
  let count = 0;
  for (const slice of picture.slices) {
    const first = picture.address[slice.firstMacroblock] ?? 0;
    const row = Math.floor(first / facts.width);
    let before = row * facts.width - 1;
    const moved: MovedMacroblock[] = [];
    for (const at of macroblocksOf(slice)) {
      const address = picture.address[at] ?? 0;
      moved.push(movedOf(picture, at, address - before - 1));
      before = address;
    }
    const found = follow(moved, {
      width: facts.width,
      height: structure === 3 ? facts.height : facts.height * 2,
      structure,
      topFieldFirst: true,
      fCodes: [across, down],
      row,
    });
    count += found.length;
    for (const { isInside, isInRange, value } of found) {
      if (!isInside || !isInRange) complaints.push(`A vector of ${value} leaves the picture`);
    }
  }
  return count;
}

function movedOf(picture: CodedPicture, at: number, skipped: number): MovedMacroblock {
  const kind = picture.kind[at] ?? 0;
  const deltas = (r: number): [number, number] => [
    picture.vectorDelta[8 * at + 4 * r] ?? 0,
    picture.vectorDelta[8 * at + 4 * r + 1] ?? 0,
  ];
  const kinds = picture.facts.structure === 3 ? frameKinds : fieldKinds;
  const isMoved = (kind & macroblock.forward) !== 0;
  const still = (kind & macroblock.intra) === 0 ? 'none' : 'intra';
  return {
    skipped,
    kind: isMoved ? (kinds[picture.motionType[at] ?? 0] ?? 'frame') : still,
    differences: [deltas(0), deltas(1)],
    dmvector: [picture.dualPrime[2 * at] ?? 0, picture.dualPrime[2 * at + 1] ?? 0],
  };
}

function isAfterSkipped(picture: CodedPicture, slice: Slice, at: number): boolean {
  return at > slice.firstMacroblock && picture.address[at] !== (picture.address[at - 1] ?? 0) + 1;
}

function macroblocksOf({ firstMacroblock, endMacroblock }: Slice): number[] {
  return Array.from({ length: endMacroblock - firstMacroblock }, (_, i) => firstMacroblock + i);
}

/** The frames of a stream of AC-3 without packet headers, and which of them have a wrong CRC: bit by bit, after A/52 §7.10. */
export function judgeSound(sound: Uint8Array): { readonly frames: number; readonly wrong: number } {
  // Table 5.18, 192 and 448 kb/s at 48, 44.1 and 32 kHz: words of a frame.
  const words: Readonly<Record<number, number>> = {
    20: 384,
    30: 896,
    84: 417,
    85: 418,
    148: 576,
  };
  let frames = 0;
  let wrong = 0;
  for (let at = 0; at + 8 < sound.length;) {
    const length = 2 * (words[sound[at + 4] ?? 0] ?? 0);
    if (sound[at] !== 0x0b || sound[at + 1] !== 0x77 || length === 0) throw new Error('no frame');
    if (at + length > sound.length) break;
    const guarded = 2 * ((length >>> 2) + (length >>> 4));
    frames++;
    const whole = crcOf(sound.subarray(at + 2, at + length));
    if (crcOf(sound.subarray(at + 2, at + guarded)) !== 0 || whole !== 0) wrong++;
    at += length;
  }
  return { frames, wrong };
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const carry = ((crc >>> 15) ^ (byte >>> bit)) & 1;
      crc = ((crc << 1) & 0xffff) ^ (carry === 1 ? 0x8005 : 0);
    }
  }
  return crc;
}

/** The sound of the first substream, as packets carry it. */
export function demuxSound(vob: Uint8Array): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at + 9 < vob.length;) {
    const code = vob[at + 3] ?? 0;
    const length = code === 0xba ? 14 : 6 + (vob[at + 4] ?? 0) * 256 + (vob[at + 5] ?? 0);
    const payload = at + 9 + (vob[at + 8] ?? 0);
    if (code === 0xbd && vob[payload] === 0x80) pieces.push(vob.subarray(payload + 4, at + length));
    at += length;
  }
  return Buffer.concat(pieces);
}
