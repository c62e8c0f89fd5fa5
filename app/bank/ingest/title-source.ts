import { type Stats, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { openFileSource } from '../../disc/file-source.ts';
import { openVideoTsFolder, openVideoTsOfImage, type VideoTs } from '../../disc/video-ts.ts';
import { readExtent } from '../../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../../foundation/units.ts';
import { ingestError } from './ingest-error.ts';

/** What a title is made from. */
export type TitleSource =
  | { readonly kind: 'film'; readonly path: string }
  | { readonly kind: 'video-ts' | 'dvd-image'; readonly videoTs: VideoTs };

/**
 * Finds out what a path leads to: a folder must be a DVD-Video, a file with an ISO 9660 volume too; anything else may be a
 * film.
 *
 * @throws AppError `INGEST_SOURCE_MISSING`, and what opening a DVD-Video throws.
 */
export function openTitleSource(path: string): TitleSource {
  const absolute = resolve(path);
  if (statusOf(absolute).isDirectory()) {
    return { kind: 'video-ts', videoTs: openVideoTsFolder(absolute) };
  }
  const image = openFileSource(absolute);
  let keepsImage = false;
  try {
    const descriptor = readExtent(image, { offset: 16 * SECTOR_BYTES, length: 6 });
    if (Buffer.from(descriptor).toString('latin1', 1) !== 'CD001')
      return { kind: 'film', path: absolute };
    const videoTs = openVideoTsOfImage(image);
    keepsImage = true;
    return { kind: 'dvd-image', videoTs: { ...videoTs, close: () => image.close() } };
  } finally {
    if (!keepsImage) image.close();
  }
}

function statusOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw ingestError('INGEST_SOURCE_MISSING', `There is nothing at ${path}.`, { path }, error);
  }
}
