import { VOBU_ISRC_BYTES } from '../mpeg2/index.ts';
import { damaged, originalsKind } from './block-file.ts';
import { type Level, levels } from './lanes.ts';
import {
  encodeLevelOriginals,
  type LevelOriginals,
  readLevelOriginals,
} from './originals-level.ts';
import type { OriginalBlock } from './originals-types.ts';
import type { StoredCandidates } from './types.ts';

/** The parts of a block of the originals: views, nothing is copied. */
export interface OriginalParts {
  /** Null: the block has no candidates of that level. */
  readonly levels: Readonly<Record<Level, LevelOriginals | null>>;
  /** `vobu_isrc`; empty if zeros stood there. */
  readonly nav: Uint8Array;
}

/**
 * Everything original that an order may need of a block (README, "A block of the originals").
 *
 * @returns nothing where the block has neither candidates nor an identifier to keep.
 */
export function encodeOriginals(
  candidates: StoredCandidates,
  master: Uint8Array,
  nav: Uint8Array | null,
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const level of levels) {
    const { slot, positions } = candidates[level];
    if (slot.length > 0) parts.push(encodeLevelOriginals(positions, master));
  }
  if (nav !== null) parts.push(nav);
  return Buffer.concat(parts);
}

/** Takes apart what {@link encodeOriginals} wrote. @throws AppError `ORIGINALS_DAMAGED`. */
export function originalParts({ stored, slotBytes, keepsNav }: OriginalBlock): OriginalParts {
  const navAt = stored.length - (keepsNav ? VOBU_ISRC_BYTES : 0);
  let at = 0;
  const readLevel = (level: Level): LevelOriginals | null => {
    if (slotBytes[level] === 0) return null;
    const read = readLevelOriginals(stored, at, navAt);
    if (read === null) throw wrongBlock();
    at = read.end;
    return read.level;
  };
  const read = { distributor: readLevel('distributor'), order: readLevel('order') };
  if (at !== navAt) throw wrongBlock();
  return { levels: read, nav: stored.subarray(navAt) };
}

function wrongBlock(): Error {
  return damaged(originalsKind, 'one of its blocks is not as long as it says');
}
