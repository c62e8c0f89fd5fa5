import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

/**
 * Information files of DVD-Video. The specification is not public; fields and places as described by
 * http://stnsoft.com/DVD/ifo.html and read by libdvdread, numbers big-endian.
 */

/** Facts of `VIDEO_TS.IFO`. */
export interface ManagerFacts {
  /** Sectors of IFO, menu VOB, gaps and BUP together. */
  readonly setSectors: number;
  readonly ifoSectors: number;
  readonly titleSets: number;
  /** A bit set means: forbidden in that region. Bit 0 is region 1. */
  readonly forbiddenRegions: number;
}

/** Facts of `VTS_nn_0.IFO`. */
export interface TitleSetFacts {
  readonly setSectors: number;
  readonly ifoSectors: number;
  /** Where the title VOBs begin, from the first sector of the IFO. */
  readonly titleVobsSector: number;
  /** Sectors that the title VOBs have at least: one past the last cell. */
  readonly cellSectors: number;
  readonly standard: 'pal' | 'ntsc';
  readonly aspect: '4:3' | '16:9';
  /** The longest programme chain. */
  readonly runningSeconds: number;
}

/** Where the provider identifier, 32 bytes, stands in `VIDEO_TS.IFO` and its copy. */
export const PROVIDER_ID_OFFSET = 0x40;

/** @throws AppError `DISC_DAMAGED`. */
export function parseManagerIfo(bytes: Uint8Array): ManagerFacts {
  const view = identified(bytes, 'DVDVIDEO-VMG', 'VIDEO_TS.IFO');
  return {
    setSectors: view.getUint32(0x0c) + 1,
    ifoSectors: view.getUint32(0x1c) + 1,
    titleSets: view.getUint16(0x3e),
    forbiddenRegions: view.getUint8(0x23),
  };
}

/** @throws AppError `DISC_DAMAGED`. */
export function parseTitleSetIfo(bytes: Uint8Array, name: string): TitleSetFacts {
  const view = identified(bytes, 'DVDVIDEO-VTS', name);
  try {
    const attributes = view.getUint8(0x200);
    return {
      setSectors: view.getUint32(0x0c) + 1,
      ifoSectors: view.getUint32(0x1c) + 1,
      titleVobsSector: view.getUint32(0xc4),
      cellSectors: endOfCells(view, view.getUint32(0xe0) * SECTOR_BYTES),
      standard: ((attributes >> 4) & 3) === 1 ? 'pal' : 'ntsc',
      aspect: ((attributes >> 2) & 3) === 3 ? '16:9' : '4:3',
      runningSeconds: longestChain(view, view.getUint32(0xcc) * SECTOR_BYTES),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw discError('DISC_DAMAGED', `${name} points outside itself.`, { name }, error);
  }
}

function identified(bytes: Uint8Array, identifier: string, name: string): DataView {
  const found = String.fromCharCode(...bytes.subarray(0, identifier.length));
  if (bytes.length < SECTOR_BYTES || found !== identifier) {
    throw discError('DISC_DAMAGED', `${name} does not begin with ${identifier}.`, { name });
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** VTS_C_ADT: 8 bytes of header, then 12 bytes a cell: VOB and cell number, first and last sector. */
function endOfCells(view: DataView, table: number): number {
  const lastByte = view.getUint32(table + 4);
  let end = 0;
  for (let entry = table + 8; entry + 11 <= table + lastByte; entry += 12) {
    end = Math.max(end, view.getUint32(entry + 8) + 1);
  }
  return end;
}

/** VTS_PGCITI: 8 bytes of header, then 8 bytes a chain, of which the last four say where it begins. */
function longestChain(view: DataView, table: number): number {
  const chains = view.getUint16(table);
  let longest = 0;
  for (let number = 0; number < chains; number++) {
    const chain = table + view.getUint32(table + 8 + number * 8 + 4);
    longest = Math.max(longest, playbackSeconds(view, chain + 4));
  }
  return longest;
}

/** Hours, minutes, seconds and frames in BCD; the top two bits of the frames give the rate: 01 is 25, 11 is 29.97. */
export function playbackSeconds(view: DataView, position: number): number {
  const decimal = (byte: number) => (byte >> 4) * 10 + (byte & 15);
  const frames = view.getUint8(position + 3);
  return (
    decimal(view.getUint8(position)) * 3600 +
    decimal(view.getUint8(position + 1)) * 60 +
    decimal(view.getUint8(position + 2)) +
    decimal(frames & 0x3f) / (frames >> 6 === 1 ? 25 : 30)
  );
}
