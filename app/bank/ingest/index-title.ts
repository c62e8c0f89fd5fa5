import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { joinedSource } from '../../disc/joined-source.ts';
import { titleSetsOf, type VideoTs } from '../../disc/video-ts.ts';
import type { ImageLayout } from '../../disc/image-layout.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { createIndexBuilder, type IndexSummary, type Preset } from '../../split/index.ts';
import { ingestError } from './ingest-error.ts';

/** An index that lacks only where the VOBs lie in the image. */
export interface PendingIndex {
  /** Bytes that the position map needs on the disc. */
  readonly mapRoom: number;
  /** @throws AppError `INGEST_NOT_SPLITTABLE`. */
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
    const builder = createIndexBuilder(write, { preset, traceKey });
    const film = joinedSource(titleSetsOf(videoTs).flatMap((set) => set.vobs));
    await builder.add(film, [{ offset: 0, length: film.size }], {
      onProgress: (done, total) => onProgress((done / total) * 100),
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      mapRoom: builder.mapRoom,
      finish(layout) {
        const summary = builder.finish({ imageSize: layout.size, extents: layout.vobs });
        fsyncSync(descriptor);
        close();
        return requireCandidates(summary);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function requireCandidates(summary: IndexSummary): IndexSummary {
  const places = Object.values(summary.candidates).reduce((sum, count) => sum + count, 0);
  if (places > 0) return summary;
  throw ingestError('INGEST_NOT_SPLITTABLE', 'Nothing in the film may be overwritten.', {
    blocks: summary.blocks,
    unsplit: summary.unsplit,
  });
}
