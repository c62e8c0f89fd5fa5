import { allocationWidthsOf } from './allocation.ts';
import { bitsAt, crcOfBits } from './bits.ts';
import { CRC_BYTES, HEADER_BYTES, type SoundFrameHeader } from './frame-header.ts';

/** Two channels of 30 subbands, three scalefactors each. */
const MOST = 2 * 30 * 3;
const INDEX_BITS = 6;
/** The index that the standard forbids (§2.4.2.6). */
const FORBIDDEN = 63;
/** Thirds of the frame that the scalefactors of a subband hold for, by `scfsi` (§2.4.2.6): a row of three, 0: none more. */
const thirdsOf = Uint8Array.of(1, 1, 1, 2, 1, 0, 3, 0, 0, 1, 2, 0);

/** The scalefactors of one frame, as columns that are filled again for the next. */
export class ScaleFactors {
  count = 0;
  /** First of its six bits, from the begin of the bytes. */
  readonly positions = new Uint32Array(MOST);
  /** 0, the loudest, to 62; each step is 2 dB softer. */
  readonly indices = new Uint8Array(MOST);
  /** Thirds of the frame that it holds for, 1 to 3. */
  readonly thirds = new Uint8Array(MOST);
  /** `scfsi` of each coded subband of a channel. */
  readonly #selections = new Uint8Array(2 * 30);

  /**
   * Reads bit allocation, `scfsi` and scalefactors of a frame (ISO/IEC 11172-3 §2.4.1.6).
   *
   * @returns false if they do not hold together: the CRC, which is over all but the scalefactors, is wrong; a scalefactor is
   *   forbidden; or they end behind the frame.
   */
  read(bytes: Uint8Array, at: number, header: SoundFrameHeader): boolean {
    this.count = 0;
    const begin = (at + HEADER_BYTES + (header.isProtected ? CRC_BYTES : 0)) * 8;
    const widths = allocationWidthsOf(header);
    let position = begin;
    let coded = 0;
    for (let subband = 0; subband < widths.length; subband++) {
      const width = widths[subband] ?? 0;
      // Where both channels share what is coded, each still has scalefactors of its own.
      const isShared = header.channels === 1 || subband >= header.bound;
      if (bitsAt(bytes, position, width) !== 0) coded += isShared ? header.channels : 1;
      if (!isShared && bitsAt(bytes, position + width, width) !== 0) coded++;
      position += isShared ? width : 2 * width;
    }
    for (let i = 0; i < coded; i++, position += 2) {
      this.#selections[i] = bitsAt(bytes, position, 2);
    }
    if (header.isProtected && !hasRightCrc(bytes, at, begin, position)) return false;
    return this.#readIndices(bytes, position, coded, (at + header.length) * 8);
  }

  #readIndices(bytes: Uint8Array, from: number, coded: number, end: number): boolean {
    let position = from;
    let count = 0;
    for (let i = 0; i < coded; i++) {
      const row = 3 * (this.#selections[i] ?? 0);
      for (let at = row; at < row + 3; at++) {
        const thirds = thirdsOf[at] ?? 0;
        if (thirds === 0) break;
        const index = bitsAt(bytes, position, INDEX_BITS);
        if (index === FORBIDDEN) return false;
        this.positions[count] = position;
        this.indices[count] = index;
        this.thirds[count] = thirds;
        count++;
        position += INDEX_BITS;
      }
    }
    if (position > end) return false;
    this.count = count;
    return true;
  }
}

/** `crc_check` is over the last 16 bits of the header, bit allocation and `scfsi` (§2.4.3.1). */
function hasRightCrc(bytes: Uint8Array, at: number, begin: number, end: number): boolean {
  const state = crcOfBits(bytes, at * 8 + 16, at * 8 + 32, 0xffff);
  return crcOfBits(bytes, begin, end, state) === bitsAt(bytes, (at + HEADER_BYTES) * 8, 16);
}
