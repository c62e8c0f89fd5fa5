/** Writes numbers of 7 bits a byte, low bits first, the high bit of a byte saying that more follow. */
export class VarintWriter {
  #bytes: Uint8Array;
  #length = 0;

  constructor(capacity: number = 1 << 12) {
    this.#bytes = new Uint8Array(capacity);
  }

  /** @param value 0 to 2^53 - 1. */
  write(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    let left = value;
    while (left >= 128) {
      this.#bytes[this.#length++] = (left % 128) + 128;
      left = Math.floor(left / 128);
    }
    this.#bytes[this.#length++] = left;
  }

  /** A view of what was written. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** Reads what a {@link VarintWriter} wrote. Behind the end it reads zeros, and {@link isWhole} becomes false. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Byte at which the next number begins. */
  get position(): number {
    return this.#at;
  }

  /** Whether nothing was read from behind the end. */
  get isWhole(): boolean {
    return this.#at <= this.#bytes.length;
  }

  /** Whether everything was read, and nothing more. */
  get isSpent(): boolean {
    return this.#at === this.#bytes.length;
  }

  read(): number {
    let byte = this.#bytes[this.#at++] ?? 0;
    let value = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = this.#bytes[this.#at++] ?? 0;
      value += (byte & 127) * scale;
    }
    return value;
  }
}
