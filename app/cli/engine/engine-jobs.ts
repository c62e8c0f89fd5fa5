import { createHash } from 'node:crypto';
import { isProgramStream } from '../../disc/disc-identity.ts';
import { type ImageLayout, readImageLayout, wholeStreamLayout } from '../../disc/image-layout.ts';
import { planDisc } from '../../disc/plan-disc.ts';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import {
  checkPair,
  type ComplementIdentity,
  createIndexBuilder,
  type IndexSummary,
  openComplement,
  openIndex,
  openMainStream,
  openSynthesis,
  type Preset,
  type SplitKeys,
} from '../../split/index.ts';
import { copySource, writeOutput } from '../terminal/output-file.ts';

/** How a long job is followed and stopped. */
export interface JobOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (label: string, percent: number) => void;
}

/** Indexes an image or a program stream. */
export async function indexFile(
  source: ByteSource,
  output: string,
  preset: Preset,
  { signal, onProgress }: JobOptions,
): Promise<IndexSummary> {
  const layout = layoutOf(source);
  return writeOutput(output, async (file) => {
    const traceKey = systemRandomness.bytes(32);
    const builder = createIndexBuilder((bytes) => file.write(bytes), { preset, traceKey });
    await builder.add(source, layout.vobs, {
      signal,
      onProgress: (done, total) => onProgress('Indexing', (100 * done) / total),
    });
    return builder.finish({ imageSize: source.size, extents: layout.vobs });
  });
}

export interface SplitJob {
  readonly master: ByteSource;
  readonly index: ByteSource;
  /** What the index must have been made for; left out: whatever it is. */
  readonly preset?: Preset | undefined;
  readonly keys: SplitKeys;
  /** Null writes no identifiers: the disc then says nothing of where it came from. */
  readonly identity: ComplementIdentity | null;
  readonly mainPath: string;
  readonly complementPath: string;
}

/** Who an order is that nobody ordered. */
const nobody: ComplementIdentity = {
  titleId: 'unregistered',
  orderId: '0'.repeat(20),
  distributorId: 'NONE',
};

/** Writes main stream and complement. Neither is left behind without the other. */
export async function splitFile(job: SplitJob, { signal, onProgress }: JobOptions): Promise<void> {
  const index = openIndex(job.index);
  if (job.preset !== undefined && job.preset !== index.preset) {
    const message = `This index was made for the preset ${index.preset}. Index the film anew.`;
    throw new AppError('SPLIT_PRESET', message, { remedy: 'reject-input' });
  }
  const layout = layoutOf(job.master);
  const plan =
    job.identity === null
      ? { keys: job.keys, navIdentifier: null, overlays: [], mapArea: layout.map }
      : planDisc({ layout, identity: job.identity, keys: job.keys, manifest: null });
  const main = openMainStream({ master: job.master, index, plan });
  await writeOutput(job.mainPath, async (mainFile) => {
    await copySource(main, mainFile, {
      signal,
      onProgress: (done, total) => onProgress('Main stream', (60 * done) / total),
    });
    await writeOutput(job.complementPath, async (complementFile) => {
      for (const piece of main.complement(job.identity ?? nobody)) {
        signal.throwIfAborted();
        complementFile.write(piece);
        await new Promise(setImmediate);
      }
      onProgress('Complement', 100);
    });
  });
}

/**
 * Rebuilds the original. The pair is checked before a byte is written, and the result before it gets its name.
 *
 * @returns SHA-256 of the synthesis, which is that of the master.
 */
export async function joinFiles(
  main: ByteSource,
  complementSource: ByteSource,
  output: string,
  { signal, onProgress }: JobOptions,
): Promise<string> {
  const complement = openComplement(complementSource);
  checkPair(main, complement, {
    signal,
    onProgress: (done, total) => onProgress('Checking', (40 * done) / total),
  });
  const hash = createHash('sha256');
  return writeOutput(output, async (file) => {
    await copySource(openSynthesis(main, complement), file, {
      signal,
      onProgress: (done, total) => onProgress('Synthesis', 40 + (60 * done) / total),
      onChunk: (bytes) => hash.update(bytes),
    });
    const sha256 = hash.digest('hex');
    if (sha256 !== complement.masterSha256) {
      throw new AppError(
        'SPLIT_SYNTHESIS_DIFFERS',
        'The synthesis is not the original; nothing was kept.',
        { remedy: 'reject-input', context: { expected: complement.masterSha256, found: sha256 } },
      );
    }
    return sha256;
  });
}

function layoutOf(source: ByteSource): ImageLayout {
  return isProgramStream(source) ? wholeStreamLayout(source.size) : readImageLayout(source);
}
