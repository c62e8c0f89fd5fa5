import type { LaneColumns, LevelCandidates } from './candidate-columns.ts';
import { BIT_LANES, LANES } from './lanes.ts';
import { readStretches, stretchesBytes, writeStretches } from './stretch-rows.ts';
import type { Stretch } from './stretches.ts';

/** A gap that leads to no candidate: it only goes on. Where candidates lie further apart, one or more of these stand between. */
export const FILLER = 0xffff;

/** Before all else: entries of each lane, then number of stretches, 16 bits each. */
const HEAD = 2 * (LANES + 1);

/** Where the candidates of a level stand in a block: views of the bytes that say it (README, "Positions"). */
export interface LevelPositions {
  /** By lane: bits from the begin of the last entry to that of this one; {@link FILLER} leads to none. */
  readonly gaps: readonly Uint16Array[];
  /** By lane of differentials, from the first of them: bits of each (0: a filler), plus {@link START} where a chain begins. */
  readonly widths: readonly Uint8Array[];
  readonly stretches: readonly Stretch[];
}

/** Marks the width of the first differential of a chain. */
export const START = 16;

/** A level without any candidate. */
export const noPositions: LevelPositions = {
  gaps: Array.from({ length: LANES }, () => new Uint16Array(0)),
  widths: Array.from({ length: LANES - BIT_LANES }, () => new Uint8Array(0)),
  stretches: [],
};

/** Entries of a lane: its candidates and the fillers between them. */
export function entriesOf({ count, positions }: LaneColumns): number {
  let entries = count;
  let last = 0;
  for (let i = 0; i < count; i++) {
    const gap = (positions[i] ?? 0) - last;
    if (gap >= FILLER) entries += Math.floor(gap / FILLER);
    last = positions[i] ?? 0;
  }
  return entries;
}

/** @returns a multiple of four bytes; none where the level has no candidates. */
export function encodePositions(level: LevelCandidates): Uint8Array {
  if (level.isEmpty) return new Uint8Array(0);
  const entries = level.lanes.map(entriesOf);
  const gapsBytes = entries.reduce((sum, count) => sum + 2 * count, 0);
  const widthsBytes = entries.slice(BIT_LANES).reduce((sum, count) => sum + count, 0);
  const length = HEAD + gapsBytes + widthsBytes + stretchesBytes(level.stretches);
  const bytes = new Uint8Array((length + 3) & ~3);
  const words = new Uint16Array(bytes.buffer, 0, (HEAD + gapsBytes) / 2);
  let gapAt = HEAD / 2;
  let widthAt = HEAD + gapsBytes;
  for (const [number, columns] of level.lanes.entries()) {
    words[number] = entries[number] ?? 0;
    const isDifferential = number >= BIT_LANES;
    let last = 0;
    for (let i = 0; i < columns.count; i++) {
      const position = columns.positions[i] ?? 0;
      for (; position - last >= FILLER; last += FILLER) {
        words[gapAt++] = FILLER;
        if (isDifferential) bytes[widthAt++] = 0;
      }
      words[gapAt++] = position - last;
      last = position;
      if (isDifferential) {
        bytes[widthAt++] = (columns.widths[i] ?? 0) + (columns.starts[i] === 1 ? START : 0);
      }
    }
  }
  words[LANES] = level.stretches.length;
  writeStretches(bytes, widthAt, level.stretches);
  return bytes;
}

/**
 * Reads what {@link encodePositions} wrote, without copying it.
 *
 * @param bytes must begin at an even byte of their buffer, and stay as they are for as long as the result is used.
 * @param length bytes of the block.
 * @returns null if the bytes are no positions in a block of that length.
 */
export function decodePositions(bytes: Uint8Array, length: number): LevelPositions | null {
  if (bytes.length === 0) return noPositions;
  if (bytes.length < HEAD) return null;
  const head = new Uint16Array(bytes.buffer, bytes.byteOffset, LANES + 1);
  let entries = 0;
  let differentials = 0;
  for (let number = 0; number < LANES; number++) {
    entries += head[number] ?? 0;
    if (number >= BIT_LANES) differentials += head[number] ?? 0;
  }
  const widthsAt = HEAD + 2 * entries;
  if (widthsAt + differentials > bytes.length) return null;
  const gaps: Uint16Array[] = [];
  const widths: Uint8Array[] = [];
  let gapAt = HEAD;
  let widthAt = widthsAt;
  for (let number = 0; number < LANES; number++) {
    const count = head[number] ?? 0;
    const laneGaps = new Uint16Array(bytes.buffer, bytes.byteOffset + gapAt, count);
    const laneWidths = number < BIT_LANES ? null : bytes.subarray(widthAt, widthAt + count);
    if (!isInside(laneGaps, laneWidths, length * 8)) return null;
    gaps.push(laneGaps);
    gapAt += 2 * count;
    if (laneWidths === null) continue;
    widths.push(laneWidths);
    widthAt += count;
  }
  const stretches = readStretches(bytes, widthAt, head[LANES] ?? 0, length);
  return stretches === null ? null : { gaps, widths, stretches };
}

/** Whether no entry of a lane leads out of the block, and all widths are such. */
function isInside(gaps: Uint16Array, widths: Uint8Array | null, bits: number): boolean {
  let position = 0;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i] ?? 0;
    position += gap;
    if (widths === null) continue;
    const width = (widths[i] ?? 0) & (START - 1);
    if ((width === 0) !== (gap === FILLER) || width > 11) return false;
    if (position + width > bits) return false;
  }
  return widths !== null || gaps.length === 0 || position < bits;
}
