import * as fc from 'fast-check';
import { BitText } from './engine-slice-writer.ts';

/** What a frame of MPEG-1 Layer II for a test is made of. Random fields are taken from `chance`, over and over. */
export interface SoundFrameParts {
  /** `bitrate_index` and kb/s. */
  readonly rate: readonly [index: number, kilobits: number];
  /** `sampling_frequency` and Hz. */
  readonly frequency: readonly [code: number, hertz: number];
  /** 0 stereo, 1 joint stereo, 2 dual channel, 3 single channel. */
  readonly mode: number;
  readonly modeExtension: number;
  readonly padding: number;
  readonly isProtected: boolean;
  readonly chance: Uint8Array;
}

/** Bits of `allocation` by subband, as Tables B.2a to B.2d of ISO/IEC 11172-3 have them. */
const nbal = {
  a: '444444444443333333333332222',
  b: '444444444443333333333332222222',
  c: '44333333',
  d: '443333333333',
};

/** A scalefactor that was written. */
export interface WrittenScale {
  readonly position: number;
  readonly index: number;
  readonly thirds: number;
}

/** @returns null if the frame has no room for what chance puts in it. */
export function buildSoundFrame(
  parts: SoundFrameParts,
): { readonly frame: Uint8Array; readonly scales: readonly WrittenScale[] } | null {
  const { rate, frequency, mode, modeExtension, padding, isProtected, chance } = parts;
  let drawn = 0;
  const next = (choices: number) => (chance[drawn++ % chance.length] ?? 0) % choices;
  const channels = mode === 3 ? 1 : 2;
  const side = new BitText();
  const coded = writeAllocation(side, widthsOf(rate[1] / channels, frequency[1]), parts, next);
  const selections = Array.from({ length: coded }, () => next(4));
  for (const selection of selections) side.number(selection, 2);

  const header = new BitText()
    .bits('1111 1111 1111 1 10')
    .bits(isProtected ? '0' : '1')
    .number(rate[0], 4)
    .number(frequency[0], 2)
    .number(padding, 1)
    .bits('0')
    .number(mode, 2)
    .number(modeExtension, 2)
    .bits('0000');
  const whole = new BitText().bits(header.text);
  if (isProtected) whole.number(plainCrc(header.text.slice(16) + side.text), 16);
  whole.bits(side.text);
  const scales: WrittenScale[] = [];
  for (const selection of selections) {
    for (const thirds of [[1, 1, 1], [2, 1], [3], [1, 2]][selection] ?? []) {
      const index = next(63);
      scales.push({ position: whole.text.length, index, thirds });
      whole.number(index, 6);
    }
  }
  const length = Math.floor((144_000 * rate[1]) / frequency[1]) + padding;
  if (whole.text.length > length * 8) return null;
  const frame = Uint8Array.from({ length }, () => 0x55);
  frame.set(whole.bytes());
  return { frame, scales };
}

function widthsOf(ofChannel: number, hertz: number): string {
  if (ofChannel < 56) return hertz === 32_000 ? nbal.d : nbal.c;
  return hertz === 48_000 || ofChannel < 96 ? nbal.a : nbal.b;
}

/** @returns how many subbands of channels are coded. */
function writeAllocation(
  to: BitText,
  widths: string,
  { mode, modeExtension }: SoundFrameParts,
  next: (choices: number) => number,
): number {
  const bound = [32, [4, 8, 12, 16][modeExtension] ?? 0, 32, 0][mode] ?? 0;
  let coded = 0;
  for (const [subband, width] of Array.from(widths, Number).entries()) {
    const written = subband < bound ? 2 : 1;
    for (let channel = 0; channel < written; channel++) {
      const allocation = next(3) === 0 ? 0 : next(1 << width);
      to.number(allocation, width);
      if (allocation > 0) coded += mode === 3 || written === 2 ? 1 : 2;
    }
  }
  return coded;
}

/** The CRC of ISO/IEC 11172-3 §2.4.3.1 as the standard draws it: a shift register of 16 stages, all 1 at the begin. */
export function plainCrc(bits: string): number {
  let register = Array.from({ length: 16 }, () => 1);
  for (const bit of bits) {
    const feedback = (register[0] ?? 0) ^ Number(bit);
    register = [...register.slice(1), 0].map((stage, at) =>
      at === 0 || at === 13 || at === 15 ? stage ^ feedback : stage,
    );
  }
  return Number.parseInt(register.join(''), 2);
}

/** Frames of any rate, frequency and mode that have room for what they hold. */
export const anySoundFrame: fc.Arbitrary<{
  readonly parts: SoundFrameParts;
  readonly frame: Uint8Array;
  readonly scales: readonly WrittenScale[];
}> = fc
  .record({
    rate: fc.constantFrom<SoundFrameParts['rate'][]>(
      [1, 32],
      [2, 48],
      [4, 64],
      [6, 96],
      [8, 128],
      [10, 192],
      [11, 224],
      [14, 384],
    ),
    frequency: fc.constantFrom<SoundFrameParts['frequency'][]>(
      [0, 44_100],
      [1, 48_000],
      [2, 32_000],
    ),
    mode: fc.nat(3),
    modeExtension: fc.nat(3),
    padding: fc.nat(1),
    isProtected: fc.boolean(),
    chance: fc.uint8Array({ minLength: 40, maxLength: 60 }),
  })
  .map((parts) => ({ parts, built: buildSoundFrame(parts) }))
  .filter(({ built }) => built !== null)
  .map(({ parts, built }) => ({ parts, ...built! }));
