import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import {
  checkPair,
  openComplement,
  openSynthesis,
  presetLimits,
  presets,
  type SplitKeys,
  type TitleIndex,
} from '../../../../app/split/index.ts';
import { BIT_LANES, LANES, levels } from '../../../../app/split/lanes.ts';
import { collectLevel, putBackLevel } from '../../../../app/split/level-bits.ts';
import { drawsOf, isStretchDrawn, mapKeyOf, SlotKeys } from '../../../../app/split/level-keys.ts';
import { LevelOverwriter } from '../../../../app/split/level-overwriter.ts';
import { bitsAt, placedIn } from '../../../support/engine-candidates.ts';
import { drain, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';
import { demuxSound, judge, judgeSound } from '../../../support/engine-judge.ts';
import { reparse } from '../../../support/engine-reparse.ts';
import { anyFilm, makeFilm } from '../../../support/synthetic-film.ts';

const aKey = fc.uint8Array({ minLength: 32, maxLength: 32 });
const keys: fc.Arbitrary<SplitKeys> = fc.record({ distributor: aKey, order: aKey });
const aPreset = fc.constantFrom(...presets);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function blocksOf(index: TitleIndex, film: Uint8Array) {
  return Array.from({ length: index.blocks }, (_, number) => {
    const block = index.block(number);
    return {
      number,
      bytes: film.subarray(block.start, block.start + block.length),
      candidates: block.candidates(),
    };
  });
}

describe('any legal film, by any keys, in any preset', () => {
  test('I1 to I7, I9: stays as long and as legal, its places stay, and joins to the master', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilm, keys, aPreset, async (parts, both, preset) => {
        const film = makeFilm(parts);
        const { index, summary } = await indexOf(film, undefined, preset);
        expect(summary.unsplit).toEqual({});
        const { main, complement } = splitWhole(film, index, planOf(both.order, { keys: both }));
        expect(main.length).toBe(film.length);
        expect(Buffer.compare(main, film)).not.toBe(0);
        const before = judge(film);
        expect(before.complaints).toEqual([]);
        const after = judge(main);
        expect({ ...after, escapes: 0 }).toEqual({ ...before, escapes: 0 });
        const [was, is] = [reparse(film), reparse(main)];
        expect({ ...is, dcRange: null }).toEqual({ ...was, dcRange: null });
        const heard = judgeSound(demuxSound(main));
        expect(heard).toEqual({ frames: judgeSound(demuxSound(film)).frames, wrong: 0 });
        const opened = openComplement(bufferSource(complement));
        checkPair(bufferSource(main), opened);
        expect(sha256(drain(openSynthesis(bufferSource(main), opened)))).toBe(sha256(film));
      }),
      { seed: 200, numRuns: 40 },
    );
  }, 120_000);

  test('I10: no bit and no chain belongs to both levels; they commute, and what U took can be put back alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilm, keys, aPreset, async (parts, both, preset) => {
        const film = makeFilm(parts);
        const { index } = await indexOf(film, undefined, preset);
        const overwriter = new LevelOverwriter(both, index);
        const slotKeys = new SlotKeys(mapKeyOf(both.order));
        for (const { number, bytes, candidates } of blocksOf(index, film)) {
          const owners = new Uint8Array(bytes.length * 8);
          for (const [owner, level] of levels.entries()) {
            for (const { at, width } of placedIn(candidates[level].positions)) {
              expect(owners.subarray(at, at + width).every((one) => one === 0)).toBe(true);
              owners.fill(owner + 1, at, at + width);
            }
            for (const { pieces } of candidates[level].positions.stretches) {
              for (const { offset, length } of pieces) {
                const part = owners.subarray(offset * 8, (offset + length) * 8);
                expect(part.every((one) => one === 0)).toBe(true);
                part.fill(owner + 1);
              }
            }
          }
          const [imageD, ...disc] = [
            ['distributor'],
            ['distributor', 'order'],
            ['order', 'distributor'],
          ].map((order) => {
            const copy = Uint8Array.from(bytes);
            for (const level of levels.toSorted((a, b) => order.indexOf(a) - order.indexOf(b))) {
              if (order.includes(level))
                overwriter.overwrite(copy, level, candidates[level], number);
            }
            return copy;
          });
          expect(Buffer.compare(disc[0]!, disc[1]!)).toBe(0);
          const { slot, positions } = candidates.order;
          if (slot.length === 0) continue;
          const draws = drawsOf(slotKeys.of(number), positions);
          const counts = { lanes: new Float64Array(LANES), bits: 0, stretches: 0, stretchBytes: 0 };
          const bits = collectLevel(bytes, positions, draws, counts);
          const packed = Buffer.concat([bits, Buffer.alloc(3)]);
          expect(putBackLevel(disc[0]!, positions, draws, packed, 0, bits.length)).toBe(
            bits.length,
          );
          expect(Buffer.compare(disc[0]!, imageD!)).toBe(0);
        }
      }),
      { seed: 201, numRuns: 25 },
    );
  }, 60_000);

  test('I10: every chain is followed in one level alone', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilm, aPreset, async (parts, preset) => {
        const film = makeFilm(parts);
        const { index } = await indexOf(film, undefined, preset);
        for (const { candidates } of blocksOf(index, film)) {
          const all = levels.flatMap((level) =>
            placedIn(candidates[level].positions)
              .filter(({ lane }) => lane >= BIT_LANES)
              .map((one) => ({ ...one, level })),
          );
          for (let lane = BIT_LANES; lane < LANES; lane++) {
            const chain = all.filter((one) => one.lane === lane).toSorted((a, b) => a.at - b.at);
            for (const [i, one] of chain.entries()) {
              const last = chain[i - 1];
              // Where the level changes, a chain begins.
              const isFirst = last === undefined || last.level !== one.level;
              expect(isFirst && !one.isStart).toBe(false);
            }
          }
        }
      }),
      { seed: 202, numRuns: 25 },
    );
  }, 60_000);

  test('I11: every candidate is drawn half of the time, a frame of sound three times in ten', async () => {
    const [parts] = fc.sample(anyFilm, { seed: 203, numRuns: 1 });
    const large = { width: 8, height: 6, packetBytes: 1990, vobus: 3, hasSound: true };
    const { index } = await indexOf(makeFilm({ ...parts!, ...large }), undefined, 'one');
    const KEYS = 1500;
    const [candidates] = Array.from({ length: 3 }, (_, number) =>
      index.block(number).candidates(),
    ).filter(({ distributor }) => distributor.positions.stretches.length > 0);
    if (candidates === undefined) throw new Error('no block has sound to draw');
    const inLanes = levels.map((level) => placedIn(candidates[level].positions).map(() => 0));
    const stretches = candidates.distributor.positions.stretches.map(() => 0);
    for (let key = 0; key < KEYS; key++) {
      const slotKey = createHash('sha256').update(`key ${key}`).digest().subarray(0, 16);
      for (const [number, level] of levels.entries()) {
        const { positions } = candidates[level];
        const draws = drawsOf(slotKey, positions);
        let drawsAt = 0;
        let candidate = 0;
        for (const { length } of positions.places) {
          for (let entry = 0; entry < length; entry++) {
            inLanes[number]![candidate++]! += bitsAt(draws, drawsAt * 8 + entry, 1);
          }
          drawsAt += Math.ceil(length / 8);
        }
        for (let row = 0; row < positions.stretches.length; row++) {
          if (isStretchDrawn(draws, drawsAt, row)) stretches[row]!++;
        }
      }
    }
    for (const [counts, p] of [
      [inLanes.flat(), 0.5],
      [stretches, 0.3],
    ] as const) {
      const parts = counts.map((count) => count / KEYS);
      expect(parts.length).toBeGreaterThan(p === 0.5 ? 200 : 0);
      const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
      // Five standard deviations: once in two million candidates.
      const sigma = Math.sqrt((p * (1 - p)) / KEYS);
      expect(Math.max(...parts)).toBeLessThan(p + 5 * sigma);
      expect(Math.min(...parts)).toBeGreaterThan(p - 5 * sigma);
      expect(Math.abs(mean - p)).toBeLessThan((5 * sigma) / Math.sqrt(parts.length));
    }
  });

  test('I11: no more is taken than the preset says', async () => {
    await fc.assert(
      fc.asyncProperty(anyFilm, aPreset, async (parts, preset) => {
        const film = makeFilm(parts);
        const { summary } = await indexOf(film, undefined, preset);
        const { distributor, order, sound } = summary.expectedBits;
        const percent = (bits: number) => (100 * bits) / (8 * film.length);
        expect(percent(distributor + order)).toBeLessThanOrEqual(presetLimits[preset].video);
        // In films as short as these a head more a block is a lot: 64 bytes, drawn three times in ten.
        const oneHead = percent(0.3 * 8 * 64 * summary.blocks);
        expect(percent(sound)).toBeLessThanOrEqual(presetLimits[preset].sound + oneHead);
      }),
      { seed: 204, numRuns: 60 },
    );
  }, 60_000);
});
