/** Writes an elementary stream bit by bit, highest bit first, into a buffer that grows. */
export class BitWriter {
  #bytes = new Uint8Array(1 << 20);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** @param width 0 to 24 bits. */
  put(value: number, width: number): void {
    // Fewer than 8 bits are pending, so 32 hold both.
    this.#pending = (this.#pending << width) | value;
    this.#pendingBits += width;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      if (this.#length === this.#bytes.length) this.#grow(1);
      this.#bytes[this.#length++] = this.#pending >>> this.#pendingBits;
    }
  }

  /** @param entry `code * 32 + length`. */
  code(entry: number): void {
    this.put(entry >>> 5, entry & 31);
  }

  /** Zero bits up to the next byte. */
  align(): void {
    if (this.#pendingBits > 0) this.put(0, 8 - this.#pendingBits);
  }

  /** Whole bytes, after {@link align}. */
  copy(bytes: Uint8Array, from: number, to: number): void {
    if (this.#length + to - from > this.#bytes.length) this.#grow(to - from);
    this.#bytes.set(bytes.subarray(from, to), this.#length);
    this.#length += to - from;
  }

  /** What has been written: valid until more is. */
  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(length: number): void {
    const bytes = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + length));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}
