import { parentPort } from 'node:worker_threads';
import { threadError } from '../thread-error.ts';
import { copyStretches, Turn } from '../copy-stretches.ts';
import { partsSource } from '../file-parts.ts';
import { indexSegment } from '../index-segment.ts';
import { openImage } from '../open-image.ts';
import { failureOf, jobSchema, type ThreadAnswer, type ThreadJob } from '../protocol.ts';

/** A thread of the engine: does one job at a time, whole, and says what came of it. */
function main(): void {
  const port = parentPort;
  if (port === null) throw threadError('SPLIT_NO_THREAD', 'This program runs in a thread.');
  port.on('message', (text: unknown) => {
    const handed: ArrayBuffer[] = [];
    const answer = answerTo(text, handed);
    port.postMessage(answer, handed);
  });
}

function answerTo(text: unknown, handed: ArrayBuffer[]): ThreadAnswer {
  try {
    const job = jobSchema.parse(text);
    return job.kind === 'copy' ? copy(job) : index(job, handed);
  } catch (error) {
    return failureOf(error);
  }
}

function copy({ image, cuts, turn, output }: ThreadJob & { kind: 'copy' }): ThreadAnswer {
  const { source } = openImage(image);
  for (const _ of copyStretches(source, new Float64Array(cuts), new Turn(turn), output));
  return { kind: 'copied' };
}

function index(
  { film, segment, preset, bytesPerTick }: ThreadJob & { kind: 'index' },
  handed: ArrayBuffer[],
): ThreadAnswer {
  const found = indexSegment(partsSource(film), segment, preset, bytesPerTick);
  handed.push(found.rows.buffer, found.stored.buffer);
  return { kind: 'indexed', found };
}

main();
