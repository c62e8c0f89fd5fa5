import { z } from 'zod';
import type { BlockCandidates, LevelCandidates } from './candidate-columns.ts';
import {
  BIT_LANES,
  type ClassName,
  classNames,
  countByClass,
  isSoundLane,
  LANES,
  levels,
} from './lanes.ts';
import { DRAWN_STRETCHES } from './level-keys.ts';
import { presets, type Preset } from './preset.ts';
import { SoundCoverage, type SoundFacts } from './sound-coverage.ts';
import { soundKinds } from './sound-stream.ts';
import { totalBytes } from './stretches.ts';
import type { SplitCoverage } from './types.ts';

const count = z.int().nonnegative();
const reasons = z.record(z.string(), count);

/** Places by class, as JSON. */
export const drawnShape = z.strictObject(
  Object.fromEntries(classNames.map((name) => [name, count])) as Record<ClassName, typeof count>,
);
/** Original bits, as JSON. */
export const bitsShape = z.strictObject({ distributor: count, order: count, sound: count });

/** What an index says of its candidates as a whole, as JSON. */
export const coverageShape = {
  preset: z.enum(presets),
  candidates: drawnShape,
  expectedBits: bitsShape,
  unsplit: reasons,
  unsplitBytes: count,
  leftOut: reasons,
  sound: z.array(
    z.strictObject({
      kind: z.enum(soundKinds),
      streams: z.array(count),
      seen: count,
      withCandidates: count,
      inClear: z.boolean(),
    }),
  ),
};

/** What one has counted of some blocks of a title, as plain data. */
export interface CoverageCounts {
  readonly lanes: readonly number[];
  readonly bits: { readonly distributor: number; readonly order: number };
  /** Candidates in sound that are bits. */
  readonly soundBits: number;
  readonly frames: number;
  readonly frameBits: number;
  readonly unsplit: Readonly<Record<string, number>>;
  readonly unsplitBytes: number;
  readonly leftOut: Readonly<Record<string, number>>;
  readonly sound: readonly SoundFacts[];
}

/** Adds up what is found in the blocks of a title. */
export class CoverageTally {
  /** The sound of the blocks. */
  readonly sound = new SoundCoverage();
  readonly #lanes = Array.from({ length: LANES }, () => 0);
  readonly #bits = { distributor: 0, order: 0 };
  #soundBits = 0;
  #frames = 0;
  #frameBits = 0;
  readonly #unsplit: Record<string, number> = {};
  #unsplitBytes = 0;
  readonly #leftOut: Record<string, number> = {};

  /** Adds the candidates of a block. */
  add(candidates: BlockCandidates): void {
    for (const level of levels) this.#bits[level] += this.#addLevel(candidates[level]);
    for (const { pieces } of candidates.distributor.stretches) {
      this.#frames++;
      this.#frameBits += 8 * totalBytes(pieces);
    }
  }

  /** @returns bits of the places of the level in pictures. */
  #addLevel({ lanes }: LevelCandidates): number {
    let bits = 0;
    for (const [number, lane] of lanes.entries()) {
      this.#lanes[number] = (this.#lanes[number] ?? 0) + lane.count;
      if (isSoundLane(number)) this.#soundBits += lane.count;
      else if (number < BIT_LANES) bits += lane.count;
      else for (let i = 0; i < lane.count; i++) bits += lane.widths[i] ?? 0;
    }
    return bits;
  }

  /** A block that is left as it is. */
  addUnsplit(reason: string, bytes: number): void {
    this.#unsplit[reason] = (this.#unsplit[reason] ?? 0) + 1;
    this.#unsplitBytes += bytes;
  }

  /** A slice of which some class is left out. */
  addLeftOut(reason: string): void {
    this.#leftOut[reason] = (this.#leftOut[reason] ?? 0) + 1;
  }

  counts(): CoverageCounts {
    return {
      lanes: [...this.#lanes],
      bits: { ...this.#bits },
      soundBits: this.#soundBits,
      frames: this.#frames,
      frameBits: this.#frameBits,
      unsplit: { ...this.#unsplit },
      unsplitBytes: this.#unsplitBytes,
      leftOut: { ...this.#leftOut },
      sound: this.sound.facts,
    };
  }

  /** Adds what another has counted of other blocks of the title. */
  merge(other: CoverageCounts): void {
    for (const [lane, count] of other.lanes.entries()) {
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + count;
    }
    for (const level of levels) this.#bits[level] += other.bits[level];
    this.#soundBits += other.soundBits;
    this.#frames += other.frames;
    this.#frameBits += other.frameBits;
    this.#unsplitBytes += other.unsplitBytes;
    addReasons(this.#unsplit, other.unsplit);
    addReasons(this.#leftOut, other.leftOut);
    this.sound.merge({ facts: other.sound });
  }

  summary(preset: Preset): SplitCoverage {
    return {
      preset,
      candidates: countByClass(this.#lanes, this.#frames),
      expectedBits: {
        distributor: Math.round(this.#bits.distributor / 2),
        order: Math.round(this.#bits.order / 2),
        sound: Math.round(this.#soundBits / 2 + (this.#frameBits * DRAWN_STRETCHES) / 0x10000),
      },
      unsplit: { ...this.#unsplit },
      unsplitBytes: this.#unsplitBytes,
      leftOut: { ...this.#leftOut },
      sound: this.sound.facts,
    };
  }
}

function addReasons(into: Record<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [reason, found] of Object.entries(more)) into[reason] = (into[reason] ?? 0) + found;
}
