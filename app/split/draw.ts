import type { CandidateColumns } from './candidate-columns.ts';
import { choicesOf, drawsOf, PLACE_CHOICE, STRETCH_CHOICE, STRETCH_DRAW } from './chance.ts';
import { isDifferentialLane, lanes } from './classes.ts';
import { peek } from './packed-bits.ts';
import { addRuns, type BlockMap } from './position-map.ts';
import { Runs } from './runs.ts';
import { computeStretches, drawnStretches } from './draw-stretches.ts';
import { type DrawnStretch, type Stretch, totalBytes } from './stretches.ts';
import type { CandidateKinds } from './types.ts';

/** Bits of a candidate's choice that are used. */
const CHOICE_BITS = 15;

/** How much of one block a key draws. */
export interface DrawCounts {
  /** Drawn candidates by lane. */
  readonly laneCounts: Uint32Array;
  /** Bits in all of them. */
  readonly valueBits: number;
}

/** What one key does to one block. */
export interface DrawnBlock extends DrawCounts {
  readonly runs: Runs;
  /** Bits of each run in the main stream. */
  readonly values: Uint16Array;
  readonly stretches: readonly DrawnStretch[];
}

/** Where a drawn block is written over. */
export function mapOf({ runs, stretches }: DrawnBlock): BlockMap {
  return { runs, pieces: stretches.flatMap(({ pieces }) => pieces) };
}

/** Whether a candidate in a slice is drawn. @param from where the bits of such candidates begin, in bytes. */
function isDrawn(draws: Uint8Array, from: number, candidate: number): boolean {
  return ((draws[from + (candidate >>> 3)] ?? 0) & (128 >>> (candidate & 7))) !== 0;
}

/**
 * How much of a block is drawn; a third of the work of {@link drawPlaces}.
 */
export function countDraw(
  { places: kinds, stretches }: CandidateKinds,
  key: Uint8Array,
  block: number,
): DrawCounts {
  const draws = drawsOf(key, block, kinds.length, stretches.length);
  const drawsAt = stretches.length * STRETCH_DRAW;
  const laneCounts = new Uint32Array(lanes.length);
  let valueBits = 0;
  for (let i = 0; i < kinds.length; i++) {
    if (!isDrawn(draws, drawsAt, i)) continue;
    const kind = kinds[i] ?? 0;
    const lane = kind >>> 4;
    laneCounts[lane] = (laneCounts[lane] ?? 0) + 1;
    valueBits += kind & 15;
  }
  for (const stretch of drawnStretches(stretches, draws)) {
    valueBits += countStretch(stretch, laneCounts);
  }
  return { laneCounts, valueBits };
}

/** @returns its bits. */
function countStretch({ lane, pieces }: Stretch | DrawnStretch, laneCounts: Uint32Array): number {
  laneCounts[lane] = (laneCounts[lane] ?? 0) + 1;
  return 8 * totalBytes(pieces);
}

/** Which places of a block are drawn. The master is not needed: the choice does not depend on it. */
export function drawPlaces(
  candidates: CandidateColumns,
  key: Uint8Array,
  block: number,
): DrawnBlock {
  const { count, lanes: laneOf, widths } = candidates;
  const draws = drawsOf(key, block, count, candidates.stretches.length);
  const drawsAt = candidates.stretches.length * STRETCH_DRAW;
  const runs = new Runs(count + 16);
  const laneCounts = new Uint32Array(lanes.length);
  let valueBits = 0;
  for (let i = 0; i < count; i++) {
    if (!isDrawn(draws, drawsAt, i)) continue;
    addRuns(candidates, i, runs);
    const lane = laneOf[i] ?? 0;
    laneCounts[lane] = (laneCounts[lane] ?? 0) + 1;
    valueBits += widths[i] ?? 0;
  }
  const stretches = drawnStretches(candidates.stretches, draws).map((stretch) => {
    valueBits += countStretch(stretch, laneCounts);
    return { ...stretch, bytes: new Uint8Array(0) };
  });
  return { runs, values: new Uint16Array(0), stretches, laneCounts, valueBits };
}

