import type { Extent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { parseProgrammeChain, type ProgrammeChain } from './programme-chain.ts';
import type { PartOfTitle } from './title-table.ts';

/** A title as one program stream: its cells in the order in which they are played. */
export interface TitleLayout {
  readonly seconds: number;
  /** Its cells in the image, those that touch merged. */
  readonly extents: readonly Extent[];
  /** Of its program stream. */
  readonly bytes: number;
  readonly chapters: readonly DvdChapter[];
}

export interface DvdChapter {
  /** From 1. */
  readonly number: number;
  /** Where it begins, in seconds of the title. */
  readonly seconds: number;
  /** Where it begins, in bytes of the title's program stream. */
  readonly byte: number;
}

/**
 * Lays the chains of a title one after another, and finds where its chapters begin in them.
 *
 * @param vobs the title VOBs of its title set, in the image.
 * @returns the layout, and the chain that says which tracks there are: the first.
 * @throws RangeError where a chapter has no cell, or a cell lies outside the VOBs; AppError `DISC_DAMAGED`.
 */
export function layOutTitle(
  ifo: DataView,
  parts: readonly PartOfTitle[],
  vobs: Extent,
): TitleLayout & { readonly chain: ProgrammeChain } {
  const chains = new Map<number, ProgrammeChain>();
  for (const { pgcn } of parts) {
    if (!chains.has(pgcn)) chains.set(pgcn, parseProgrammeChain(ifo, pgcn));
  }
  const begins = new Map<string, { readonly seconds: number; readonly byte: number }>();
  const extents: Extent[] = [];
  let seconds = 0;
  let bytes = 0;
  for (const [pgcn, { cells }] of chains) {
    for (const [index, cell] of cells.entries()) {
      begins.set(`${pgcn}/${index + 1}`, { seconds: inMilliseconds(seconds), byte: bytes });
      if (!cell.isFirstAngle) continue;
      const extent = {
        offset: vobs.offset + cell.firstSector * SECTOR_BYTES,
        length: (cell.lastSector - cell.firstSector + 1) * SECTOR_BYTES,
      };
      if (extent.offset + extent.length > vobs.offset + vobs.length) {
        throw new RangeError('A cell lies outside the VOBs.');
      }
      append(extents, extent);
      seconds += cell.playbackSeconds;
      bytes += extent.length;
    }
  }
  const chapters = parts.map(({ pgcn, pgn }, index) => {
    const begin = begins.get(`${pgcn}/${chains.get(pgcn)?.programMap[pgn - 1] ?? 0}`);
    if (begin === undefined) throw new RangeError('A chapter has no cell.');
    return { number: index + 1, ...begin };
  });
  const [chain] = chains.values();
  if (chain === undefined || bytes === 0) throw new RangeError('The title has no cell.');
  return { seconds: inMilliseconds(seconds), extents, bytes, chapters, chain };
}

/** Sums of frames are not exact in binary; no frame is shorter than a millisecond. */
function inMilliseconds(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function append(extents: Extent[], next: Extent): void {
  const last = extents.at(-1);
  if (last !== undefined && last.offset + last.length === next.offset) {
    extents[extents.length - 1] = { offset: last.offset, length: last.length + next.length };
  } else {
    extents.push(next);
  }
}
