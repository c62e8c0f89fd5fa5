import { createHash } from 'node:crypto';
import type { ByteSource } from '../../app/foundation/byte-source.ts';
import type { Clock } from '../../app/foundation/clock.ts';
import { unreachable } from '../../app/foundation/errors.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import { minutes, SECTOR_BYTES, sectors as asSectors } from '../../app/foundation/units.ts';
import type { RunningChild } from '../transports/child-process.ts';
import { burnVerdict, noEvidence, observe } from './burn-verdict.ts';
import { BurnWatch } from './burn-watch.ts';
import { burnArguments, parseLine, type CdrskinLine } from './cdrskin-codec.ts';
import {
  OpticalDriveError,
  type BurnProgress,
  type BurnRequest,
  type BurnResult,
} from './contract.ts';
import type { RecorderProgram } from './recorder-program.ts';

/** Bytes handed over at once. */
const CHUNK_BYTES = 1_048_576;
/** How long a recorder that was told to stop may need to finish the disc: libburn waits for its drive, then exits. */
const CLOSE_LIMIT = minutes(15);

export interface BurnSetting {
  readonly recorder: RecorderProgram;
  readonly device: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

type EndedEarly = 'canceled' | 'stalled' | 'source-failed' | null;

/** Burns one disc and says, by everything that can be counted, whether it succeeded. */
export async function burnDisc(
  setting: BurnSetting,
  request: BurnRequest,
  onProgress: (progress: BurnProgress) => void,
  signal: AbortSignal | undefined,
): Promise<BurnResult> {
  const { recorder, clock, logger } = setting;
  const evidence = noEvidence();
  let endedEarly: EndedEarly = null;
  let sourceFailure: unknown;
  let lastPhase: BurnProgress['phase'] | null = null;
  const report = (progress: BurnProgress | null) => {
    if (progress === null) return;
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
  const child = recorder.start(
    burnArguments(setting.device, request.sectors, request.speed),
    (line) => {
      const parsed = parseLine(line);
      observe(evidence, line, parsed);
      if (parsed.kind !== 'other')
        watch.alive(parsed.kind === 'closing' || parsed.kind === 'total');
      report(progressOf(parsed, request));
    },
  );
  const onAbort = () => stop('canceled');
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  try {
    const feeding = feed(child, request.source, () => endedEarly !== null).catch(
      (error: unknown) => {
        sourceFailure = error;
        stop('source-failed');
        return null;
      },
    );
    const [exit, fed] = await Promise.all([child.exited, feeding]);
    const context = { complaints: evidence.complaints, exitCode: exit.code };
    const disc = evidence.started ? 'coaster' : 'untouched';
    const early = earlyEnd(endedEarly, disc, context, sourceFailure ?? signal?.reason);
    if (early) throw early;
    const failure = burnVerdict(evidence, exit, request.sectors, fed?.bytes ?? 0);
    if (failure) throw failure;
    return { sectors: request.sectors, sha256: fed?.sha256 ?? '' };
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

/** What the recorder itself says is on the disc: the feeder is up to 64 MB ahead of it. */
function progressOf(line: CdrskinLine, request: BurnRequest): BurnProgress | null {
  if (line.kind === 'starting') return { phase: 'leadIn' };
  if (line.kind === 'closing') return { phase: 'closing' };
  if (line.kind === 'progress') {
    const done = (line.megabytesWritten * 1_048_576) / SECTOR_BYTES;
    return {
      phase: 'writing',
      sectorsDone: asSectors(Math.min(done, request.sectors)),
      sectors: request.sectors,
      bufferPercent: line.bufferPercent,
      fifoPercent: line.fifoPercent,
      speed: line.speed,
    };
  }
  return null;
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
