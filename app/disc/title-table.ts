import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

/** One title of `VIDEO_TS.IFO` (`title_info_t` of libdvdread). */
export interface TitleInfo {
  /** As a player counts titles, from 1. */
  readonly number: number;
  readonly nrOfAngles: number;
  readonly nrOfPtts: number;
  /** Which `VTS_nn` it lies in. */
  readonly titleSetNr: number;
  /** Which title of that title set it is, from 1. */
  readonly vtsTtn: number;
}

/** One chapter of `VTS_PTT_SRPT`: programme chain and programme in it, both from 1 (`ptt_info_t`). */
export interface PartOfTitle {
  readonly pgcn: number;
  readonly pgn: number;
}

/** A disc has 99 titles at most, and a title 999 parts (stnsoft.com/DVD/ifo_vmg.html#tt_srpt, ifo_vts.html#ptt). */
const TITLES_LIMIT = 99;
const PARTS_LIMIT = 999;

/**
 * TT_SRPT, whose sector stands at 0xC4 of `VIDEO_TS.IFO`: 8 bytes of header, 12 bytes a title.
 *
 * @throws RangeError where it points outside; AppError `DISC_DAMAGED` where it says what cannot be.
 */
export function parseTitleTable(ifo: DataView): TitleInfo[] {
  const table = ifo.getUint32(0xc4) * SECTOR_BYTES;
  const count = ifo.getUint16(table);
  if (count > TITLES_LIMIT) throw impossible('titles', count);
  return Array.from({ length: count }, (_, index) => {
    const entry = table + 8 + index * 12;
    return {
      number: index + 1,
      nrOfAngles: ifo.getUint8(entry + 1),
      nrOfPtts: ifo.getUint16(entry + 2),
      titleSetNr: ifo.getUint8(entry + 6),
      vtsTtn: ifo.getUint8(entry + 7),
    };
  });
}

/**
 * VTS_PTT_SRPT, whose sector stands at 0xC8 of `VTS_nn_0.IFO`: 8 bytes of header, then for each title where its parts begin,
 * 4 bytes a part. A title's parts end where the next one's begin, or where the table does.
 *
 * @throws RangeError, AppError `DISC_DAMAGED`.
 */
export function parsePartsOfTitle(ifo: DataView, vtsTtn: number): PartOfTitle[] {
  const table = ifo.getUint32(0xc8) * SECTOR_BYTES;
  const titles = ifo.getUint16(table);
  if (vtsTtn < 1 || vtsTtn > titles) throw impossible('title of a title set', vtsTtn);
  const begin = ifo.getUint32(table + 8 + (vtsTtn - 1) * 4);
  const end =
    vtsTtn < titles ? ifo.getUint32(table + 8 + vtsTtn * 4) : ifo.getUint32(table + 4) + 1;
  const count = Math.floor((end - begin) / 4);
  if (count < 1 || count > PARTS_LIMIT) throw impossible('chapters', count);
  return Array.from({ length: count }, (_, index) => ({
    pgcn: ifo.getUint16(table + begin + index * 4),
    pgn: ifo.getUint16(table + begin + index * 4 + 2),
  }));
}

function impossible(what: string, value: number) {
  return discError('DISC_DAMAGED', `The disc names an impossible number of ${what}: ${value}.`);
}
