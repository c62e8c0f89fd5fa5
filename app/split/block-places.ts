import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { decodeNav } from './block-nav.ts';
import type { BlockPlace } from './types.ts';

/** No block and no slot is longer: blocks are cut after 8 MiB and what was read at once. */
const LONGEST = 16 << 20;

/** What a table says of one block. */
export interface PlaceRow {
  readonly length: number;
  /** As `encodeNav` says it. */
  readonly nav: number;
  readonly slotBytes: { readonly distributor: number; readonly order: number };
  readonly ticks: number;
}

/** The blocks of a title in columns, 40 bytes a block: where each begins and what is in front of it is known without a search. */
export class BlockPlaces {
  readonly #starts: Float64Array;
  readonly #slotStarts: Float64Array;
  /** Bytes of the distributor's slot; what is left is the order's. */
  readonly #distributorSlots: Uint32Array;
  readonly #navs: Uint32Array;
  readonly #ticks: Uint32Array;
  #count = 0;
  #totalTicks = 0;

  /** @param firstSlot where the first slot begins, in bytes from the begin of the map area. */
  constructor(blocks: number, firstSlot: number) {
    this.#starts = new Float64Array(blocks + 1);
    this.#slotStarts = new Float64Array(blocks + 1).fill(firstSlot, 0, 1);
    this.#distributorSlots = new Uint32Array(blocks);
    this.#navs = new Uint32Array(blocks);
    this.#ticks = new Uint32Array(blocks);
  }

  /** Adds the next block. @returns false if there can be no such block; it is not added then. */
  add({ length, nav, slotBytes, ticks }: PlaceRow): boolean {
    const { navIdentifierAt } = decodeNav(nav);
    const isSound =
      length > 0 &&
      length <= LONGEST &&
      slotBytes.distributor <= LONGEST &&
      slotBytes.order <= LONGEST &&
      ticks <= 0xffff_ffff &&
      (navIdentifierAt === null || navIdentifierAt + VOBU_ISRC_BYTES <= length);
    if (!isSound) return false;
    const number = this.#count++;
    this.#navs[number] = nav;
    this.#ticks[number] = ticks;
    this.#totalTicks += ticks;
    this.#starts[this.#count] = this.start(number) + length;
    this.#distributorSlots[number] = slotBytes.distributor;
    this.#slotStarts[this.#count] =
      (this.#slotStarts[number] ?? 0) + slotBytes.distributor + slotBytes.order;
    return true;
  }

  /** Where a block begins; behind the last: where they end. */
  start(number: number): number {
    return this.#starts[Math.min(number, this.#count)] ?? 0;
  }

  /** Where the last slot ends. */
  get slotsEnd(): number {
    return this.#slotStarts[this.#count] ?? 0;
  }

  ticks(number: number): number {
    return this.#ticks[number] ?? 0;
  }

  get totalTicks(): number {
    return this.#totalTicks;
  }

  /** Null: there is no such block. */
  place(number: number): BlockPlace | null {
    if (!Number.isInteger(number) || number < 0 || number >= this.#count) return null;
    const start = this.start(number);
    const slotAt = this.#slotStarts[number] ?? 0;
    const distributor = this.#distributorSlots[number] ?? 0;
    return {
      start,
      length: this.start(number + 1) - start,
      ticks: this.ticks(number),
      ...decodeNav(this.#navs[number] ?? 0),
      slotAt,
      slotBytes: {
        distributor,
        order: (this.#slotStarts[number + 1] ?? 0) - slotAt - distributor,
      },
    };
  }
}
