import type { ElementaryWindow } from './elementary-window.ts';
import { findStartCode, startCode } from './start-codes.ts';

/**
 * Every start code of a window, and its pictures, found in one pass that parses nothing. Filled again by each {@link scan}; a
 * parser that is given it does not search again.
 */
export class WindowScan {
  /** Start codes: where each begins, in bytes of the window, and its last byte. */
  count = 0;
  positions = new Int32Array(1024);
  codes = new Uint8Array(1024);
  /** Pictures whose header stands in the window, in the order of the stream. Each field picture is one. */
  pictures = 0;
  /** `picture_coding_type`: 1 I, 2 P, 3 B. */
  pictureTypes = new Uint8Array(64);
  /** Slices that begin in the window. */
  pictureSlices = new Uint16Array(64);
  /** From the header to the next picture, group or sequence, or the end of the window. */
  pictureBytes = new Int32Array(64);

  /** @returns itself. */
  scan(window: ElementaryWindow): this {
    const { bytes, length } = window;
    this.count = 0;
    this.pictures = 0;
    let begin = -1;
    for (let at = findStartCode(bytes, 0, length); at >= 0;) {
      const code = bytes[at + 3] ?? 0;
      if (this.count === this.positions.length) this.#growCodes();
      this.positions[this.count] = at;
      this.codes[this.count++] = code;
      if (code >= startCode.firstSlice && code <= startCode.lastSlice) {
        if (begin >= 0) this.#countSlice();
      } else if (code !== startCode.extension && code !== startCode.userData) {
        if (begin >= 0) this.pictureBytes[this.pictures - 1] = at - begin;
        begin = -1;
        if (code === startCode.picture) {
          begin = at;
          // §6.2.3: 10 bits of temporal_reference come first.
          this.#addPicture(((bytes[at + 5] ?? 0) >>> 3) & 7);
        }
      }
      at = findStartCode(bytes, at + 3, length);
    }
    if (begin >= 0) this.pictureBytes[this.pictures - 1] = length - begin;
    return this;
  }

  /** @param codingType 1 I, 2 P, 3 B. */
  countPictures(codingType: number): number {
    let count = 0;
    for (let picture = 0; picture < this.pictures; picture++) {
      if (this.pictureTypes[picture] === codingType) count++;
    }
    return count;
  }

  countSlices(codingType: number): number {
    let count = 0;
    for (let picture = 0; picture < this.pictures; picture++) {
      if (this.pictureTypes[picture] === codingType) count += this.pictureSlices[picture] ?? 0;
    }
    return count;
  }

  #addPicture(type: number): void {
    if (this.pictures === this.pictureTypes.length) this.#growPictures();
    this.pictureTypes[this.pictures] = type;
    this.pictureSlices[this.pictures++] = 0;
  }

  #countSlice(): void {
    const picture = this.pictures - 1;
    this.pictureSlices[picture] = (this.pictureSlices[picture] ?? 0) + 1;
  }

  #growCodes(): void {
    const positions = new Int32Array(this.positions.length * 2);
    const codes = new Uint8Array(this.codes.length * 2);
    positions.set(this.positions);
    codes.set(this.codes);
    this.positions = positions;
    this.codes = codes;
  }

  #growPictures(): void {
    const types = new Uint8Array(this.pictureTypes.length * 2);
    const slices = new Uint16Array(this.pictureSlices.length * 2);
    const bytes = new Int32Array(this.pictureBytes.length * 2);
    types.set(this.pictureTypes);
    slices.set(this.pictureSlices);
    bytes.set(this.pictureBytes);
    this.pictureTypes = types;
    this.pictureSlices = slices;
    this.pictureBytes = bytes;
  }
}
