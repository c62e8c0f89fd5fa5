import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { PassOptions } from '../types.ts';
import { copyStretches, Turn } from './copy-stretches.ts';
import { EngineThread } from './engine-thread.ts';
import { openImage } from './open-image.ts';
import type { ThreadImage, ThreadJob } from './protocol.ts';
import { cutImage } from './stretches.ts';

/** Smaller images are written before another thread has started. */
const WORTH_A_THREAD = 64 << 20;

export interface CopyOptions extends PassOptions {
  /** Threads, this one included; as many as there are cores where left out. */
  readonly threads?: number;
}

/**
 * Writes a main stream or a synthesis whole, each stretch of it to its place in the file, which has the size of the image already.
 * Several threads take turns; this one begins at once.
 *
 * @param output descriptor of the file.
 * @throws the signal's reason if it aborts; AppError `SPLIT_NOT_WRITTEN`, `SPLIT_TRUNCATED`, `SPLIT_THREAD_FAILED`; what the engine
 *   throws. No thread writes any longer then; what stands in the file is of no use.
 */
export async function copyInThreads(
  image: ThreadImage,
  output: number,
  options: CopyOptions = {},
): Promise<void> {
  const { source, cut } = openImage(image);
  const plain = cutImage(cut);
  const cuts = new Float64Array(new SharedArrayBuffer(plain.byteLength));
  cuts.set(plain);
  const turn = new Turn();
  const job: ThreadJob = { kind: 'copy', image, output, cuts: cuts.buffer, turn: turn.buffer };
  const { threads = availableParallelism() } = options;
  const others = source.size < WORTH_A_THREAD ? 0 : threads - 1;
  const helpers = Array.from({ length: others }, () => new EngineThread());
  const helped = helpers.map(async (helper) => {
    try {
      await helper.ask(job);
    } catch (error) {
      turn.stop();
      throw error;
    }
  });
  const helpersDone = Promise.all(helped);
  // Heard of below, if not all is done without them.
  helpersDone.catch(() => {});
  try {
    for (const _ of copyStretches(source, cuts, turn, output)) {
      await setImmediate();
      options.signal?.throwIfAborted();
      options.onProgress?.(cuts[turn.done] ?? source.size, source.size);
    }
    // One that has not yet begun is not waited for.
    if (turn.done < cuts.length - 1) await helpersDone;
    options.onProgress?.(source.size, source.size);
  } catch (error) {
    turn.stop();
    throw error;
  } finally {
    await Promise.all(helpers.map((helper) => helper.end()));
  }
}
