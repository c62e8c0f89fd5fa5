import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { parseManagerIfo, parseTitleSetIfo } from './ifo.ts';
import { type IsoVolume, readIsoVolume } from './iso9660.ts';
import { parseProgrammeChain, type ProgrammeChain } from './programme-chain.ts';
import {
  type AudioTrack,
  parseAudioTracks,
  parseSubtitleTracks,
  type SubtitleTrack,
} from './stream-attributes.ts';
import {
  parsePartsOfTitle,
  parseTitleTable,
  type PartOfTitle,
  type TitleInfo,
} from './title-table.ts';

/** What a viewer may choose on a DVD-Video, and where it lies in the image. */
export interface DvdStructure {
  /** Bytes of the image that the disc was read as. */
  readonly imageSize: number;
  readonly volumeId: string;
  /** As a player counts them, from 1. At least one. */
  readonly titles: readonly DvdTitle[];
}

export interface DvdTitle {
  readonly number: number;
  readonly seconds: number;
  /** Its cells in the image, in the order in which they are played, those that touch merged: one program stream. */
  readonly extents: readonly Extent[];
  /** Of its program stream. */
  readonly bytes: number;
  readonly chapters: readonly DvdChapter[];
  readonly audio: readonly AudioTrack[];
  readonly subtitles: readonly SubtitleTrack[];
  readonly aspect: '4:3' | '16:9';
  readonly standard: 'pal' | 'ntsc';
  /** 16 colours of the subtitles, `0x00YYCrCb`. */
  readonly palette: readonly number[];
}

export interface DvdChapter {
  /** From 1. */
  readonly number: number;
  /** Where it begins, in seconds of the title. */
  readonly seconds: number;
  /** Where it begins, in bytes of the title's program stream. */
  readonly byte: number;
}

/** Information files are smaller than this on every disc; the address map of a film of nine hours has 260 KB. */
const IFO_LIMIT = 4 << 20;

/**
 * Reads titles, chapters, cells and tracks from the information files of an image. Of a title with angles, the first one's
 * cells; angles that are interleaved stay so.
 *
 * @throws AppError `DISC_NOT_DVD_VIDEO`, `DISC_TRUNCATED`, `DISC_DAMAGED`.
 */
export function readDvdStructure(source: ByteSource): DvdStructure {
  const volume = readIsoVolume(source);
  const manager = informationFile(source, volume, 'VIDEO_TS.IFO');
  parseManagerIfo(manager);
  const titles = boundedly('VIDEO_TS.IFO', () => parseTitleTable(viewOf(manager)));
  if (titles.length === 0) throw discError('DISC_NOT_DVD_VIDEO', 'The disc has no title.');
  return {
    imageSize: volume.sectors * SECTOR_BYTES,
    volumeId: volume.volumeId,
    titles: titles.map((title) => readTitle(source, volume, title)),
  };
}

/** The film: the longest title, the first of several. */
export function mainTitleOf(structure: DvdStructure): DvdTitle {
  const [first] = structure.titles.toSorted((a, b) => b.seconds - a.seconds || a.number - b.number);
  if (first === undefined) throw discError('DISC_NOT_DVD_VIDEO', 'The disc has no title.');
  return first;
}

function readTitle(source: ByteSource, volume: IsoVolume, title: TitleInfo): DvdTitle {
  const set = `VTS_${String(title.titleSetNr).padStart(2, '0')}`;
  const name = `${set}_0.IFO`;
  const bytes = informationFile(source, volume, name);
  const { aspect, standard } = parseTitleSetIfo(bytes, name);
  const vobs = titleVobs(volume, set);
  return boundedly(name, () => {
    const ifo = viewOf(bytes);
    const played = layOut(ifo, parsePartsOfTitle(ifo, title.vtsTtn), vobs);
    return {
      number: title.number,
      ...played,
      audio: parseAudioTracks(ifo, played.chain),
      subtitles: parseSubtitleTracks(ifo, played.chain, aspect),
      aspect,
      standard,
      palette: played.chain.palette,
    };
  });
}

/** The chains of a title one after another, and where its chapters begin in them. */
function layOut(ifo: DataView, parts: readonly PartOfTitle[], vobs: Extent) {
  const chains = new Map<number, ProgrammeChain>();
  for (const { pgcn } of parts) {
    if (!chains.has(pgcn)) chains.set(pgcn, parseProgrammeChain(ifo, pgcn));
  }
  const begins = new Map<string, { readonly seconds: number; readonly byte: number }>();
  const extents: Extent[] = [];
  let seconds = 0;
  let byte = 0;
  for (const [pgcn, chain] of chains) {
    for (const [index, cell] of chain.cells.entries()) {
      begins.set(`${pgcn}/${index + 1}`, { seconds, byte });
      if (!cell.isFirstAngle) continue;
      const extent = {
        offset: vobs.offset + cell.firstSector * SECTOR_BYTES,
        length: (cell.lastSector - cell.firstSector + 1) * SECTOR_BYTES,
      };
      if (extent.offset + extent.length > vobs.offset + vobs.length) throw new RangeError('cell');
      append(extents, extent);
      seconds += cell.playbackSeconds;
      byte += extent.length;
    }
  }
  const chapters = parts.map(({ pgcn, pgn }, index) => {
    const cell = chains.get(pgcn)?.programMap[pgn - 1];
    const begin = begins.get(`${pgcn}/${cell}`);
    if (begin === undefined) throw new RangeError('chapter');
    return { number: index + 1, ...begin };
  });
  const [chain] = chains.values();
  if (chain === undefined || byte === 0) throw new RangeError('chain');
  return {
    seconds: thousandths(seconds),
    extents,
    bytes: byte,
    chapters: chapters.map(rounded),
    chain,
  };
}

function rounded({ number, seconds, byte }: DvdChapter): DvdChapter {
  return { number, seconds: thousandths(seconds), byte };
}

/** Sums of frames are not exact in binary; no frame is shorter than a millisecond. */
function thousandths(seconds: number): number {
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

/** All title VOBs of a set, which follow one another (`VTS_nn_1.VOB` and up). */
function titleVobs(volume: IsoVolume, set: string): Extent {
  const [first, ...rest] = Array.from({ length: 9 }, (_, index) =>
    volume.files.get(`VIDEO_TS/${set}_${index + 1}.VOB`),
  );
  if (first === undefined) throw discError('DISC_DAMAGED', `${set}_1.VOB is missing.`, { set });
  let { length } = first;
  for (const part of rest) {
    if (part === undefined || part.offset !== first.offset + length) break;
    length += part.length;
  }
  return { offset: first.offset, length };
}

function informationFile(source: ByteSource, volume: IsoVolume, name: string): Uint8Array {
  const extent = volume.files.get(`VIDEO_TS/${name}`);
  if (extent === undefined) throw discError('DISC_DAMAGED', `${name} is missing.`, { name });
  if (extent.length > IFO_LIMIT) {
    throw discError('DISC_DAMAGED', `${name} has an impossible length.`, { name });
  }
  return readExtent(source, extent);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reading past the end of an information file is damage. */
function boundedly<Result>(name: string, parse: () => Result): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw discError('DISC_DAMAGED', `${name} points outside itself.`, { name }, error);
  }
}
