import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';

/** Some ten orders write as much from their beginning to their end, the journal with it (estimated from pages of 4 096 bytes). */
const USUAL_BYTES = 4 * 1024 * 1024;
const BLOCK_BYTES = 1024 * 1024;
/** It is filled again only where so many times its size is free, or it would be given up again at once. */
const ROOM_FACTOR = 4;

/**
 * A file that holds disk for the records alone. Where the disk is full it is given up, so that what is under way can be recorded to
 * its end; nothing new is begun until there is room to fill it again.
 */
export class DiskReserve {
  readonly #path: string;
  readonly #freeBytes: () => number;
  readonly #bytes: number;

  /** @param freeBytes that the disk still has. */
  constructor(path: string, freeBytes: () => number, bytes: number = USUAL_BYTES) {
    this.#path = path;
    this.#freeBytes = freeBytes;
    this.#bytes = bytes;
  }

  /** @returns whether there was something to give up. */
  release(): boolean {
    const had = this.#size() > 0;
    rmSync(this.#path, { force: true });
    return had;
  }

  /** Before the records are opened: SQLite opens none on a disk that is full. Gives it up where less than its own size is free. */
  giveWay(): void {
    if (this.#freeBytes() < this.#bytes) this.release();
  }

  /** Fills it where it is not. @returns whether it is full now. */
  fill(): boolean {
    if (this.#size() === this.#bytes) return true;
    try {
      if (this.#freeBytes() < ROOM_FACTOR * this.#bytes) return false;
      this.#write();
      return true;
    } catch {
      // Another program took the room meanwhile.
      rmSync(this.#path, { force: true });
      return false;
    }
  }

  #size(): number {
    return statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Bytes that are there, not a hole: on a disk that writes zeros as a hole there is no reserve. */
  #write(): void {
    const block = Buffer.alloc(Math.min(BLOCK_BYTES, this.#bytes), 0x5a);
    const file = openSync(this.#path, 'w', 0o600);
    try {
      for (let done = 0; done < this.#bytes; done += block.length) {
        writeSync(file, block, 0, Math.min(block.length, this.#bytes - done));
      }
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }
}
