import { allocationWidthsOf } from './allocation.ts';
import { bitsAt, crcOfBits } from './bits.ts';
import { CRC_BYTES, HEADER_BYTES, type SoundFrameHeader } from './frame-header.ts';

/** A scalefactor of a frame. */
export interface ScaleFactor {
  /** First of its six bits, from the begin of the bytes. */
  readonly position: number;
  /** 0, the loudest, to 62; each step is 2 dB softer. */
  readonly index: number;
  /** Thirds of the frame that it holds for, 1 to 3. */
  readonly thirds: number;
}

const INDEX_BITS = 6;
/** The index that the standard forbids, because six ones help to emulate a sync word. */
const FORBIDDEN = 63;
/** Thirds that each scalefactor holds for, by `scfsi` (§2.4.2.6). */
const thirdsOf: readonly (readonly number[])[] = [[1, 1, 1], [2, 1], [3], [1, 2]];

/**
 * Reads bit allocation, `scfsi` and scalefactors of a frame (ISO/IEC 11172-3 §2.4.1.6).
 *
 * @returns null if they do not hold together: the CRC, which is over all but the scalefactors, is wrong; a scalefactor is
 *   forbidden; or they end behind the frame.
 */
export function readScaleFactors(
  bytes: Uint8Array,
  at: number,
  header: SoundFrameHeader,
): ScaleFactor[] | null {
  const begin = (at + HEADER_BYTES + (header.isProtected ? CRC_BYTES : 0)) * 8;
  let position = begin;
  const next = (width: number): number => {
    const value = bitsAt(bytes, position, width);
    position += width;
    return value;
  };
  /** Channels x subbands that are coded, in the order in which all follows. */
  let coded = 0;
  for (const [subband, width] of allocationWidthsOf(header).entries()) {
    if (subband >= header.bound) coded += next(width) === 0 ? 0 : header.channels;
    else for (let channel = 0; channel < header.channels; channel++) if (next(width) !== 0) coded++;
  }
  const selections = Array.from({ length: coded }, () => next(2));
  if (header.isProtected && !hasRightCrc(bytes, at, begin, position)) return null;
  const found: ScaleFactor[] = [];
  for (const selection of selections) {
    for (const thirds of thirdsOf[selection] ?? []) {
      const index = bitsAt(bytes, position, INDEX_BITS);
      if (index === FORBIDDEN) return null;
      found.push({ position, index, thirds });
      position += INDEX_BITS;
    }
  }
  return position <= (at + header.length) * 8 ? found : null;
}

/** `crc_check` is over the last 16 bits of the header, bit allocation and `scfsi` (§2.4.3.1). */
function hasRightCrc(bytes: Uint8Array, at: number, begin: number, end: number): boolean {
  const state = crcOfBits(bytes, at * 8 + 16, at * 8 + 32, 0xffff);
  return crcOfBits(bytes, begin, end, state) === bitsAt(bytes, (at + HEADER_BYTES) * 8, 16);
}
