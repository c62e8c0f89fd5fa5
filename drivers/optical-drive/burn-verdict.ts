import { unreachable } from '../../app/foundation/errors.ts';
import { SECTOR_BYTES, type Sectors } from '../../app/foundation/units.ts';
import type { ChildExit } from '../transports/child-process.ts';
import type { CdrskinLine } from './cdrskin-codec.ts';
import { OpticalDriveError, type MediumState } from './contract.ts';

/** What was seen of a burn: everything its verdict depends on. */
export interface BurnEvidence {
  medium: MediumState;
  /** Whether the recorder has begun to touch the disc. */
  started: boolean;
  bytesRead: number | null;
  done: boolean;
  failed: boolean;
  sense: Extract<CdrskinLine, { kind: 'sense' }> | null;
  complaints: string[];
}

export function noEvidence(): BurnEvidence {
  return {
    medium: 'unknown',
    started: false,
    bytesRead: null,
    done: false,
    failed: false,
    sense: null,
    complaints: [],
  };
}

/** Complaints kept: a drive with a bad spot prints one for every 32 blocks. */
const COMPLAINTS_KEPT = 20;

/** Takes one more line into account. */
export function observe(evidence: BurnEvidence, line: string, parsed: CdrskinLine): void {
  if (/\b(SORRY|FAILURE|FATAL|ABORT) : /.test(line)) {
    if (evidence.complaints.length < COMPLAINTS_KEPT) evidence.complaints.push(line.trim());
  }
  if (parsed.kind === 'status') evidence.medium = parsed.medium;
  else if (parsed.kind === 'starting' || parsed.kind === 'progress') evidence.started = true;
  else if (parsed.kind === 'total') evidence.bytesRead = parsed.bytesRead;
  else if (parsed.kind === 'sense') evidence.sense ??= parsed;
  else if (parsed.kind === 'done') evidence.done = true;
  else if (parsed.kind === 'failed') evidence.failed = true;
}

/**
 * Says how a burn ended. Exit code 0 proves nothing: a stream cut short is padded with zeros and ends with it.
 *
 * @returns null where recorder and feeder agree that every byte was written.
 */
export function burnVerdict(
  evidence: BurnEvidence,
  exit: ChildExit,
  sectors: Sectors,
  bytesFed: number,
): OpticalDriveError | null {
  const expected = sectors * SECTOR_BYTES;
  const context = {
    exitCode: exit.code,
    signal: exit.signal,
    medium: evidence.medium,
    bytesFed,
    bytesRead: evidence.bytesRead,
    complaints: evidence.complaints,
  };
  const touched = evidence.started ? 'coaster' : 'untouched';
  const said = (pattern: RegExp) => evidence.complaints.some((line) => pattern.test(line));

  if (exit.code === 0 && evidence.done && !evidence.failed) {
    if (bytesFed === expected && evidence.bytesRead === expected) return null;
    return new OpticalDriveError('DRIVE_STREAM_SHORT', 'The disc was written short.', {
      remedy: 'retry',
      disc: 'coaster',
      retry: 'newDisc',
      context,
    });
  }
  if (said(/Cannot open busy device/)) {
    return new OpticalDriveError('DRIVE_BUSY', 'Another program holds the drive.', {
      remedy: 'retry',
      disc: 'untouched',
      retry: 'sameDisc',
      context,
    });
  }
  if (said(/Lost connection to drive|No such device|Failed to transfer command|cannot find '/)) {
    return new OpticalDriveError('DRIVE_LOST', 'The drive has gone from its bus.', {
      remedy: 'call-attendant',
      disc: evidence.started ? 'unknown' : 'untouched',
      retry: 'otherDrive',
      context,
    });
  }
  if (said(/predicted session size .* does not fit/)) {
    return new OpticalDriveError('DRIVE_TOO_LARGE', 'The image does not fit on the disc.', {
      remedy: 'reject-input',
      disc: 'untouched',
      retry: 'never',
      context,
    });
  }
  if (evidence.sense !== null) return senseVerdict(evidence.sense, touched, context);
  if (!evidence.started) {
    const verdict = mediumVerdict(evidence, context);
    if (verdict) return verdict;
  }
  return new OpticalDriveError('DRIVE_WRITE_ERROR', 'The recorder gave up.', {
    remedy: 'retry',
    disc: evidence.started ? 'coaster' : 'unknown',
    retry: 'newDisc',
    context,
  });
}

/** Sense keys and codes of MMC-6 annex F: 3/73/03 power calibration, 3/72/xx session fixation. */
function senseVerdict(
  sense: NonNullable<BurnEvidence['sense']>,
  touched: 'coaster' | 'untouched',
  facts: Readonly<Record<string, unknown>>,
): OpticalDriveError {
  const context = { ...facts, sense: `${sense.key}/${sense.asc}/${sense.ascq}`, lba: sense.lba };
  if (sense.asc === '73') {
    return new OpticalDriveError(
      'DRIVE_POWER_CALIBRATION',
      'The laser cannot be calibrated on this disc.',
      { remedy: 'retry', disc: 'coaster', retry: 'newDisc', context },
    );
  }
  if (sense.synchronizing || sense.asc === '72') {
    return new OpticalDriveError('DRIVE_CLOSE_FAILED', 'The disc could not be closed.', {
      remedy: 'retry',
      disc: 'coaster',
      retry: 'newDisc',
      context,
    });
  }
  return new OpticalDriveError('DRIVE_WRITE_ERROR', 'The recorder failed to write.', {
    remedy: 'retry',
    disc: touched === 'untouched' && sense.lba === null ? 'unknown' : 'coaster',
    retry: 'newDisc',
    context,
  });
}

/** What a medium that cannot be burned is called; null for a blank one. */
export function mediumVerdict(
  evidence: Pick<BurnEvidence, 'medium' | 'complaints'>,
  context: Readonly<Record<string, unknown>>,
): OpticalDriveError | null {
  const untouched = { remedy: 'retry', disc: 'untouched', retry: 'newDisc', context } as const;
  switch (evidence.medium) {
    case 'none':
      return new OpticalDriveError('DRIVE_NO_MEDIUM', 'The drive sees no disc.', untouched);
    case 'complete':
    case 'appendable':
      return new OpticalDriveError('DRIVE_NOT_BLANK', 'The disc is not blank.', untouched);
    case 'unsuitable':
      return new OpticalDriveError('DRIVE_WRONG_MEDIUM', 'The disc cannot be burned.', untouched);
    case 'blank':
    case 'unknown':
      return evidence.complaints.some((line) => /job parameters are unsuitable/.test(line))
        ? new OpticalDriveError('DRIVE_WRONG_MEDIUM', 'The disc cannot be burned so.', untouched)
        : null;
    default:
      return unreachable(evidence.medium);
  }
}
