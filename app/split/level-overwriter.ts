import { biasThresholds } from './bias.ts';
import { BIT_LANES, type Level } from './lanes.ts';
import { drawsOf, mapKeyOf, SlotKeys, valuesOf } from './level-keys.ts';
import { biasedChanceBytes, evenChanceBytes, overwriteLevel } from './overwrite.ts';
import type { SplitKeys, StoredLevel, TitleIndex } from './types.ts';

/** Writes over what the keys of an order draw, block by block. The levels may come in any order, and one of them alone. */
export class LevelOverwriter {
  readonly #keys: SplitKeys;
  readonly #traceKey: Uint8Array;
  readonly #slotKeys: Readonly<Record<Level, SlotKeys>>;

  constructor(keys: SplitKeys, { traceKey }: Pick<TitleIndex, 'traceKey'>) {
    this.#keys = keys;
    this.#traceKey = traceKey;
    this.#slotKeys = {
      distributor: new SlotKeys(mapKeyOf(keys.distributor)),
      order: new SlotKeys(mapKeyOf(keys.order)),
    };
  }

  /**
   * @param bytes of the block, whole: the master's, or with the other level written over.
   * @param number of the block.
   */
  overwrite(bytes: Uint8Array, level: Level, stored: StoredLevel, number: number): void {
    if (stored.slot.length === 0) return;
    const { positions } = stored;
    const draws = drawsOf(this.#slotKeys[level].of(number), positions);
    if (level === 'distributor') {
      const chance = valuesOf(this.#keys.distributor, number, evenChanceBytes(positions));
      overwriteLevel(bytes, stored, draws, chance, null);
    } else {
      let bits = 0;
      for (let lane = 0; lane < BIT_LANES; lane++) bits += positions.places[lane]?.length ?? 0;
      const chance = valuesOf(this.#keys.order, number, biasedChanceBytes(positions));
      overwriteLevel(bytes, stored, draws, chance, biasThresholds(this.#traceKey, number, bits));
    }
  }
}
