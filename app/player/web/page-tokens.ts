import { timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../../foundation/randomness.ts';

/** The last two that were issued: a page that is loaded anew while its welcome is on the way keeps one. */
const MOST_WAITING = 2;

/** One-time tokens: each lets one page connect once. In memory only. */
export class PageTokens {
  readonly #randomness: Randomness;
  #waiting: readonly Buffer[] = [];

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  issue(): string {
    const token = Buffer.from(this.#randomness.bytes(32)).toString('base64url');
    this.#waiting = [...this.#waiting, Buffer.from(token)].slice(-MOST_WAITING);
    return token;
  }

  isGood(token: string): boolean {
    const given = Buffer.from(token);
    return this.#waiting.some((waiting) => isSame(waiting, given));
  }

  /** @returns whether the token was good; from now on it is not. */
  use(token: string): boolean {
    const given = Buffer.from(token);
    const isGood = this.isGood(token);
    this.#waiting = this.#waiting.filter((waiting) => !isSame(waiting, given));
    return isGood;
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
