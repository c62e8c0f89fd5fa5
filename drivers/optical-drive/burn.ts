import { createHash } from 'node:crypto';
import type { ByteSource } from '../../app/foundation/byte-source.ts';
import type { Clock } from '../../app/foundation/clock.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import { minutes } from '../../app/foundation/units.ts';
import { deviceCanceled } from '../contract/device-errors.ts';
import type { ChildExit, RunningChild } from '../transports/child-process.ts';
import { BurnWatch } from './burn-watch.ts';
import {
  OpticalDriveError,
  type BurnProgress,
  type BurnRequest,
  type BurnResult,
  type FifoHealth,
} from './contract.ts';
import type { RecorderProgram } from './recorder-program.ts';

/** Bytes handed over at once. */
const CHUNK_BYTES = 1_048_576;
/** How long a recorder that was told to stop may need to finish the disc: libburn waits for its drive, then exits. */
const CLOSE_LIMIT = minutes(15);

export interface BurnSetting {
  readonly recorder: RecorderProgram;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How one program is told to burn, and how it tells what becomes of it; one for each burn. */
export interface BurnDialect {
  readonly command: readonly string[];
  /** Takes one more line of its output into account. */
  hear(line: string): {
    readonly progress: readonly BurnProgress[];
    /** Whether the line shows that the recorder goes on, and with what: silence while closing may last longer. */
    readonly sign: 'none' | 'writing' | 'closing';
  };
  /** Whether it has begun to touch the disc. */
  hasStarted(): boolean;
  /** The lines in which it complained. */
  complaints(): readonly string[];
  /** How well it was fed, where it says so at its end. */
  fifo?(): FifoHealth | null;
  /** @returns null where every byte was written, as far as the program knows. */
  verdict(exit: ChildExit, bytesFed: number): OpticalDriveError | null;
}

type EndedEarly = 'canceled' | 'stalled' | 'source-failed' | null;

/** Burns one disc and says, by everything that can be counted, whether it succeeded. */
export async function burnDisc(
  setting: BurnSetting,
  dialect: BurnDialect,
  request: BurnRequest,
  onProgress: (progress: BurnProgress) => void,
  signal: AbortSignal | undefined,
): Promise<BurnResult> {
  const { recorder, clock, logger } = setting;
  if (signal?.aborted) throw deviceCanceled('The burn', signal.reason);
  let endedEarly: EndedEarly = null;
  let sourceFailure: unknown;
  let lastPhase: BurnProgress['phase'] | null = null;
  const report = (progress: BurnProgress) => {
    if (progress.phase !== 'writing' && progress.phase === lastPhase) return;
    lastPhase = progress.phase;
    onProgress(progress);
  };
  const stop = (why: Exclude<EndedEarly, null>) => {
    if (endedEarly !== null) return;
    endedEarly = why;
    recorder.stop(child, CLOSE_LIMIT);
  };
  const watch = new BurnWatch(clock, logger, () => stop('stalled'));
  const child = recorder.start(dialect.command, (line) => {
    const { progress, sign } = dialect.hear(line);
    if (sign !== 'none') watch.alive(sign === 'closing');
    for (const step of progress) report(step);
  });
  const onAbort = () => stop('canceled');
  signal?.addEventListener('abort', onAbort, { once: true });

  try {
    const feeding = feed(child, request.source, () => endedEarly !== null).catch(
      (error: unknown) => {
        sourceFailure = error;
        stop('source-failed');
        return null;
      },
    );
    const [exit, fed] = await Promise.all([child.exited, feeding]);
    const context = { complaints: dialect.complaints(), exitCode: exit.code };
    const disc = dialect.hasStarted() ? 'coaster' : 'untouched';
    const early = earlyEnd(endedEarly, disc, context, sourceFailure ?? signal?.reason);
    if (early) throw early;
    const failure = dialect.verdict(exit, fed?.bytes ?? 0);
    if (failure) throw failure;
    const fifo = dialect.fifo?.() ?? null;
    if (fifo !== null) logger.info({ ...fifo }, 'The recorder says how well it was fed.');
    return { sectors: request.sectors, sha256: fed?.sha256 ?? '', fifo };
  } finally {
    watch.end();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Hands the image over as fast as the recorder takes it. Stops where the recorder reads no more. */
async function feed(
  child: RunningChild,
  source: ByteSource,
  ended: () => boolean,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const chunk = new Uint8Array(CHUNK_BYTES);
  let bytes = 0;
  while (bytes < source.size && !ended()) {
    const length = source.read(bytes, chunk);
    if (length === 0) break;
    const part = chunk.subarray(0, length);
    hash.update(part);
    if (!(await child.write(part))) break;
    bytes += length;
  }
  child.end();
  return { bytes, sha256: hash.digest('hex') };
}

function earlyEnd(
  why: EndedEarly,
  disc: 'coaster' | 'untouched',
  context: Readonly<Record<string, unknown>>,
  cause: unknown,
): OpticalDriveError | null {
  const retry = disc === 'untouched' ? 'sameDisc' : 'newDisc';
  switch (why) {
    case null:
      return null;
    case 'canceled':
      return new OpticalDriveError('DRIVE_CANCELED', 'The burn was canceled.', {
        remedy: 'retry',
        disc,
        retry,
        context,
        cause,
      });
    case 'stalled':
      return new OpticalDriveError('DRIVE_STREAM_STALLED', 'The recorder made no progress.', {
        remedy: 'call-attendant',
        disc,
        retry: 'newDisc',
        context,
      });
    case 'source-failed':
      return new OpticalDriveError(
        'DRIVE_STREAM_SHORT',
        'The image could not be read to its end.',
        {
          remedy: 'retry',
          disc,
          retry,
          context,
          cause,
        },
      );
    default:
      return unreachable(why);
  }
}
