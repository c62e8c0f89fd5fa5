import { timingSafeEqual } from 'node:crypto';
import type { Randomness } from '../../foundation/randomness.ts';

/**
 * One-time tokens: each lets one page connect once. A page that goes away before it has kept the next one, as one does that is
 * loaded anew at once, comes again with the one it has. In memory only.
 */
export class PageTokens {
  readonly #randomness: Randomness;
  #good: readonly Buffer[] = [];

  constructor(randomness: Randomness) {
    this.#randomness = randomness;
  }

  /** @returns the first token. */
  first(): string {
    this.#good = [];
    return this.#issue();
  }

  isGood(token: string): boolean {
    const given = Buffer.from(token);
    return this.#good.some((good) => isSame(good, given));
  }

  /** @returns the token after this one. Both are good until one of them is kept or used. */
  after(token: string): string {
    this.#good = [Buffer.from(token)];
    return this.#issue();
  }

  /** The page has the last token that was issued: no other is good. */
  keep(): void {
    this.#good = this.#good.slice(-1);
  }

  #issue(): string {
    const token = Buffer.from(this.#randomness.bytes(32)).toString('base64url');
    this.#good = [...this.#good, Buffer.from(token)];
    return token;
  }
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
