import type { ByteSource } from '../../foundation/byte-source.ts';

/** How much is read at once, and how much is remembered. */
export interface ReadWindow {
  /** Bytes of a piece. */
  readonly piece: number;
  /** Pieces that are kept: the last that were read. */
  readonly pieces: number;
}

/** 12 MiB: main streams of one title that are not further apart read their master once. */
export const titleWindow: ReadWindow = { piece: 256 * 1024, pieces: 48 };

/** A source of which the last pieces are remembered, so that several who read near each other read once. */
export class SharedReads implements ByteSource {
  readonly size: number;
  readonly #source: ByteSource;
  readonly #window: ReadWindow;
  /**
   * Pieces by number; the one read last stands last. Using one keeps it no longer: what the last of several streams has passed would
   * else take the room of what it is still to read.
   */
  readonly #kept = new Map<number, Uint8Array>();

  constructor(source: ByteSource, window: ReadWindow = titleWindow) {
    this.size = source.size;
    this.#source = source;
    this.#window = window;
  }

  read(position: number, into: Uint8Array): number {
    const { piece } = this.#window;
    let done = 0;
    while (done < into.length) {
      const at = position + done;
      const number = Math.floor(at / piece);
      const part = this.#piece(number).subarray(at - number * piece);
      if (part.length === 0) break;
      const wanted = part.subarray(0, into.length - done);
      into.set(wanted, done);
      done += wanted.length;
    }
    return done;
  }

  #piece(number: number): Uint8Array {
    const known = this.#kept.get(number);
    if (known !== undefined) return known;
    const bytes = this.#readPiece(number);
    this.#kept.set(number, bytes);
    return bytes;
  }

  /** Where the window is full, the piece that was read longest ago gives its room. */
  #readPiece(number: number): Uint8Array {
    const { piece, pieces } = this.#window;
    const position = number * piece;
    const length = Math.max(0, Math.min(piece, this.size - position));
    const bytes = (this.#kept.size < pieces ? null : this.#takeOldest()) ?? new Uint8Array(piece);
    const read = length === 0 ? 0 : this.#source.read(position, bytes.subarray(0, length));
    return bytes.subarray(0, read);
  }

  #takeOldest(): Uint8Array | null {
    for (const [number, { buffer }] of this.#kept) {
      this.#kept.delete(number);
      return new Uint8Array(buffer);
    }
    return null;
  }
}
