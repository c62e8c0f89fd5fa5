/** Reads fields, first bit first; zeros behind the end. */
export class FieldReader {
  readonly #bytes: Uint8Array;
  /** Bits from the begin of the bytes. */
  position: number;

  /** @param from first byte. */
  constructor(bytes: Uint8Array, from: number = 0) {
    this.#bytes = bytes;
    this.position = from * 8;
  }

  /** @param width 1 to 16 bits. */
  read(width: number): number {
    const byte = this.position >>> 3;
    const bytes = this.#bytes;
    const word =
      ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
    const value = (word >>> (24 - (this.position & 7) - width)) & ((1 << width) - 1);
    this.position += width;
    return value;
  }
}

/** Writes fields over bytes, first bit first; bits that are not written stay. */
export class FieldWriter {
  readonly #bytes: Uint8Array;
  /** Bits from the begin of the bytes. */
  position: number;

  /** @param position first bit. */
  constructor(bytes: Uint8Array, position: number = 0) {
    this.#bytes = bytes;
    this.position = position;
  }

  write(value: number, width: number): void {
    for (let bit = width - 1; bit >= 0; bit--) {
      const at = this.position >>> 3;
      const mask = 128 >>> (this.position & 7);
      const byte = this.#bytes[at] ?? 0;
      this.#bytes[at] = ((value >>> bit) & 1) === 0 ? byte & ~mask : byte | mask;
      this.position++;
    }
  }
}
