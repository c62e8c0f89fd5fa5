import { appendFileSync, renameSync, statSync } from 'node:fs';

/** One file and the one before it are kept: some weeks of a kiosk that is used all day (estimated). */
const LONGEST_BYTES = 16 * 1024 * 1024;

/**
 * What a program says, for whoever looks for the cause of a fault. It never fails: on a full disk lines are lost until there is
 * room again, and the program whose words they are goes on.
 */
export class LogFile {
  readonly #path: string;
  readonly #longest: number;
  #bytes: number;

  constructor(path: string, longestBytes: number = LONGEST_BYTES) {
    this.#path = path;
    this.#longest = longestBytes;
    this.#bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  }

  write(text: Uint8Array): void {
    try {
      if (this.#bytes > 0 && this.#bytes + text.length > this.#longest) {
        renameSync(this.#path, `${this.#path}.1`);
        this.#bytes = 0;
      }
      appendFileSync(this.#path, text, { mode: 0o600 });
      this.#bytes += text.length;
    } catch {
      // There is nowhere left to say it.
    }
  }
}
