import { join } from 'node:path';
import { checkDvdVideo, type DvdVideoFacts } from '../../disc/check-dvd-video.ts';
import type { RunOptions } from '../../disc/run-program.ts';
import { openVideoTsFolder } from '../../disc/video-ts.ts';
import type { FreeBytes } from './free-space.ts';
import type { IngestPhase } from './ingest-progress.ts';

/** Where and how a DVD-Video folder is made. */
export interface Staging extends RunOptions {
  /** Will hold `disc/VIDEO_TS`. */
  readonly cwd: string;
  readonly freeBytes: FreeBytes;
  readonly tell: (phase: IngestPhase, percent: number) => void;
}

/** Name of the staged DVD in the work folder. */
export const STAGED = 'disc';

/** Image beside its files, and a twentieth for the index and the position map. */
export const SPACE_FACTOR = 2.1;

/** The facts of the staged DVD-Video. @throws as `checkDvdVideo`. */
export function checkStaged(cwd: string): DvdVideoFacts {
  const staged = openVideoTsFolder(join(cwd, STAGED));
  try {
    return checkDvdVideo(staged);
  } finally {
    staged.close();
  }
}
