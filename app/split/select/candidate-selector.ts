import { type MotionLeftOut, type PictureInfo, VideoParser } from '../../mpeg2/index.ts';
import { ticksOf } from '../block-nav.ts';
import type { BlockCandidates, LevelCandidates } from '../candidate-columns.ts';
import type { CoverageTally } from '../coverage.ts';
import { gatherSoundBits } from '../gather-sound-bits.ts';
import type { Level } from '../lanes.ts';
import type { Preset } from '../preset.ts';
import { selectStretches } from '../select-stretches.ts';
import { shareSound } from '../sound-budget.ts';
import { type CutBlock, damageOf } from '../vob-cutter.ts';
import { BlockOffers } from './block-offers.ts';
import { placeBits, placeDifferentials } from './place-candidates.ts';
import { selectionPlans } from './selection-plans.ts';
import { BudgetShare } from './share-budget.ts';
import {
  BIT_SOURCES,
  DIFFERENTIAL_SOURCES,
  laneOfSource,
  type SelectionPlan,
  source,
  SOURCES,
} from './sources.ts';

/** Chooses the candidates in the video of blocks. What it keeps from block to block is what sequence headers say, and no more. */
export class CandidateSelector {
  readonly #plan: SelectionPlan;
  readonly #bytesPerTick: number | null;
  readonly #parser = new VideoParser();
  readonly #offers = new BlockOffers();
  readonly #shares: Readonly<Record<Level, BudgetShare>> = {
    distributor: new BudgetShare(),
    order: new BudgetShare(),
  };

  /** @param bytesPerTick of the title: bytes of its VOBs in a tick of 90 kHz; null: unknown. */
  constructor(preset: Preset, bytesPerTick: number | null) {
    this.#plan = selectionPlans[preset];
    this.#bytesPerTick = bytesPerTick;
  }

  /**
   * @param into empty; holds the candidates afterwards.
   * @returns the code of what is wrong with the block, which then has no candidates; null: nothing.
   */
  select(block: CutBlock, into: BlockCandidates, tally: CoverageTally): string | null {
    if (block.damage !== null) return block.damage;
    this.#offers.clear();
    const leftOut: MotionLeftOut[] = [];
    try {
      this.#parser.parse(block.video, {
        picture: (picture) => this.#begin(picture),
        slice: (slice) => {
          this.#offers.add(slice);
          if (slice.motionLeftOut !== null) leftOut.push(slice.motionLeftOut);
        },
      });
    } catch (error) {
      return damageOf(error);
    }
    for (const reason of leftOut) tally.addLeftOut(reason);
    this.#share(block);
    this.#place(block, into);
    shareSound(block.sound, this.#bytesOfTime(block) ?? block.bytes.length);
    gatherSoundBits(block.sound, into.distributor);
    selectStretches(block.sound, into.distributor.stretches);
    tally.sound.add(block.sound);
    return null;
  }

  /** @returns what of the picture is looked at: of B pictures, from which nothing is predicted, the headers of slices. */
  #begin({ codingType, bytes, slices }: PictureInfo): boolean | 'headers' {
    const floor = this.#plan.floors[codingType - 1];
    if (floor === undefined) return 'headers';
    this.#parser.columns.acFloor = Math.floor((floor * bytes) / slices);
    return true;
  }

  /** Half of the budget goes by bytes, half by playing time: so dark and still scenes, of few bytes, have more than their part. */
  #share(block: CutBlock): void {
    const bytes = block.bytes.length;
    const even = (bytes + (this.#bytesOfTime(block) ?? bytes)) / 2;
    const offers = this.#offers;
    const { order, distributor } = this.#shares;
    order.share(offers, this.#plan.order, 8 * even * this.#plan.order.share, (slice, number) =>
      number >= BIT_SOURCES && !this.#isOrderChain(slice, number)
        ? 0
        : offers.countOf(slice, number),
    );
    distributor.share(
      offers,
      this.#plan.distributor,
      8 * even * this.#plan.distributor.share,
      (slice, number) => {
        if (number < BIT_SOURCES) {
          return offers.countOf(slice, number) - (order.counts[slice * SOURCES + number] ?? 0);
        }
        return this.#isOrderChain(slice, number) ? 0 : offers.countOf(slice, number);
      },
    );
  }

  /** Bytes that the mean block of its playing time has; null: not known. */
  #bytesOfTime({ bytes, navIdentifierAt }: CutBlock): number | null {
    const ticks = ticksOf(bytes, navIdentifierAt);
    return this.#bytesPerTick === null || ticks === 0 ? null : ticks * this.#bytesPerTick;
  }

  #isOrderChain(slice: number, number: number): boolean {
    const row = (this.#offers.rows[slice] ?? 0) & 3;
    const rows = number === source.dcLuma ? this.#plan.orderLumaRows : this.#plan.orderColourRows;
    // Rows 0, 2, 1, 3: of two, every other.
    return ((row >> 1) | ((row & 1) << 1)) < rows;
  }

  #place(block: CutBlock, into: BlockCandidates): void {
    const offers = this.#offers;
    const placeOf = block.video.places();
    for (let slice = 0; slice < offers.slices; slice++) {
      for (let number = 0; number < BIT_SOURCES; number++) {
        const columns = offers.bits[number];
        if (columns === undefined) continue;
        const to = offers.ends[slice * SOURCES + number] ?? 0;
        const from = to - offers.countOf(slice, number);
        placeBits(
          columns,
          from,
          to,
          placeOf,
          this.#wanted('order', into, slice, number),
          this.#wanted('distributor', into, slice, number),
        );
      }
      for (let chain = 0; chain < DIFFERENTIAL_SOURCES; chain++) {
        const columns = offers.differentials[chain];
        if (columns === undefined) continue;
        const number = BIT_SOURCES + chain;
        const to = offers.ends[slice * SOURCES + number] ?? 0;
        const from = to - offers.countOf(slice, number);
        const level = this.#isOrderChain(slice, number) ? 'order' : 'distributor';
        const { count, lane } = this.#wanted(level, into, slice, number);
        placeDifferentials(offers, slice, chain, columns, from, to, placeOf, count, lane);
      }
    }
  }

  #wanted(level: Level, into: BlockCandidates, slice: number, number: number) {
    const candidates: LevelCandidates = into[level];
    return {
      count: this.#shares[level].counts[slice * SOURCES + number] ?? 0,
      lane: candidates.lane(laneOfSource[number] ?? 0),
    };
  }
}
