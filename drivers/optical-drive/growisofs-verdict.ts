import { SECTOR_BYTES, type Sectors } from '../../app/foundation/units.ts';
import type { ChildExit } from '../transports/child-process.ts';
import {
  OpticalDriveError,
  type DiscFate,
  type DriveRetry,
  type OpticalDriveErrorCode,
} from './contract.ts';
import type { GrowisofsLine } from './growisofs-codec.ts';

type Sense = Extract<GrowisofsLine, { kind: 'sense' }>;

/** What was seen of a burn: everything its verdict depends on. */
export interface GrowisofsEvidence {
  /** Whether the recorder has begun to touch the disc. */
  started: boolean;
  /** What it says it handed to the drive at the end; null where it did not get there. */
  sectorsOut: number | null;
  /** Senses that mean a bad disc: of writing, of flushing, of closing. */
  senses: Sense[];
  complaints: string[];
}

export function noGrowisofsEvidence(): GrowisofsEvidence {
  return { started: false, sectorsOut: null, senses: [], complaints: [] };
}

const COMPLAINTS_KEPT = 20;
/** It writes blocks of sixteen sectors, the last one padded. */
const BLOCK_SECTORS = 16;
/** Codes from 128 on: the errno, before anything was written. */
const BEFORE_WRITING = 128;
/**
 * Commands whose failure spoils a disc. The others (speed, performance, calibration that a drive does by itself) are
 * ignored by growisofs too.
 */
const ESSENTIAL = /^(WRITE@LBA|FLUSH CACHE|SYNCHRONOUS FLUSH CACHE|CLOSE |RESERVE TRACK|TEST UNIT)/;

/** Takes one more line into account. */
export function observeGrowisofs(
  evidence: GrowisofsEvidence,
  line: string,
  parsed: GrowisofsLine,
): void {
  if (line.startsWith(':-[') || parsed.kind === 'complaint') {
    if (evidence.complaints.length < COMPLAINTS_KEPT) evidence.complaints.push(line.trim());
  }
  if (parsed.kind === 'total') evidence.sectorsOut = parsed.sectors;
  if (parsed.kind === 'starting' || parsed.kind === 'progress' || parsed.kind === 'closing') {
    evidence.started = true;
  }
  if (parsed.kind !== 'sense') return;
  evidence.started ||= parsed.lba !== null;
  if (evidence.senses.length < COMPLAINTS_KEPT) evidence.senses.push(parsed);
}

/** What growisofs says in words, and what it means. The first that fits counts. */
const SAID: readonly {
  readonly pattern: RegExp;
  readonly code: OpticalDriveErrorCode;
  readonly message: string;
  readonly remedy: 'retry' | 'call-attendant' | 'reject-input';
  readonly disc: DiscFate;
  readonly retry: DriveRetry;
}[] = [
  {
    pattern:
      /unable to O_EXCL|failed to grab associated sg device|unable to (?:proceed|umount)|Device or resource busy/,
    code: 'DRIVE_BUSY',
    message: 'Another program holds the drive.',
    remedy: 'retry',
    disc: 'untouched',
    retry: 'sameDisc',
  },
  {
    pattern: /\d+ blocks are free, \d+ to be written/,
    code: 'DRIVE_TOO_LARGE',
    message: 'The image does not fit on the disc.',
    remedy: 'reject-input',
    disc: 'untouched',
    retry: 'never',
  },
  {
    pattern: /media is not recognized as recordable DVD: 0$/,
    code: 'DRIVE_NO_MEDIUM',
    message: 'The drive sees no disc.',
    remedy: 'retry',
    disc: 'untouched',
    retry: 'newDisc',
  },
  {
    // A finished disc shows the profile of a DVD-ROM.
    pattern:
      /recordable DVD: 10$|already carries isofs|media is not appendable|last session is not empty|media must be full already/,
    code: 'DRIVE_NOT_BLANK',
    message: 'The disc is not blank.',
    remedy: 'retry',
    disc: 'untouched',
    retry: 'newDisc',
  },
  {
    pattern:
      /media is not recognized as recordable DVD|doesn't appear to be \[supported\]|mounted media\[\w+\] is not supported|50% of space will be/,
    code: 'DRIVE_WRONG_MEDIUM',
    message: 'The disc cannot be burned.',
    remedy: 'retry',
    disc: 'untouched',
    retry: 'newDisc',
  },
];

