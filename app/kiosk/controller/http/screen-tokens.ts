import { timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../../../foundation/randomness.ts';

/** Tokens that wait to be used; older ones lapse. */
const MOST_WAITING = 64;

/** One-time tokens: each lets one screen connect once. In memory only. */
export class ScreenTokens {
  readonly #randomness: Randomness;
  #waiting: string[] = [];

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  issue(): string {
    const token = Buffer.from(this.#randomness.bytes(32)).toString('base64url');
    this.#waiting = [...this.#waiting, token].slice(-MOST_WAITING);
    return token;
  }

  isWaiting(token: string): boolean {
    return this.#waiting.some((waiting) => isSame(waiting, token));
  }

  /** @returns whether the token was good; from now on it is not. */
  use(token: string): boolean {
    const isGood = this.isWaiting(token);
    this.#waiting = this.#waiting.filter((waiting) => !isSame(waiting, token));
    return isGood;
  }
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
