import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { parseManagerIfo, parseTitleSetIfo } from './ifo.ts';
import { type IsoVolume, readIsoVolume } from './iso9660.ts';
import {
  type AudioTrack,
  parseAudioTracks,
  parseSubtitleTracks,
  type SubtitleTrack,
} from './stream-attributes.ts';
import { layOutTitle, type TitleLayout } from './title-layout.ts';
import { parsePartsOfTitle, parseTitleTable, type TitleInfo } from './title-table.ts';

/** What a viewer may choose on a DVD-Video, and where it lies in the image. */
export interface DvdStructure {
  /** Bytes of the image that the disc was read as. */
  readonly imageSize: number;
  readonly volumeId: string;
  /** As a player counts them, from 1. At least one. */
  readonly titles: readonly DvdTitle[];
}

export interface DvdTitle extends TitleLayout {
  /** As a player counts titles, from 1. */
  readonly number: number;
  readonly audio: readonly AudioTrack[];
  readonly subtitles: readonly SubtitleTrack[];
  readonly aspect: '4:3' | '16:9';
  readonly standard: 'pal' | 'ntsc';
  /** 16 colours of the subtitles, `0x00YYCrCb`. */
  readonly palette: readonly number[];
}

/** Information files are far smaller: their longest table has 4 bytes a VOBU, 260 KB for nine hours of film. */
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
    const { chain, ...layout } = layOutTitle(ifo, parsePartsOfTitle(ifo, title.vtsTtn), vobs);
    return {
      number: title.number,
      ...layout,
      audio: parseAudioTracks(ifo, chain),
      subtitles: parseSubtitleTracks(ifo, chain, aspect),
      aspect,
      standard,
      palette: chain.palette,
    };
  });
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
