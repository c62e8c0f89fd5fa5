import { discError } from './disc-error.ts';

/** A piece longer than this is no piece of ours: half a second of picture is some hundred kilobytes. */
const LONGEST_BOX = 32 * 1024 * 1024;
/** Size (32 bits, big-endian) and type (four characters) of a box: ISO/IEC 14496-12 §4.2. */
const BOX_HEAD = 8;

/**
 * Cuts a fragmented MP4 (ISO/IEC 14496-12 §8.8) into what Media Source Extensions take at once: first the initialisation
 * segment (`ftyp`, `moov`), then one media segment (`moof`, `mdat`) after another. What it was given is copied, and zeroised by
 * `forget`.
 */
export class Mp4Fragments {
  #rest: Buffer = Buffer.alloc(0);

  add(bytes: Uint8Array): void {
    const joined = Buffer.concat([this.#rest, bytes]);
    this.#rest.fill(0);
    this.#rest = joined;
  }

  /**
   * @returns the next piece, which is the caller's; null while it is not whole.
   * @throws AppError `FILM_UNREADABLE` where this is no MP4.
   */
  next(): Uint8Array | null {
    let end = 0;
    for (;;) {
      const box = boxAt(this.#rest, end);
      if (box === null) return null;
      end += box.length;
      if (box.type === 'moov' || box.type === 'mdat') return this.#take(end);
      // The table of contents behind the last fragment, for readers that seek in files.
      if (box.type === 'mfra') this.#take(end).fill((end = 0));
    }
  }

  forget(): void {
    this.#rest.fill(0);
    this.#rest = Buffer.alloc(0);
  }

  #take(length: number): Uint8Array {
    const piece = Uint8Array.prototype.slice.call(this.#rest, 0, length);
    this.#rest.fill(0, 0, length);
    this.#rest = this.#rest.subarray(length);
    return piece;
  }
}

/** @returns null while the box has not arrived whole. */
function boxAt(bytes: Buffer, at: number): { type: string; length: number } | null {
  if (bytes.length < at + BOX_HEAD) return null;
  const length = bytes.readUInt32BE(at);
  const type = bytes.toString('latin1', at + 4, at + BOX_HEAD);
  if (length < BOX_HEAD || length > LONGEST_BOX) {
    throw discError('FILM_UNREADABLE', 'ffmpeg wrote a box of an impossible length.', {
      type,
      length,
    });
  }
  return bytes.length < at + length ? null : { type, length };
}
