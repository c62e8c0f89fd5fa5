import { timingSafeEqual } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { Randomness } from '../../../foundation/randomness.ts';

/** What opens the maintenance API: drawn at every start, and kept in a file that this user alone can read. */
export class MaintenanceToken {
  readonly #value: string;
  readonly #path: string;

  constructor(path: string, randomness: Randomness) {
    this.#path = path;
    this.#value = Buffer.from(randomness.bytes(32)).toString('base64url');
    rmSync(path, { force: true });
    writeFileSync(path, this.#value, { mode: 0o600, flag: 'wx' });
  }

  is(token: string): boolean {
    const [own, given] = [Buffer.from(this.#value), Buffer.from(token)];
    return own.length === given.length && timingSafeEqual(own, given);
  }

  forget(): void {
    rmSync(this.#path, { force: true });
  }
}
