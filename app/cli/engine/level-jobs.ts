import type { ByteSource } from '../../foundation/byte-source.ts';
import {
  openDistributorImage,
  openIndex,
  openOverlaidImage,
  writeOrderOverlay,
} from '../../split/index.ts';
import { type OutputFile, writeOutput } from '../terminal/output-file.ts';
import { identityOrNobody, type JobOptions, planOf, type SplitJob } from './engine-jobs.ts';

/** Bytes read at once: ten blocks of a film. */
const PIECE = 4 << 20;

/** What of a split is written by levels; null: nothing. */
export interface LevelOutputs {
  /** The image that all orders of the distributor have in common. */
  readonly imagePath: string | null;
  /** What turns it into the main stream of this order. */
  readonly overlayPath: string | null;
}

/** Writes the two levels of a main stream, each into a file of its own. */
export async function splitLevels(
  job: Pick<SplitJob, 'master' | 'index' | 'keys' | 'identity'>,
  { imagePath, overlayPath }: LevelOutputs,
  options: JobOptions,
): Promise<void> {
  const { master } = job;
  const index = openIndex(job.index);
  const plan = planOf(job);
  if (imagePath !== null) {
    const key = job.keys.distributor;
    const image = openDistributorImage({ master, index, key, mapArea: plan.mapArea });
    await writeOutput(imagePath, (file) => copyImage('Distributor’s image', image, file, options));
  }
  if (overlayPath !== null) {
    await writeOutput(overlayPath, async (file) => {
      const pieces = writeOrderOverlay({ master, index, plan }, identityOrNobody(job.identity));
      for (const piece of pieces) {
        options.signal.throwIfAborted();
        file.write(piece);
        await new Promise(setImmediate);
      }
      options.onProgress('Overlay', 100);
    });
  }
}

/** Writes the main stream of an order from the image of its distributor and its overlay. Every block is checked. */
export async function overlayFile(
  image: ByteSource,
  overlay: ByteSource,
  output: string,
  options: JobOptions,
): Promise<void> {
  const main = openOverlaidImage(image, overlay);
  await writeOutput(output, (file) => copyImage('Main stream', main, file, options));
}

async function copyImage(
  label: string,
  source: ByteSource,
  file: OutputFile,
  { signal, onProgress }: JobOptions,
): Promise<void> {
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < source.size;) {
    signal.throwIfAborted();
    const read = source.read(at, piece);
    file.write(piece.subarray(0, read));
    at += read;
    onProgress(label, (100 * at) / source.size);
    await new Promise(setImmediate);
  }
}
