import { BlockCache, findBlock } from './block-cache.ts';
import { type Level, levels } from './lanes.ts';
import { cryptSlot, mapKeyOf, SlotKeys } from './level-keys.ts';
import { encodeMapHead, MAP_HEAD } from './map-head.ts';
import type { SplitKeys, TitleIndex } from './types.ts';

/** What the map area of a main stream holds, computed for any part of it. Behind the last slot it stays as it is. */
export class MapArea {
  readonly #index: TitleIndex;
  readonly #head: Uint8Array;
  readonly #slots: BlockCache<Uint8Array>;

  /** @param written levels whose slots are filled; those of others stay zeros. */
  constructor(index: TitleIndex, keys: SplitKeys, written: readonly Level[]) {
    this.#index = index;
    this.#head = encodeMapHead({ ...index, slotBytes: index.mapRoom - MAP_HEAD });
    const slotKeys = {
      distributor: new SlotKeys(mapKeyOf(keys.distributor)),
      order: new SlotKeys(mapKeyOf(keys.order)),
    };
    this.#slots = new BlockCache<Uint8Array>((number) => {
      const plain = index.block(number).slots();
      const slots = levels.map((level) => {
        const slot = plain[level];
        return written.includes(level)
          ? cryptSlot(slot, slotKeys[level].of(number))
          : new Uint8Array(slot.length);
      });
      return Buffer.concat(slots);
    });
  }

  /** Writes the part of the area that begins at `from`. */
  write(into: Uint8Array, from: number): void {
    if (from < MAP_HEAD) into.set(this.#head.subarray(from, from + into.length));
    const end = Math.min(from + into.length, this.#index.mapRoom);
    const startOf = (number: number) => this.#index.block(number).slotAt;
    const first = Math.max(0, findBlock(this.#index.blocks, startOf, Math.max(from, MAP_HEAD)));
    for (let number = first; number < this.#index.blocks; number++) {
      const { slotAt, slotBytes } = this.#index.block(number);
      const slotsEnd = slotAt + slotBytes.distributor + slotBytes.order;
      if (slotAt >= end) break;
      if (slotsEnd <= from || slotsEnd === slotAt) continue;
      const skipped = Math.max(0, from - slotAt);
      const part = this.#slots.get(number).subarray(skipped, end - slotAt);
      into.set(part, slotAt + skipped - from);
    }
  }
}
