/** Packs bits, first bit highest. */
export class BitPacker {
  #bytes: Uint8Array;
  #bits = 0;

  constructor(capacity: number = 1 << 12) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** Number of bits packed. */
  get length(): number {
    return this.#bits;
  }

  /** @param width 0 to 24 bits. */
  append(value: number, width: number): void {
    const byte = this.#bits >>> 3;
    if (byte + 4 >= this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const word = value << (32 - width - (this.#bits & 7));
    if (width > 0) {
      const bytes = this.#bytes;
      bytes[byte] = (bytes[byte] ?? 0) | (word >>> 24);
      bytes[byte + 1] = (word >>> 16) & 255;
      bytes[byte + 2] = (word >>> 8) & 255;
      bytes[byte + 3] = word & 255;
    }
    this.#bits += width;
  }

  /** A copy, filled up with zero bits to whole bytes. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, (this.#bits + 7) >>> 3);
  }
}

/** Reads what a {@link BitPacker} packed; zeros behind the end. */
export class BitUnpacker {
  readonly #bytes: Uint8Array;
  #bits = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether nothing was read from behind the end. */
  get isWhole(): boolean {
    return this.#bits <= this.#bytes.length * 8;
  }

  /** Whether all that is left are the bits that fill the last byte. */
  get isSpent(): boolean {
    return this.isWhole && this.#bytes.length * 8 - this.#bits < 8;
  }

  /** @param width 1 to 24 bits. */
  read(width: number): number {
    const value = peek(this.#bytes, this.#bits, width);
    this.#bits += width;
    return value;
  }

  /** Counts zero bits up to the next one bit, which is passed over; at most 24. */
  readZeros(): number {
    const next = peek(this.#bytes, this.#bits, 24);
    const zeros = Math.clz32(next << 8);
    const counted = Math.min(zeros, 24);
    this.#bits += counted + 1;
    return counted;
  }
}

/** `width` bits, 1 to 24, from bit `at`. */
export function peek(bytes: Uint8Array, at: number, width: number): number {
  const byte = at >>> 3;
  const word =
    ((bytes[byte] ?? 0) << 24) |
    ((bytes[byte + 1] ?? 0) << 16) |
    ((bytes[byte + 2] ?? 0) << 8) |
    (bytes[byte + 3] ?? 0);
  return (word << (at & 7)) >>> (32 - width);
}
