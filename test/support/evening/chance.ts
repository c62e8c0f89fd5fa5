import { seededRandomness } from '../../../app/foundation/randomness.ts';

/** Chance that is the same for the same seed, as it is convenient to play with. */
export class Chance {
  readonly #randomness: ReturnType<typeof seededRandomness>;

  constructor(seed: string) {
    this.#randomness = seededRandomness(seed);
  }

  /** From 0, below 1. */
  share(): number {
    return Buffer.from(this.#randomness.bytes(4)).readUInt32LE() / 2 ** 32;
  }

  /** A whole number, both ends among them. */
  between(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  /** Whether it happens, so many times of a hundred. */
  happens(percent: number): boolean {
    return this.share() * 100 < percent;
  }
}
