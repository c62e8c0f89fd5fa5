import * as fc from 'fast-check';
import { FieldWriter } from '../../app/ac3/bits.ts';
import { crc16 } from '../../app/ac3/crc16.ts';

/** What a frame for a test is made of. */
export interface FrameParts {
  readonly fscod: number;
  readonly frmsizecod: number;
  readonly words: number;
  readonly acmod: number;
  readonly lfeon: number;
  /** Which of the optional fields of `bsi` are there, a bit each; the highest: `addbsi`. */
  readonly options: number;
  readonly addbsil: number;
  /** What fills the frame behind `bsi`. */
  readonly filling: Uint8Array;
}

/** A frame of A/52 with both CRCs right; its audio blocks are whatever `filling` says. @returns it, and where they begin, in bits. */
export function buildFrame(parts: FrameParts): {
  readonly frame: Uint8Array;
  readonly audioAt: number;
} {
  const { acmod, words, options } = parts;
  const frame = Uint8Array.from(
    { length: words * 2 },
    (_, at) => parts.filling[at % parts.filling.length] ?? 0,
  );
  const writer = new FieldWriter(frame);
  const optional = (bit: number, width: number) => {
    const isThere = (options >>> bit) & 1;
    writer.write(isThere, 1);
    if (isThere === 1) writer.position += width;
  };
  writer.write(0x0b77, 16);
  writer.write(0, 16); // crc1
  writer.write(parts.fscod, 2);
  writer.write(parts.frmsizecod, 6);
  writer.write(8, 5); // bsid
  writer.write(0, 3); // bsmod
  writer.write(acmod, 3);
  if (acmod === 3 || acmod === 5 || acmod === 7) writer.write(1, 2); // cmixlev
  if (acmod >= 4) writer.write(1, 2); // surmixlev
  if (acmod === 2) writer.write(0, 2); // dsurmod
  writer.write(parts.lfeon, 1);
  for (let programme = 0; programme < (acmod === 0 ? 2 : 1); programme++) {
    writer.write(27, 5); // dialnorm
    optional(0, 8); // compr
    optional(1, 8); // langcod
    optional(2, 7); // mixlevel, roomtyp
  }
  writer.write(0, 2); // copyrightb, origbs
  optional(3, 14); // timecod1
  optional(4, 14); // timecod2
  writer.write((options >>> 5) & 1, 1); // addbsie
  if (options >>> 5 === 1) {
    writer.write(parts.addbsil, 6);
    writer.position += (parts.addbsil + 1) * 8;
  }
  const audioAt = writer.position;
  const guarded = ((words >>> 1) + (words >>> 3)) * 2;
  // crc1 stands first: found by running the CRC backwards from what follows it. crc2, at the end, is what the rest leaves.
  let crc1 = crc16(frame, 4, guarded);
  for (let bit = 0; bit < 8 * (guarded - 2); bit++) {
    crc1 = (crc1 & 1) === 1 ? ((crc1 ^ 0x8005) >>> 1) | 0x8000 : crc1 >>> 1;
  }
  frame.set([crc1 >>> 8, crc1 & 255], 2);
  const crc2 = crc16(frame, 2, frame.length - 2);
  frame.set([crc2 >>> 8, crc2 & 255], frame.length - 2);
  return { frame, audioAt };
}

/** Frames of 48 and 32 kHz from 192 kb/s on, and of 44.1 kHz, of any channels and any optional fields. */
export const anyFrame: fc.Arbitrary<FrameParts> = fc
  .record({
    size: fc.constantFrom(
      { fscod: 0, frmsizecod: 20, words: 384 },
      { fscod: 0, frmsizecod: 30, words: 896 },
      { fscod: 1, frmsizecod: 20, words: 417 },
      { fscod: 1, frmsizecod: 21, words: 418 },
      { fscod: 2, frmsizecod: 20, words: 576 },
    ),
    acmod: fc.nat(7),
    lfeon: fc.nat(1),
    options: fc.nat(63),
    addbsil: fc.nat(63),
    filling: fc.uint8Array({ minLength: 7, maxLength: 7 }),
  })
  .map(({ size, ...parts }) => ({ ...size, ...parts }));
