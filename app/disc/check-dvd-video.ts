import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { parseManagerIfo, parseTitleSetIfo, type TitleSetFacts } from './ifo.ts';
import { fileOf, type TitleSetFiles, titleSetsOf, type VideoTs } from './video-ts.ts';

/** What a sound DVD-Video says of its main film: the longest title. */
export interface DvdVideoFacts {
  readonly standard: 'pal' | 'ntsc';
  readonly aspect: '4:3' | '16:9';
  readonly runningSeconds: number;
  /** 1 to 8; empty where every region is allowed. */
  readonly forbiddenRegions: readonly number[];
  /** The title set that holds the main film, 1 to 99. */
  readonly mainTitleSet: number;
}

/**
 * Checks that a DVD-Video is whole: players and libdvdread accept a disc whose end is missing, or whose information file
 * is destroyed, and show it only when the film stops.
 *
 * @throws AppError `DISC_NOT_DVD_VIDEO`, `DISC_DAMAGED`, `DISC_TRUNCATED`.
 */
export function checkDvdVideo(videoTs: VideoTs): DvdVideoFacts {
  const manager = parseManagerIfo(informationOf(videoTs, 'VIDEO_TS'));
  const sets = titleSetsOf(videoTs);
  if (sets.length === 0) {
    throw discError('DISC_NOT_DVD_VIDEO', 'The VIDEO_TS folder has no title set.');
  }
  if (sets.length !== manager.titleSets) {
    throw discError(
      'DISC_DAMAGED',
      `The disc should have ${manager.titleSets} title sets and has ${sets.length}.`,
    );
  }
  const checked = sets.map((files) => ({
    number: files.number,
    facts: checkTitleSet(videoTs, files),
  }));
  const main = checked.reduce((best, set) =>
    set.facts.runningSeconds > best.facts.runningSeconds ? set : best,
  );
  if (main.facts.runningSeconds <= 0) {
    throw discError('DISC_DAMAGED', 'No title of the disc has a running time.');
  }
  return {
    standard: main.facts.standard,
    aspect: main.facts.aspect,
    runningSeconds: main.facts.runningSeconds,
    forbiddenRegions: [0, 1, 2, 3, 4, 5, 6, 7]
      .filter((bit) => (manager.forbiddenRegions >> bit) & 1)
      .map((bit) => bit + 1),
    mainTitleSet: main.number,
  };
}

function checkTitleSet(videoTs: VideoTs, files: TitleSetFiles): TitleSetFacts {
  const name = `VTS_${String(files.number).padStart(2, '0')}_0`;
  const facts = parseTitleSetIfo(informationOf(videoTs, name), `${name}.IFO`);
  const vobBytes = files.vobs.reduce((sum, vob) => sum + vob.size, 0);
  const missing = facts.cellSectors * SECTOR_BYTES - vobBytes;
  if (facts.cellSectors === 0 || missing > 0) {
    throw discError(
      'DISC_TRUNCATED',
      `The film of title set ${files.number} is shorter than the disc says.`,
      {
        titleSet: files.number,
        missingBytes: missing,
      },
    );
  }
  // Between the VOBs and the copy at the end some authors leave a gap; the other way round something is wrong.
  const room = facts.setSectors - facts.titleVobsSector - sectorsOf(files.bup);
  if (vobBytes % SECTOR_BYTES !== 0 || vobBytes / SECTOR_BYTES > room) {
    throw discError(
      'DISC_DAMAGED',
      `The film of title set ${files.number} is longer than the disc says.`,
      {
        titleSet: files.number,
        vobBytes,
        roomSectors: room,
      },
    );
  }
  return facts;
}

/** An information file, after comparing its size with what it says, and its copy with it. */
function informationOf(videoTs: VideoTs, base: string): Uint8Array {
  const ifo = readWhole(fileOf(videoTs, `${base}.IFO`));
  const bup = readWhole(fileOf(videoTs, `${base}.BUP`));
  const stated = (base === 'VIDEO_TS' ? parseManagerIfo(ifo) : parseTitleSetIfo(ifo, `${base}.IFO`))
    .ifoSectors;
  if (stated * SECTOR_BYTES !== ifo.length) {
    throw discError('DISC_DAMAGED', `${base}.IFO has not the length that it says it has.`, {
      bytes: ifo.length,
      statedSectors: stated,
    });
  }
  if (!Buffer.from(ifo).equals(bup)) {
    throw discError('DISC_DAMAGED', `${base}.IFO and its copy ${base}.BUP differ.`);
  }
  return ifo;
}

function readWhole(source: ByteSource): Uint8Array {
  return readExtent(source, { offset: 0, length: source.size });
}

function sectorsOf(source: ByteSource): number {
  return Math.ceil(source.size / SECTOR_BYTES);
}
