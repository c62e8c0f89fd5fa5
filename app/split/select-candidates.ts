import { VideoParser } from '../mpeg2/index.ts';
import type { BlockCandidates } from './candidate-columns.ts';
import type { CoverageTally } from './coverage.ts';
import { gatherDifferentials } from './gather-differentials.ts';
import { gatherSigns } from './gather-signs.ts';
import { lane } from './lanes.ts';
import type { Preset } from './preset.ts';
import { selectStretches } from './select-stretches.ts';
import { SlicePlaces } from './slice-places.ts';
import { type CutBlock, damageOf } from './vob-cutter.ts';

/** Chooses the candidates of blocks. */
export class CandidateSelector {
  readonly #parser = new VideoParser();
  readonly #places = new SlicePlaces();

  constructor(_preset: Preset, _bytesPerTick: number | null) {}

  /** @returns the code of what is wrong with the block; null: nothing. */
  select(block: CutBlock, into: BlockCandidates, _tally: CoverageTally): string | null {
    if (block.damage !== null) return block.damage;
    const placeOf = block.video.places();
    let slices = 0;
    try {
      this.#parser.parse(block.video, {
        picture: (info) => info.codingType === 1,
        slice: (slice) => {
          const places = this.#places;
          const dc = slices++ % 2 === 0 ? into.order : into.distributor;
          for (const [component, number, limit] of [
            [0, lane.dcLuma, 20],
            [1, lane.dcBlue, 2],
            [2, lane.dcRed, 2],
          ] as const) {
            places.count = 0;
            gatherDifferentials(slice, component, component, limit, places);
            let isStart = true;
            for (let i = 0; i < places.count; i++) {
              const bit = places.positions[i] ?? 0;
              const width = places.widths[i] ?? 0;
              const at = placeOf(bit);
              if (placeOf(bit + width - 1) !== at + width - 1) continue;
              dc.lane(number).addDifferential(
                at,
                width,
                isStart,
                places.below[i] ?? 0,
                places.above[i] ?? 0,
              );
              isStart = false;
            }
          }
          places.count = 0;
          gatherSigns(slice, 64, places);
          for (let i = 0; i < places.count; i++) {
            const level = i % 2 === 0 ? into.order : into.distributor;
            level.lane(lane.acSign).addBit(placeOf(places.positions[i] ?? 0));
          }
        },
      });
      selectStretches(block.sound, into.distributor.stretches);
      return null;
    } catch (error) {
      return damageOf(error);
    }
  }
}
