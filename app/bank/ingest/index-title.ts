import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { joinedSource } from '../../disc/joined-source.ts';
import { titleSetsOf, type VideoTs } from '../../disc/video-ts.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { type IndexSummary, type Preset, requireCoverage } from '../../split/index.ts';
import { indexFilm } from '../../split/threads/index-in-threads.ts';

/** An index that lacks only where the VOBs lie in the image. */
export interface PendingIndex {
  /** Bytes that the position map needs on the disc. */
  readonly mapRoom: number;
  /** @throws AppError `INDEX_COVERAGE` if too little of the film may be overwritten. */
  finish(layout: ImageLayout): IndexSummary;
  /** Closes the file; may be called more than once. */
  close(): void;
}

/**
 * Indexes the title VOBs of a DVD-Video into a file.
 *
 * @param onProgress 0 to 100.
 * @throws the signal's reason if it aborts; the file is then to be thrown away.
 */
export async function indexTitle(
  videoTs: VideoTs,
  path: string,
  preset: Preset,
  onProgress: (percent: number) => void,
  signal?: AbortSignal,
): Promise<PendingIndex> {
  const descriptor = openSync(path, 'wx');
  let isOpen = true;
  const close = () => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  try {
    const traceKey = systemRandomness.bytes(32);
    const write = (bytes: Uint8Array) => {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(descriptor, bytes, written);
      }
    };
    const film = joinedSource(titleSetsOf(videoTs).flatMap((set) => set.vobs));
    const index = await indexFilm(
      film,
      write,
      { preset, traceKey },
      {
        onProgress: (done, total) => onProgress((done / total) * 100),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    return {
      mapRoom: index.mapRoom,
      finish(layout) {
        const summary = index.finish({ imageSize: layout.size, extents: layout.vobs });
        fsyncSync(descriptor);
        close();
        return requireCoverage(summary);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}