const LOST = /No such (?:device|file)|not an MMC unit|non-MMC unit/;

/**
 * Says how a burn ended. Exit code 0 proves nothing: growisofs ends with it after a failed close and after a stream that
 * was cut short.
 *
 * @returns null where recorder and feeder agree that every byte was written, and nothing failed on the way.
 */
export function growisofsVerdict(
  evidence: GrowisofsEvidence,
  exit: ChildExit,
  sectors: Sectors,
  bytesFed: number,
): OpticalDriveError | null {
  const { complaints, started, sectorsOut } = evidence;
  const context = { exitCode: exit.code, signal: exit.signal, bytesFed, sectorsOut, complaints };
  const sense = evidence.senses.find(({ command }) => ESSENTIAL.test(command)) ?? null;
  if (exit.code === 0) {
    if (sense !== null) return senseVerdict(sense, context);
    const padded = Math.ceil(sectors / BLOCK_SECTORS) * BLOCK_SECTORS;
    if (bytesFed === sectors * SECTOR_BYTES && sectorsOut === padded) return null;
    return new OpticalDriveError('DRIVE_STREAM_SHORT', 'The disc was written short.', {
      remedy: 'retry',
      disc: 'coaster',
      retry: 'newDisc',
      context,
    });
  }
  if (complaints.some((line) => LOST.test(line))) {
    return new OpticalDriveError('DRIVE_LOST', 'The drive has gone from its bus.', {
      remedy: 'call-attendant',
      disc: started ? 'unknown' : 'untouched',
      retry: 'otherDrive',
      context,
    });
  }
  const failed = sense ?? evidence.senses[0];
  if (failed !== undefined) return senseVerdict(failed, context);
  const said = SAID.find(({ pattern }) => complaints.some((line) => pattern.test(line)));
  if (said !== undefined) {
    const { code, message, remedy, disc, retry } = said;
    return new OpticalDriveError(code, message, { remedy, disc, retry, context });
  }
  const before = !started && (exit.code ?? 0) >= BEFORE_WRITING;
  return new OpticalDriveError('DRIVE_WRITE_ERROR', 'The recorder gave up.', {
    remedy: 'retry',
    disc: started ? 'coaster' : before ? 'untouched' : 'unknown',
    retry: 'newDisc',
    context,
  });
}

/** Sense codes of MMC-6 annex F, in growisofs' words or as numbers: 73 power calibration, 72 session fixation. */
function senseVerdict(sense: Sense, facts: Readonly<Record<string, unknown>>): OpticalDriveError {
  const context = {
    ...facts,
    sense: `${sense.command}: ${sense.key}/${sense.text}`,
    lba: sense.lba,
  };
  const spoiled = { remedy: 'retry', disc: 'coaster', retry: 'newDisc', context } as const;
  if (/^POWER CALIBRATION|^ASC=73h/.test(sense.text)) {
    return new OpticalDriveError(
      'DRIVE_POWER_CALIBRATION',
      'The laser cannot be calibrated on this disc.',
      spoiled,
    );
  }
  if (/^SESSION FIXATION|^ASC=72h/.test(sense.text) || /FLUSH CACHE|^CLOSE /.test(sense.command)) {
    return new OpticalDriveError('DRIVE_CLOSE_FAILED', 'The disc could not be closed.', spoiled);
  }
  return new OpticalDriveError('DRIVE_WRITE_ERROR', 'The recorder failed to write.', spoiled);
}
