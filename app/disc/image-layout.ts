import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';
import { readIsoVolume } from './iso9660.ts';

/** Where the parts of an image lie that the engine and the identifiers need. Offsets and lengths in bytes. */
export interface ImageLayout {
  readonly kind: 'dvd-video' | 'program-stream';
  /** Bytes of the image: what is burned, and what a main stream has too. */
  readonly size: number;
  /** Empty for a program stream. */
  readonly volumeId: string;
  /** The title VOBs, ascending, touching ones merged: one extent a title set. Menus are left alone. */
  readonly vobs: readonly Extent[];
  /** `VIDEO_TS.IFO` and its copy; null for a program stream. */
  readonly ifo: Extent | null;
  readonly bup: Extent | null;
  /** Room of the signed manifest and of the encrypted position map; null on a disc that was not authored here. */
  readonly manifest: Extent | null;
  readonly map: Extent | null;
}

export const MANIFEST_PATH = 'DIPTYCH/MANIFEST.JSN';
export const POSITION_MAP_PATH = 'DIPTYCH/POSITION.MAP';

/** The VOBs that hold titles; `VIDEO_TS.VOB` and `VTS_nn_0.VOB` hold menus. */
const TITLE_VOB = /^VIDEO_TS\/VTS_\d\d_[1-9]\.VOB$/;

/**
 * Reads where everything lies. Facts of the directory only: whether the DVD-Video itself is sound is asked of
 * `checkDvdVideo`.
 *
 * @param source an image, or a device that may be longer than the image on it.
 * @throws AppError `DISC_NOT_DVD_VIDEO`, `DISC_TRUNCATED`, `DISC_DAMAGED`.
 */
export function readImageLayout(source: ByteSource): ImageLayout {
  const { volumeId, sectors, files } = readIsoVolume(source);
  const vobs = [...files].filter(([path]) => TITLE_VOB.test(path)).map(([, extent]) => extent);
  const ifo = files.get('VIDEO_TS/VIDEO_TS.IFO');
  const bup = files.get('VIDEO_TS/VIDEO_TS.BUP');
  if (vobs.length === 0 || ifo === undefined || bup === undefined) {
    throw discError('DISC_NOT_DVD_VIDEO', 'The image has no VIDEO_TS folder with title sets.', {
      volumeId,
    });
  }
  return {
    kind: 'dvd-video',
    size: sectors * SECTOR_BYTES,
    volumeId,
    vobs: mergeTouching(vobs),
    ifo,
    bup,
    manifest: files.get(MANIFEST_PATH) ?? null,
    map: files.get(POSITION_MAP_PATH) ?? null,
  };
}

/** The layout of a bare program stream: all of it is film, and nothing else is there. */
export function wholeStreamLayout(size: number): ImageLayout {
  return {
    kind: 'program-stream',
    size,
    volumeId: '',
    vobs: [{ offset: 0, length: size }],
    ifo: null,
    bup: null,
    manifest: null,
    map: null,
  };
}

function mergeTouching(extents: readonly Extent[]): Extent[] {
  const merged: Extent[] = [];
  for (const extent of extents.toSorted((a, b) => a.offset - b.offset)) {
    const last = merged.at(-1);
    if (last !== undefined && last.offset + last.length === extent.offset) {
      merged[merged.length - 1] = { offset: last.offset, length: last.length + extent.length };
    } else {
      merged.push(extent);
    }
  }
  return merged;
}