/**
 * Draws a block: which places, and what is written there.
 *
 * A sign becomes a random bit. A differential becomes, with equal chances, any of its size that keeps every later coefficient of
 * its lane in range; the candidates say how far the running deviation may go from each place on. A stretch becomes what its
 * class computes.
 *
 * @param master the bytes of the block.
 */
export function drawBlock(
  candidates: CandidateColumns,
  master: Uint8Array,
  key: Uint8Array,
  block: number,
): DrawnBlock {
  const { count, positions, widths, lanes: laneOf, heads, continuations } = candidates;
  const { below, above, sliceStarts } = candidates;
  const stretchCount = candidates.stretches.length;
  const draws = drawsOf(key, block, count, stretchCount);
  const drawsAt = stretchCount * STRETCH_DRAW;
  const choices = choicesOf(key, block, count, stretchCount);
  const choicesAt = stretchCount * STRETCH_CHOICE;
  const runs = new Runs(count + 16);
  const values = new Uint16Array(count + 16 + cutsOf(candidates));
  const laneCounts = new Uint32Array(lanes.length);
  const deviations = new Int32Array(lanes.length);
  let valueBits = 0;
  for (let i = 0; i < count; i++) {
    if (sliceStarts[i] === 1) deviations.fill(0);
    if (!isDrawn(draws, drawsAt, i)) continue;
    const choiceAt = choicesAt + i * PLACE_CHOICE;
    const random = (((choices[choiceAt] ?? 0) & 127) << 8) | (choices[choiceAt + 1] ?? 0);
    const lane = laneOf[i] ?? 0;
    const width = widths[i] ?? 0;
    const position = positions[i] ?? 0;
    laneCounts[lane] = (laneCounts[lane] ?? 0) + 1;
    valueBits += width;
    if (isDifferentialLane[lane] === 0) {
      values[runs.count] = random & 1;
      runs.add(position, 1);
      continue;
    }
    const head = heads[i] ?? 0;
    const continuation = continuations[i] ?? 0;
    const original =
      head === 0
        ? peek(master, position, width)
        : (peek(master, position, head) << (width - head)) |
          peek(master, continuation, width - head);
    const deviation = deviations[lane] ?? 0;
    const half = 1 << (width - 1);
    const differential = original >= half ? original : original - 2 * half + 1;
    const code = chooseDifferential(
      half,
      differential - (below[i] ?? 0) - deviation,
      differential + (above[i] ?? 0) - deviation,
      random,
    );
    deviations[lane] = deviation + (code >= half ? code : code - 2 * half + 1) - differential;
    if (head === 0) {
      values[runs.count] = code;
      runs.add(position, width);
    } else {
      values[runs.count] = code >>> (width - head);
      runs.add(position, head);
      values[runs.count] = code & ((1 << (width - head)) - 1);
      runs.add(continuation, width - head);
    }
  }
  const stretches = computeStretches(candidates.stretches, master, draws, choices);
  for (const stretch of stretches) valueBits += countStretch(stretch, laneCounts);
  return { runs, values, stretches, laneCounts, valueBits };
}

/**
 * One of the differentials of a size (-2h+1 to -h and h to 2h-1) that lie between two bounds.
 *
 * @param half h, half the number of differentials.
 * @returns its code (§7.2.1 of ISO/IEC 13818-2). At least one lies between the bounds: the original.
 */
function chooseDifferential(half: number, lowest: number, highest: number, random: number): number {
  const firstNegative = Math.max(lowest, 1 - 2 * half);
  const negatives = Math.max(0, Math.min(highest, -half) - firstNegative + 1);
  const firstPositive = Math.max(lowest, half);
  const positives = Math.max(0, Math.min(highest, 2 * half - 1) - firstPositive + 1);
  const choice = (random * (negatives + positives)) >>> CHOICE_BITS;
  return choice < negatives
    ? firstNegative + choice + 2 * half - 1
    : firstPositive + choice - negatives;
}

function cutsOf(candidates: CandidateColumns): number {
  let cuts = 0;
  for (let i = 0; i < candidates.count; i++) if ((candidates.heads[i] ?? 0) > 0) cuts++;
  return cuts;
}
