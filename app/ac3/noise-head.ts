import { FieldWriter } from './bits.ts';
import { crc16 } from './crc16.ts';
import { channelsOf, type FrameHeader } from './frame-header.ts';

/** Bytes of chance that {@link writeNoiseHead} uses at most: 19 a channel, 7 for effects, 1 for the matrix. */
export const NOISE_CHANCE = 5 * 19 + 7 + 1;

/** Audio blocks of a frame. */
const BLOCKS = 6;
/** `chexpstr`: an exponent for four coefficients (A/52 Table 7.4). */
const D45 = 3;
/** Groups of exponents in D45 with `chbwcod` 0, which codes 73 coefficients (§7.1.3). */
const D45_GROUPS = 6;
/** Groups of exponents for effects, always D15 over 7 coefficients. */
const LFE_GROUPS = 2;
/** Exponents are between these: an exponent e scales the noise by 2^-e. Lower ones clip nearly all the time. */
const LOUDEST = 2;
const QUIETEST = 5;
/** What a difference of exponents may be, either way (§7.1.2). */
const STEP = 2;

/** How a head is written: the channels of its frame, and where in its first byte it begins. */
export interface HeadShape {
  readonly acmod: number;
  readonly lfeon: number;
  /** 0 to 7. */
  readonly firstBit: number;
}

/** The shape of the head of a frame, and where the byte lies in which it begins, in bytes from the begin of the frame. */
export function headOf(header: FrameHeader): { readonly at: number; readonly shape: HeadShape } {
  const { acmod, lfeon, audioAt } = header;
  return { at: audioAt >>> 3, shape: { acmod, lfeon, firstBit: audioAt & 7 } };
}

/** Bytes of a head, correction included. */
export function headBytes(shape: HeadShape): number {
  const counted = new FieldWriter(new Uint8Array(0), shape.firstBit);
  writeBlocks(counted, shape, () => 0);
  return ((counted.position + 7) >>> 3) + 2;
}

/**
 * Noise in place of sound: audio blocks that give every channel random exponents and no mantissas, so that a decoder fills all
 * coefficients with dither (A/52 §7.3.4). What follows is passed over by decoders, as auxiliary data are. The last two bytes
 * are chosen such that the CRC of all bytes is as it was: `crc1` and `crc2` of the frame stay right without being written.
 *
 * @param head the bytes of the head in the film; they stay as they are.
 * @param chance {@link NOISE_CHANCE} bytes.
 */
export function writeNoiseHead(head: Uint8Array, shape: HeadShape, chance: Uint8Array): Uint8Array {
  const noise = Uint8Array.from(head);
  let used = 0;
  const writer = new FieldWriter(noise, shape.firstBit);
  writeBlocks(writer, shape, (choices) => ((chance[used++] ?? 0) * choices) >>> 8);
  const last = noise.length - 2;
  const difference = crc16(head, 0, last) ^ crc16(noise, 0, last);
  noise[last] = (head[last] ?? 0) ^ (difference >>> 8);
  noise[last + 1] = (head[last + 1] ?? 0) ^ (difference & 255);
  return noise;
}

/** All six `audblk` of A/52 §5.3.3. @param choose gives one of so many choices, from 0. */
function writeBlocks(
  writer: FieldWriter,
  { acmod, lfeon }: HeadShape,
  choose: (choices: number) => number,
): void {
  const channels = channelsOf[acmod] ?? 0;
  for (let block = 0; block < BLOCKS; block++) {
    const isFirst = block === 0;
    writer.write(0, channels); // blksw
    writer.write((1 << channels) - 1, channels); // dithflag
    writer.write(0, acmod === 0 ? 2 : 1); // dynrnge, dynrng2e
    writer.write(isFirst ? 0b10 : 0, isFirst ? 2 : 1); // cplstre, cplinu
    if (acmod === 2) {
      writer.write(isFirst ? 1 : 0, 1); // rematstr
      if (isFirst) writer.write(choose(16), 4); // rematflg
    }
    for (let channel = 0; channel < channels; channel++) writer.write(isFirst ? D45 : 0, 2); // chexpstr
    if (lfeon === 1) writer.write(isFirst ? 1 : 0, 1); // lfeexpstr
    if (isFirst) writeExponents(writer, channels, lfeon, choose);
    writer.write(isFirst ? 1 : 0, 1); // baie
    if (isFirst) writer.write(0, 11); // sdcycod, fdcycod, sgaincod, dbpbcod, floorcod
    writer.write(isFirst ? 1 : 0, 1); // snroffste
    // csnroffst, then fsnroffst and fgaincod of each channel: all 0 gives no coefficient a mantissa (§7.2.2.1).
    if (isFirst)
      for (let entry = 0; entry <= channels + lfeon; entry++) writer.write(0, entry === 0 ? 6 : 7);
    writer.write(0, 2); // deltbaie, skiple
  }
}

function writeExponents(
  writer: FieldWriter,
  channels: number,
  lfeon: number,
  choose: (choices: number) => number,
): void {
  for (let channel = 0; channel < channels; channel++) writer.write(0, 6); // chbwcod
  for (let channel = 0; channel < channels; channel++) {
    writeGroups(writer, D45_GROUPS, choose);
    writer.write(0, 2); // gainrng
  }
  if (lfeon === 1) writeGroups(writer, LFE_GROUPS, choose);
}

/** An exponent, then groups of three differences (A/52 §7.1.3). */
function writeGroups(
  writer: FieldWriter,
  groups: number,
  choose: (choices: number) => number,
): void {
  let exponent = LOUDEST + choose(QUIETEST - LOUDEST + 1);
  writer.write(exponent, 4);
  for (let group = 0; group < groups; group++) {
    let code = 0;
    for (let k = 0; k < 3; k++) {
      const lowest = Math.max(LOUDEST, exponent - STEP);
      const next = lowest + choose(Math.min(QUIETEST, exponent + STEP) - lowest + 1);
      code = code * 5 + next - exponent + STEP;
      exponent = next;
    }
    writer.write(code, 7);
  }
}
