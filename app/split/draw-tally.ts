import { countByClass, lanes } from './classes.ts';
import { type DrawnBlock, drawPlaces } from './draw.ts';
import type { DrawFigures, TitleIndex } from './types.ts';

/** Adds up what is drawn, block by block. */
export class DrawTally {
  readonly #laneCounts = new Float64Array(lanes.length);
  #valueBits = 0;

  add(drawn: DrawnBlock): void {
    for (const [lane, count] of drawn.laneCounts.entries()) {
      this.#laneCounts[lane] = (this.#laneCounts[lane] ?? 0) + count;
    }
    this.#valueBits += drawn.valueBits;
  }

  figures(vobBytes: number): DrawFigures {
    return {
      drawn: countByClass(this.#laneCounts),
      valueBits: this.#valueBits,
      complementPercent: vobBytes === 0 ? 0 : (100 * this.#valueBits) / (8 * vobBytes),
    };
  }
}

/** How much of the title a key's draw takes. Reads the index once; the master is not needed. */
export function measureDraw(index: TitleIndex, key: Uint8Array): DrawFigures {
  const tally = new DrawTally();
  let vobBytes = 0;
  for (let number = 0; number < index.blocks; number++) {
    const block = index.block(number);
    vobBytes += block.length;
    tally.add(drawPlaces(block.candidates(), key, number));
  }
  return tally.figures(vobBytes);
}
