import { mpeg2Error } from './errors.ts';

/** Reads the fields of a header, first bit first. The parser of slices has its own, faster way. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;

  /** Reads the bytes from `from` up to `end`. */
  constructor(bytes: Uint8Array, from: number = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#end = end * 8;
    this.#position = from * 8;
  }

  /** Bits from the begin of the bytes. */
  get position(): number {
    return this.#position;
  }

  /**
   * Reads an unsigned field: `uimsbf` and `bslbf` of ISO/IEC 13818-2 §4.
   *
   * @param width 1 to 32 bits.
   * @throws AppError `MPEG2_TRUNCATED` if fewer than `width` bits are left; the position does not move.
   */
  read(width: number): number {
    if (this.#position + width > this.#end) {
      throw mpeg2Error('MPEG2_TRUNCATED', 'A header ends too early', this.#position);
    }
    let value = 0;
    for (let left = width; left > 0;) {
      const inByte = 8 - (this.#position & 7);
      const taken = Math.min(inByte, left);
      const byte = this.#bytes[this.#position >>> 3] ?? 0;
      value = value * 2 ** taken + ((byte >>> (inByte - taken)) & (2 ** taken - 1));
      this.#position += taken;
      left -= taken;
    }
    return value;
  }

  /** Reads one bit as a fact. */
  flag(): boolean {
    return this.read(1) === 1;
  }

  /** @throws AppError `MPEG2_TRUNCATED` as {@link read} does. */
  skip(width: number): void {
    for (let left = width; left > 0; left -= 32) this.read(Math.min(left, 32));
  }
}
