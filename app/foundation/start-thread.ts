import { Worker, type WorkerOptions } from 'node:worker_threads';

/** A program that runs in a thread: in `dist/` a bundle beside whoever starts it, elsewhere its source. */
export interface ThreadProgram {
  /** `import.meta.url` of the module that starts it. */
  readonly from: string;
  /** Name of the bundle, as `app/cli/build.mjs` writes it. */
  readonly bundle: string;
  /** Its entry point, seen from `from`. */
  readonly source: string;
}

/** Starts a thread of this process. What goes wrong inside is told by its `error` event. */
export function startThread(
  { from, bundle, source }: ThreadProgram,
  options: WorkerOptions,
): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(bundle, from), options);
  const argv = [new URL(source, from).href];
  return new Worker(new URL('thread-from-source.mjs', import.meta.url), { ...options, argv });
}
