import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { playbackSeconds } from './ifo.ts';

/** A cell of a programme chain (`cell_playback_t` of libdvdread), sectors from the begin of the title VOBs. */
export interface Cell {
  readonly playbackSeconds: number;
  readonly firstSector: number;
  readonly lastSector: number;
  /** Whether it is shown when the first angle is: false for the cells of other angles. */
  readonly isFirstAngle: boolean;
}

/** A programme chain (`pgc_t`): cells in the order in which they are played. */
export interface ProgrammeChain {
  readonly cells: readonly Cell[];
  /** First cell of each programme, from 1. */
  readonly programMap: readonly number[];
  /** For each of 8 sound tracks: its stream number, or null where the chain has none. */
  readonly audioControl: readonly (number | null)[];
  /** For each of 32 subtitles: its stream numbers by display. */
  readonly subpControl: readonly (SubpictureStreams | null)[];
  /** 16 colours, `0x00YYCrCb`, for subtitles. */
  readonly palette: readonly number[];
}

interface SubpictureStreams {
  readonly narrow: number;
  readonly wide: number;
}

/**
 * One chain of VTS_PGCITI, whose sector stands at 0xCC of `VTS_nn_0.IFO`; places within a chain as in
 * stnsoft.com/DVD/pgc.html.
 *
 * @param pgcn from 1.
 * @throws RangeError where it points outside; AppError `DISC_DAMAGED` where it says what cannot be.
 */
export function parseProgrammeChain(ifo: DataView, pgcn: number): ProgrammeChain {
  const table = ifo.getUint32(0xcc) * SECTOR_BYTES;
  if (pgcn < 1 || pgcn > ifo.getUint16(table)) {
    throw discError('DISC_DAMAGED', `The disc has no programme chain ${pgcn}.`);
  }
  const chain = table + ifo.getUint32(table + 8 + (pgcn - 1) * 8 + 4);
  const programs = ifo.getUint8(chain + 2);
  const cells = ifo.getUint8(chain + 3);
  const programMap = chain + ifo.getUint16(chain + 0xe6);
  const cellPlayback = chain + ifo.getUint16(chain + 0xe8);
  return {
    cells: entries(cells, (index) => parseCell(ifo, cellPlayback + index * 24)),
    programMap: entries(programs, (index) => ifo.getUint8(programMap + index)),
    audioControl: entries(8, (index) => {
      const control = ifo.getUint16(chain + 0x0c + index * 2);
      return (control & 0x8000) === 0 ? null : (control >> 8) & 7;
    }),
    subpControl: entries(32, (index) => {
      const control = ifo.getUint32(chain + 0x1c + index * 4);
      const isThere = (control & 0x80000000) !== 0;
      return isThere ? { narrow: (control >> 24) & 31, wide: (control >> 16) & 31 } : null;
    }),
    palette: entries(16, (index) => ifo.getUint32(chain + 0xa4 + index * 4) & 0xffffff),
  };
}

/** The top four bits: `block_mode` (1 to 3 within a block of angles) and `block_type` (1: a block of angles). */
function parseCell(ifo: DataView, entry: number): Cell {
  const flags = ifo.getUint8(entry);
  const isAngle = ((flags >> 4) & 3) === 1;
  const firstSector = ifo.getUint32(entry + 8);
  const lastSector = ifo.getUint32(entry + 20);
  if (lastSector < firstSector) {
    throw discError('DISC_DAMAGED', 'A cell of the disc ends before it begins.', {
      firstSector,
      lastSector,
    });
  }
  return {
    playbackSeconds: playbackSeconds(ifo, entry + 4),
    firstSector,
    lastSector,
    isFirstAngle: !isAngle || flags >> 6 <= 1,
  };
}

function entries<Entry>(count: number, parse: (index: number) => Entry): Entry[] {
  return Array.from({ length: count }, (_, index) => parse(index));
}
