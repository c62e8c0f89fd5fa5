import ffmpeg from 'fluent-ffmpeg';
import { systemClock } from '../foundation/clock.ts';
import { discError } from './disc-error.ts';
import { DEFAULT_STALL_LIMIT, failureOf, type RunOptions } from './run-program.ts';

export interface FfmpegInput {
  /** An absolute path, or a description for one of ffmpeg's own sources. */
  readonly source: string;
  /** Options that stand before it. */
  readonly options?: readonly string[];
}

export interface FfmpegJob extends RunOptions {
  readonly inputs: readonly FfmpegInput[];
  /** Options of the output. */
  readonly options: readonly string[];
  readonly output: string;
  readonly cwd: string;
  /** Seconds of the output made so far. */
  readonly onTime?: ((seconds: number) => void) | undefined;
}

/** An input drawn or sounded by ffmpeg itself. */
export function drawnInput(description: string): FfmpegInput {
  return { source: description, options: ['-f', 'lavfi'] };
}

/**
 * Runs ffmpeg. An existing output is overwritten; after a failure part of it may stand.
 *
 * @throws AppError `FILM_UNREADABLE` (ffmpeg gave up), `STORAGE_FULL`, `AUTHORING_PROGRAM_MISSING`,
 *   `AUTHORING_PROGRAM_STALLED`; the signal's reason if it aborts. In every case ffmpeg has ended.
 */
export function runFfmpeg(job: FfmpegJob): Promise<void> {
  const { signal, clock = systemClock, stallLimit = DEFAULT_STALL_LIMIT } = job;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const command = ffmpeg({ cwd: job.cwd, stdoutLines: 20 });
    for (const { source, options = [] } of job.inputs) {
      command.input(source).inputOptions([...options]);
    }
    command.outputOptions(['-nostdin', ...job.options]).output(job.output);

    let isRunning = false;
    let ending: unknown = null;
    const end = (reason: unknown) => {
      ending ??= reason;
      if (isRunning) command.kill('SIGKILL');
    };
    const stalled = () => end(discError('AUTHORING_PROGRAM_STALLED', 'ffmpeg stopped answering.'));
    let cancelStall = clock.after(stallLimit, stalled);
    const onAbort = () => end(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = () => {
      cancelStall();
      signal?.removeEventListener('abort', onAbort);
    };

    command.on('start', () => {
      isRunning = true;
      // The library announces the start a moment before it keeps the process.
      if (ending !== null) setImmediate(() => command.kill('SIGKILL'));
    });
    command.on('progress', ({ timemark }) => {
      cancelStall();
      cancelStall = clock.after(stallLimit, stalled);
      const seconds = secondsOf(timemark);
      if (seconds !== null) job.onTime?.(seconds);
    });
    command.on('end', () => {
      settle();
      if (ending === null) resolve();
      else reject(ending);
    });
    command.on('error', (error, _stdout, stderr) => {
      settle();
      reject(ending ?? ffmpegFailure(error, stderr));
    });
    command.run();
  });
}

/**
 * Everything that ffprobe says of a file, unparsed.
 *
 * @throws AppError `FILM_NO_VIDEO` where it can make nothing of it, `AUTHORING_PROGRAM_MISSING`.
 */
export function runFfprobe(path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // Local files only: a play list must not make the bank fetch anything.
    ffmpeg.ffprobe(path, ['-protocol_whitelist', 'file'], (error: Error | null, data: unknown) => {
      if (!error) resolve(data);
      else if (isMissingProgram(error)) reject(missing('ffprobe', error));
      else
        reject(
          discError(
            'FILM_NO_VIDEO',
            'The file is not a film that ffmpeg can read.',
            { path },
            error,
          ),
        );
    });
  });
}

function ffmpegFailure(error: Error, stderr: string | null): Error {
  if (isMissingProgram(error)) return missing('ffmpeg', error);
  const failure = failureOf('ffmpeg', (stderr ?? '').split('\n'), {});
  const isFull = 'code' in failure && failure.code === 'STORAGE_FULL';
  return isFull
    ? failure
    : discError('FILM_UNREADABLE', 'ffmpeg could not convert the film.', { said: stderr }, error);
}

function isMissingProgram(error: Error): boolean {
  return /Cannot find ff(mpeg|probe)|ENOENT/.test(error.message);
}

function missing(program: string, cause: Error): Error {
  return discError('AUTHORING_PROGRAM_MISSING', `${program} is not installed.`, { program }, cause);
}

/** `00:01:02.50` in seconds; null before the first frame, when ffmpeg has none to tell. */
function secondsOf(timemark: string): number | null {
  const match = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(timemark);
  if (match === null) return null;
  return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}
