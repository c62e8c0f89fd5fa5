import { BlockCache, findBlock } from './block-cache.ts';
import { drawPlaces, mapOf } from './draw.ts';
import { encodeMapHead, MAP_HEAD } from './map-head.ts';
import { mapKeyOf, sealSlot, slotKeyOf } from './map-slot.ts';
import { encodeMap } from './position-map.ts';
import type { DrawFigures, TitleIndex } from './types.ts';
import { VobSpace } from './vob-space.ts';

/** What the map area of a main stream holds, computed for any part of it. Behind the last slot it stays as it is. */
export class MapArea {
  readonly #index: TitleIndex;
  readonly #figures: () => DrawFigures;
  #head: Uint8Array | null = null;
  readonly #slots: BlockCache<Uint8Array>;

  /** @param figures of the whole title; asked for when the head is read. */
  constructor(index: TitleIndex, key: Uint8Array, figures: () => DrawFigures) {
    const mapKey = mapKeyOf(key);
    this.#index = index;
    this.#figures = figures;
    this.#slots = new BlockCache((number) => {
      const block = index.block(number);
      if (block.slotBytes === 0) return new Uint8Array(0);
      const map = mapOf(drawPlaces(block.candidates(), key, number));
      return sealSlot(encodeMap(map), block.slotBytes, slotKeyOf(mapKey, number));
    });
  }

  /** Writes the part of the area that begins at `from`. */
  write(into: Uint8Array, from: number): void {
    if (from < MAP_HEAD) {
      this.#head ??= this.#makeHead();
      into.set(this.#head.subarray(from, from + into.length));
    }
    const end = Math.min(from + into.length, this.#index.mapRoom);
    const startOf = (number: number) => this.#index.block(number).slotAt;
    const first = Math.max(0, findBlock(this.#index.blocks, startOf, Math.max(from, MAP_HEAD)));
    for (let number = first; number < this.#index.blocks; number++) {
      const { slotAt, slotBytes } = this.#index.block(number);
      if (slotAt >= end) break;
      if (slotBytes === 0 || slotAt + slotBytes <= from) continue;
      const skipped = Math.max(0, from - slotAt);
      const part = this.#slots.get(number).subarray(skipped, end - slotAt);
      into.set(part, slotAt + skipped - from);
    }
  }

  #makeHead(): Uint8Array {
    const { blocks, mapRoom, extents } = this.#index;
    const vobBytes = new VobSpace(extents).length;
    const slotBytes = mapRoom - MAP_HEAD;
    return encodeMapHead({ blocks, slotBytes, vobBytes, figures: this.#figures() });
  }
}
