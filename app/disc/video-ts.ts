import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ByteSource } from '../foundation/byte-source.ts';
import { discError } from './disc-error.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { readIsoVolume } from './iso9660.ts';
import { partSource } from './joined-source.ts';

/** The files of a `VIDEO_TS` folder by name, wherever it lies. */
export interface VideoTs {
  readonly volumeId: string;
  readonly files: ReadonlyMap<string, ByteSource>;
  close(): void;
}

/** One title set: `VTS_nn`. */
export interface TitleSetFiles {
  /** 1 to 99. */
  readonly number: number;
  readonly ifo: ByteSource;
  readonly bup: ByteSource;
  readonly menu: ByteSource | null;
  /** Title VOBs in order. */
  readonly vobs: readonly ByteSource[];
}

/** What a `VIDEO_TS` folder may hold; anything else in it is left behind. */
const DVD_FILE = /^(VIDEO_TS\.(IFO|BUP|VOB)|VTS_\d\d_0\.(IFO|BUP|VOB)|VTS_\d\d_[1-9]\.VOB)$/;

/**
 * Opens a `VIDEO_TS` folder, or the folder that holds it.
 *
 * @throws AppError `DISC_NOT_DVD_VIDEO`.
 */
export function openVideoTsFolder(folder: string): VideoTs {
  const inside = readdirSync(folder).find((name) => name.toUpperCase() === 'VIDEO_TS');
  const home = inside === undefined ? folder : join(folder, inside);
  const files = new Map<string, FileSource>();
  try {
    for (const name of readdirSync(home)) {
      if (DVD_FILE.test(name.toUpperCase())) {
        files.set(name.toUpperCase(), openFileSource(join(home, name)));
      }
    }
  } finally {
    if (!files.has('VIDEO_TS.IFO')) closeAll(files);
  }
  if (!files.has('VIDEO_TS.IFO')) {
    throw discError(
      'DISC_NOT_DVD_VIDEO',
      'The folder is not a VIDEO_TS folder: it has no VIDEO_TS.IFO.',
      {
        folder,
      },
    );
  }
  return { volumeId: '', files, close: () => closeAll(files) };
}

/**
 * The `VIDEO_TS` folder of a disc image. Closing it leaves the image open.
 *
 * @throws AppError `DISC_NOT_DVD_VIDEO`, `DISC_TRUNCATED`, `DISC_DAMAGED`.
 */
export function openVideoTsOfImage(image: ByteSource): VideoTs {
  const volume = readIsoVolume(image);
  const files = new Map<string, ByteSource>();
  for (const [path, extent] of volume.files) {
    const name = path.startsWith('VIDEO_TS/') ? path.slice('VIDEO_TS/'.length) : '';
    if (DVD_FILE.test(name)) files.set(name, partSource(image, extent));
  }
  if (!files.has('VIDEO_TS.IFO')) {
    throw discError('DISC_NOT_DVD_VIDEO', 'The image has no VIDEO_TS folder with a VIDEO_TS.IFO.', {
      volumeId: volume.volumeId,
    });
  }
  return { volumeId: volume.volumeId, files, close() {} };
}

/**
 * The title sets, by number.
 *
 * @throws AppError `DISC_DAMAGED` where a file of a set is missing.
 */
export function titleSetsOf(videoTs: VideoTs): TitleSetFiles[] {
  const numbers = new Set<string>();
  for (const name of videoTs.files.keys()) {
    if (name.startsWith('VTS_')) numbers.add(name.slice(4, 6));
  }
  return [...numbers].sort().map((number) => {
    const vobs: ByteSource[] = [];
    for (let part = 1; videoTs.files.has(`VTS_${number}_${part}.VOB`); part++) {
      vobs.push(fileOf(videoTs, `VTS_${number}_${part}.VOB`));
    }
    return {
      number: Number(number),
      ifo: fileOf(videoTs, `VTS_${number}_0.IFO`),
      bup: fileOf(videoTs, `VTS_${number}_0.BUP`),
      menu: videoTs.files.get(`VTS_${number}_0.VOB`) ?? null,
      vobs,
    };
  });
}

/** @throws AppError `DISC_DAMAGED` if the file is not there. */
export function fileOf(videoTs: VideoTs, name: string): ByteSource {
  const file = videoTs.files.get(name);
  if (file === undefined) throw discError('DISC_DAMAGED', `${name} is missing.`, { name });
  return file;
}

function closeAll(files: ReadonlyMap<string, FileSource>): void {
  for (const file of files.values()) file.close();
}
