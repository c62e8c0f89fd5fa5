import { type SoundKind, soundKinds, type SoundStream } from './sound-stream.ts';

/** What became of one kind of sound, over a title. */
export interface SoundFacts {
  readonly kind: SoundKind;
  /** Numbers of its streams, rising. */
  readonly streams: readonly number[];
  /** Frames that lie whole in a block; LPCM: packets. */
  readonly seen: number;
  /** How many of them have candidates. */
  readonly withCandidates: number;
  /** True: nothing of it can be drawn, all of it is heard as it was. */
  readonly inClear: boolean;
}

/** Adds up what is found in the sound of blocks. Of its kinds it lists those that are there. */
export class SoundCoverage {
  readonly #kinds = new Map<
    SoundKind,
    { readonly streams: Set<number>; seen: number; withCandidates: number }
  >();

  /** The kinds of sound that there are, as plain data. */
  get facts(): SoundFacts[] {
    return soundKinds.flatMap((kind) => {
      const entry = this.#kinds.get(kind);
      if (entry === undefined) return [];
      const { seen, withCandidates } = entry;
      const streams = [...entry.streams].sort((a, b) => a - b);
      return [{ kind, streams, seen, withCandidates, inClear: withCandidates === 0 }];
    });
  }

  /**
   * Adds the sound of a block, once candidates were looked for in it.
   *
   * @param isSplit false: the block stays as it is, whatever was found.
   */
  add(sound: readonly SoundStream[], isSplit: boolean = true): void {
    for (const { kind, number, tally } of sound) {
      this.#count(kind, [number], tally.seen, isSplit ? tally.withCandidates : 0);
    }
  }

  /** Adds what another has counted of other blocks of the same title; plain facts will do. */
  merge(other: { readonly facts: readonly SoundFacts[] }): void {
    for (const { kind, streams, seen, withCandidates } of other.facts) {
      this.#count(kind, streams, seen, withCandidates);
    }
  }

  #count(kind: SoundKind, streams: readonly number[], seen: number, withCandidates: number): void {
    const entry = this.#kinds.get(kind) ?? { streams: new Set(), seen: 0, withCandidates: 0 };
    this.#kinds.set(kind, entry);
    for (const number of streams) entry.streams.add(number);
    entry.seen += seen;
    entry.withCandidates += withCandidates;
  }
}
