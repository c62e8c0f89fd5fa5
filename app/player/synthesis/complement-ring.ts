import type { ComplementBlock } from '../../split/index.ts';

/** Bytes of complement that are held at most, besides the blocks that a reader waits for. A usual look-ahead has 50 kB. */
export const RING_BYTES = 4 << 20;

/** Blocks elsewhere that are held at most: some ten seconds of film. */
const MOST_PARKED = 20;

interface Held {
  readonly block: ComplementBlock;
  readonly payload: Uint8Array;
}

/**
 * The volatile buffer of the complement: blocks from a little behind the reader to the end of its look-ahead, and a few of
 * places that it has left just now. Whatever leaves it is filled with zeros first.
 */
export class ComplementRing {
  readonly #held = new Map<number, Held>();
  /** Of places that the reader has left, the oldest first. */
  readonly #parked = new Set<number>();
  #bytes = 0;

  /** Bytes of all payloads. */
  get bytes(): number {
    return this.#bytes;
  }

  has(number: number): boolean {
    return this.#held.has(number);
  }

  get(number: number): ComplementBlock | null {
    return this.#held.get(number)?.block ?? null;
  }

  /** @param block a view of `payload`, as `parseComplementBlock` gives it. */
  put(number: number, block: ComplementBlock, payload: Uint8Array): void {
    this.drop(number);
    this.#held.set(number, { block, payload });
    this.#bytes += payload.length;
  }

  /** Keeps the blocks from `first` to `last`, and what is parked elsewhere. */
  keep(first: number, last: number): void {
    for (const number of this.#held.keys()) {
      if (number >= first && number <= last) this.#parked.delete(number);
      else if (!this.#parked.has(number)) this.drop(number);
    }
  }

  /** The reader goes elsewhere: what is held stays for a while, unless too much does. */
  park(): void {
    for (const number of this.#held.keys()) this.#parked.add(number);
    for (const number of this.#parked) {
      if (this.#parked.size <= MOST_PARKED) break;
      this.drop(number);
    }
  }

  dropParked(): void {
    for (const number of this.#parked) this.drop(number);
  }

  drop(number: number): void {
    const held = this.#held.get(number);
    if (held === undefined) return;
    this.#held.delete(number);
    this.#parked.delete(number);
    this.#bytes -= held.payload.length;
    held.payload.fill(0);
  }

  clear(): void {
    for (const number of this.#held.keys()) this.drop(number);
  }
}
