import { createHash } from 'node:crypto';
import type { ByteSource } from '../../foundation/byte-source.ts';
import { AppError } from '../../foundation/errors.ts';
import { checkPair, openComplement, openSynthesis } from '../../split/index.ts';
import { withInput } from '../terminal/input-file.ts';

export interface SynthesisProof {
  readonly image: string;
  readonly complement: string;
  /** What the synthesis must hash to, lower-case hex. */
  readonly masterSha256: string;
  readonly signal: AbortSignal;
  readonly onProgress: (step: string, done: number, total: number) => void;
}

/**
 * Rebuilds the original in memory, chunk by chunk, and compares it with the master.
 *
 * @returns SHA-256 of the burned image.
 * @throws AppError `MAIN_JOB_PROOF_FAILED`
 */
export async function proveSynthesis(proof: SynthesisProof): Promise<string> {
  return withInput(proof.image, (image) =>
    withInput(proof.complement, async (complementFile) => {
      const complement = openComplement(complementFile);
      checkPair(image, complement, { signal: proof.signal });
      const synthesis = openSynthesis(image, complement);
      const rebuilt = await sha256Of(synthesis, proof);
      if (rebuilt !== proof.masterSha256) {
        throw new AppError('MAIN_JOB_PROOF_FAILED', 'Disc and complement do not give the master.', {
          remedy: 'fix-the-code',
          context: { rebuilt, master: proof.masterSha256 },
        });
      }
      return sha256Of(image, proof);
    }),
  );
}

async function sha256Of(source: ByteSource, proof: SynthesisProof): Promise<string> {
  const hash = createHash('sha256');
  const buffer = new Uint8Array(1 << 20);
  for (let position = 0; position < source.size;) {
    proof.signal.throwIfAborted();
    const count = source.read(position, buffer);
    hash.update(buffer.subarray(0, count));
    position += count;
    proof.onProgress('proof', position, source.size);
    await new Promise(setImmediate);
  }
  return hash.digest('hex');
}
