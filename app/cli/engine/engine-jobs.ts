import { createHash } from 'node:crypto';
import { isProgramStream } from '../../disc/disc-identity.ts';
import type { FileSource } from '../../disc/file-source.ts';
import { type ImageLayout, readImageLayout, wholeStreamLayout } from '../../disc/image-layout.ts';
import { joinedSource, partSource } from '../../disc/joined-source.ts';
import { planDisc } from '../../disc/plan-disc.ts';
import type { ByteSource, FilePart } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import {
  checkPair,
  type ComplementIdentity,
  type IndexSummary,
  openComplement,
  openIndex,
  openMainStream,
  type PassOptions,
  type Preset,
  type SplitKeys,
  type SplitPlan,
} from '../../split/index.ts';
import { copyInThreads } from '../../split/threads/copy-in-threads.ts';
import { partsSource } from '../../split/threads/file-parts.ts';
import { indexFilm } from '../../split/threads/index-in-threads.ts';
import { writeOutput } from '../terminal/output-file.ts';

/** Bytes hashed at one go; then others have their turn. */
const PIECE = 1 << 20;

/** How a long job is followed and stopped. */
export interface JobOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (label: string, percent: number) => void;
  /** As many as there are cores where left out. */
  readonly threads?: number;
}

/** Indexes an image or a program stream. */
export async function indexFile(
  source: ByteSource,
  output: string,
  preset: Preset,
  { signal, onProgress, threads }: JobOptions,
): Promise<IndexSummary> {
  const layout = layoutOf(source);
  const film = joinedSource(layout.vobs.map((extent) => partSource(source, extent)));
  return writeOutput(output, async (file) => {
    const traceKey = systemRandomness.bytes(32);
    const index = await indexFilm(
      film,
      (bytes) => file.write(bytes),
      { preset, traceKey },
      {
        signal,
        ...(threads === undefined ? {} : { threads }),
        onProgress: (done, total) => onProgress('Indexing', (100 * done) / total),
      },
    );
    return index.finish({ imageSize: source.size, extents: layout.vobs });
  });
}

export interface SplitJob {
  readonly master: FileSource;
  readonly index: FileSource;
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

export function identityOrNobody(identity: ComplementIdentity | null): ComplementIdentity {
  return identity ?? nobody;
}

/** What a job writes over its master. */
export function planOf({
  master,
  keys,
  identity,
}: Pick<SplitJob, 'master' | 'keys' | 'identity'>): SplitPlan {
  const layout = layoutOf(master);
  return identity === null
    ? { keys, navIdentifier: null, overlays: [], mapArea: layout.map }
    : planDisc({ layout, identity, keys, manifest: null });
}

/** Writes main stream and complement. Neither is left behind without the other. */
export async function splitFile(job: SplitJob, { signal, onProgress }: JobOptions): Promise<void> {
  const index = openIndex(job.index);
  if (job.preset !== undefined && job.preset !== index.preset) {
    const message = `This index was made for the preset ${index.preset}. Index the film anew.`;
    throw new AppError('SPLIT_PRESET', message, { remedy: 'reject-input' });
  }
  const plan = planOf(job);
  const { index: indexSource, master } = job;
  const main = openMainStream({ master, index, plan });
  await writeOutput(job.mainPath, async (mainFile) => {
    const image = {
      kind: 'main-stream',
      master: master.files,
      index: indexSource.files,
      plan,
    } as const;
    await mainFile.fill(main.size, (descriptor) =>
      copyInThreads(image, descriptor, {
        signal,
        onProgress: (done, total) => onProgress('Main stream', (60 * done) / total),
      }),
    );
    await writeOutput(job.complementPath, async (complementFile) => {
      for (const piece of main.complement(identityOrNobody(job.identity))) {
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
  main: FileSource,
  complementSource: FileSource,
  output: string,
  { signal, onProgress }: JobOptions,
): Promise<string> {
  const complement = openComplement(complementSource);
  checkPair(main, complement, {
    signal,
    onProgress: (done, total) => onProgress('Checking', (30 * done) / total),
  });
  return writeOutput(output, async (file) => {
    const image = {
      kind: 'synthesis',
      main: main.files,
      complement: complementSource.files,
    } as const;
    let sha256 = '';
    await file.fill(main.size, async (descriptor) => {
      await copyInThreads(image, descriptor, {
        signal,
        onProgress: (done, total) => onProgress('Synthesis', 30 + (50 * done) / total),
      });
      sha256 = await hashFile(
        { descriptor, offset: 0, length: main.size },
        {
          signal,
          onProgress: (done, total) =>
            onProgress('Checking the synthesis', 80 + (20 * done) / total),
        },
      );
    });
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

/** SHA-256 of what stands in a file, lower-case hexadecimal. */
async function hashFile(file: FilePart, options: PassOptions): Promise<string> {
  const source = partsSource([file]);
  const hash = createHash('sha256');
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < source.size;) {
    options.signal?.throwIfAborted();
    const read = source.read(at, piece);
    if (read === 0) break;
    hash.update(piece.subarray(0, read));
    at += read;
    options.onProgress?.(at, source.size);
    await new Promise(setImmediate);
  }
  return hash.digest('hex');
}

function layoutOf(source: ByteSource): ImageLayout {
  return isProgramStream(source) ? wholeStreamLayout(source.size) : readImageLayout(source);
}
