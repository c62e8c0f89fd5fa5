import { countByClass, lanes } from './classes.ts';
import { countDraw, type DrawCounts } from './draw.ts';
import type { DrawFigures, TitleIndex } from './types.ts';
import { VobSpace } from './vob-space.ts';

/** Adds up what one key draws from a title, each block once however often it is drawn. */
export class DrawTally {
  readonly #index: TitleIndex;
  readonly #isCounted: Uint8Array;
  readonly #laneCounts = new Float64Array(lanes.length);
  #valueBits = 0;

  constructor(index: TitleIndex) {
    this.#index = index;
    this.#isCounted = new Uint8Array(index.blocks);
  }

  add(block: number, { laneCounts, valueBits }: DrawCounts): void {
    if (this.#isCounted[block] !== 0) return;
    this.#isCounted[block] = 1;
    for (const [lane, count] of laneCounts.entries()) {
      this.#laneCounts[lane] = (this.#laneCounts[lane] ?? 0) + count;
    }
    this.#valueBits += valueBits;
  }

  /** The figures of the whole title. Blocks that were not drawn yet are measured now, about 0.5 s a gigabyte. */
  figures(key: Uint8Array): DrawFigures {
    for (let number = 0; number < this.#index.blocks; number++) {
      if (this.#isCounted[number] === 1) continue;
      this.add(number, countDraw(this.#index.block(number).kinds(), key, number));
    }
    return {
      drawn: countByClass(this.#laneCounts),
      valueBits: this.#valueBits,
      complementPercent: percentOf(this.#valueBits, new VobSpace(this.#index.extents).length),
    };
  }
}

/** How much of the title a key's draw takes. Reads the index once; the master is not needed. */
export function measureDraw(index: TitleIndex, key: Uint8Array): DrawFigures {
  return new DrawTally(index).figures(key);
}

/** Bits of the complement in percent of the VOBs. */
export function percentOf(valueBits: number, vobBytes: number): number {
  return vobBytes === 0 ? 0 : (100 * valueBits) / (8 * vobBytes);
}
