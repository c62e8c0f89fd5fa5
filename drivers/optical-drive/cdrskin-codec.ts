import type { Sectors } from '../../app/foundation/units.ts';
import type { FifoHealth, Medium, MediumState, TrayState } from './contract.ts';

/**
 * What cdrskin 1.5.4 prints, line by line, with LC_ALL=C. Recorded from the real program over emulated SCSI drives; see
 * README.md.
 */
export type CdrskinLine =
  | { readonly kind: 'status'; readonly medium: MediumState }
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'progress';
      readonly megabytesWritten: number;
      readonly fifoPercent: number;
      readonly bufferPercent: number;
      readonly speed: number;
    }
  | { readonly kind: 'total'; readonly bytesRead: number; readonly bytesWritten: number }
  /** It goes on, and has nothing to show: blanking, formatting, calibrating. */
  | { readonly kind: 'working' }
  /** Once a second while it flushes and closes; and before the first megabyte is written. */
  | { readonly kind: 'patience' }
  | { readonly kind: 'closing' }
  | ({ readonly kind: 'fifo' } & FifoHealth)
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'sense';
      /** Where the failing command was a write; null for others. */
      readonly lba: number | null;
      readonly key: string;
      readonly asc: string;
      readonly ascq: string;
      readonly synchronizing: boolean;
    }
  | { readonly kind: 'severity'; readonly severity: string; readonly message: string }
  | { readonly kind: 'other' };

const PROGRESS =
  /^Track 01:\s+(\d+) of\s+(\d+) MB written \(fifo\s+(\d+)%\) \[buf\s+(\d+)%\]\s+([\d.]+)x\.$/;
const TOTAL = /^Track 01: Total bytes read\/written: (\d+)\/(\d+) \((\d+) sectors\)\.$/;
const FIFO = /Cdrskin: fifo was (\d+) times empty and \d+ times full, min fill was (\d+)%\.$/;
const STATUS = /^cdrskin: status (\d) (\w+) "/;
const SENSE_OF_COMMAND = /SCSI error on (\w+)\((\d+),(\d+)\): \[(\w) (\w\w) (\w\w)\]/;
const SENSE = /SCSI error : \[(\w) (\w\w) (\w\w)\]/;
const SEVERITY = /^\s*cdrskin: (SORRY|FAILURE|FATAL|ABORT) : (.*)/;

/** `enum burn_disc_status` of libburn.h. */
const MEDIUM_OF_STATUS: readonly MediumState[] = [
  'unknown',
  'blank',
  'none',
  'appendable',
  'complete',
  'unknown',
  'unsuitable',
];

/** Reads one line of output. Never fails: what it does not know is `other`. */
export function parseLine(line: string): CdrskinLine {
  const progress = PROGRESS.exec(line);
  if (progress) {
    return {
      kind: 'progress',
      megabytesWritten: Number(progress[1]),
      fifoPercent: Number(progress[3]),
      bufferPercent: Number(progress[4]),
      speed: Number(progress[5]),
    };
  }
  const total = TOTAL.exec(line);
  if (total) {
    return { kind: 'total', bytesRead: Number(total[1]), bytesWritten: Number(total[2]) };
  }
  const status = STATUS.exec(line);
  if (status) {
    return { kind: 'status', medium: MEDIUM_OF_STATUS[Number(status[1])] ?? 'unknown' };
  }
  if (line.startsWith('Starting to write CD/DVD')) return { kind: 'starting' };
  if (line.startsWith('Starting new track at sector:')) return { kind: 'starting' };
  if (line.includes('thank you for being patient')) return { kind: 'patience' };
  if (/^cdrskin: (blanking|formatting|working pre-track)\b/.test(line)) return { kind: 'working' };
  if (/^(Fixating\.\.\.|cdrskin: working post-track)/.test(line)) return { kind: 'closing' };
  const fifo = FIFO.exec(line);
  if (fifo) return { kind: 'fifo', timesEmpty: Number(fifo[1]), minimumFill: Number(fifo[2]) };
  if (line.startsWith('cdrskin: burning done')) return { kind: 'done' };
  if (line.startsWith('cdrskin: burning failed')) return { kind: 'failed' };
  return parseSense(line) ?? parseSeverity(line) ?? { kind: 'other' };
}

function parseSense(line: string): CdrskinLine | null {
  const synchronizing = line.includes('synchronize drive cache');
  const command = SENSE_OF_COMMAND.exec(line);
  if (command) {
    const [, name = '', lba = '', , key = '', asc = '', ascq = ''] = command;
    const at = name === 'write' ? Number(lba) : null;
    return { kind: 'sense', lba: at, key, asc, ascq, synchronizing };
  }
  const plain = SENSE.exec(line);
  if (!plain) return null;
  const [, key = '', asc = '', ascq = ''] = plain;
  return { kind: 'sense', lba: null, key, asc, ascq, synchronizing };
}

function parseSeverity(line: string): CdrskinLine | null {
  const match = SEVERITY.exec(line);
  if (!match) return null;
  return { kind: 'severity', severity: match[1] ?? '', message: (match[2] ?? '').trim() };
}

/**
 * The arguments of the one command that burns: session at once, size announced, tray left where it is.
 *
 * @param overwrite blanks a rewritable disc first if it is used; other media are refused then as they always are.
 */
export function burnArguments(
  device: string,
  sectors: Sectors,
  speed: number,
  overwrite = false,
): string[] {
  return [
    '--no_load',
    '-v',
    `dev=${device}`,
    '-sao',
    `speed=${speed}`,
    ...(overwrite ? ['blank=as_needed'] : []),
    `tsize=${sectors}s`,
    'fs=64m',
    '-',
  ];
}

/** `-V` shows every SCSI command and its sense data: nothing else says where the tray stands. */
export function inspectArguments(device: string): string[] {
  return ['--no_load', '-v', '-V', `dev=${device}`, '-minfo'];
}

export function inquiryArguments(device: string): string[] {
  return [`dev=${device}`, '-inq'];
}

/** `-V` as in {@link inspectArguments}: the exit code of `-eject` is 0 where the tray did not move. */
export function trayArguments(device: string, motion: 'eject' | 'load'): string[] {
  return ['-V', `dev=${device}`, `-${motion}`];
}

/** What `-inq` says that the drive is: vendor and product. */
export function parseInquiry(lines: readonly string[]): string {
  const field = (name: string) =>
    lines
      .map((line) => new RegExp(`^${name}\\s*: '(.*)'$`).exec(line)?.[1]?.trim())
      .find((value) => value !== undefined) ?? '';
  return `${field('Vendor_info')} ${field('Identifikation')}`.trim();
}

/**
 * Where the tray stands, by the last TEST UNIT READY that `-V` shows. MMC-6 annex F: 2/3A/01 is no medium in a closed tray,
 * 2/3A/02 in an open one; 2/3A/00 does not say. A unit that is ready, or becomes so, is closed.
 */
export function parseTray(lines: readonly string[]): TrayState {
  const asked = lines.lastIndexOf('TEST UNIT READY');
  if (asked < 0) return 'unknown';
  for (const line of lines.slice(asked + 1)) {
    const sense = /^\+\+\+ key=(\w)  asc=(\w\w)h  ascq=(\w\w)h$/.exec(line);
    if (sense) {
      const [, key, code, qualifier] = sense;
      if (key === '2' && code === '3A') {
        return qualifier === '02' ? 'open' : qualifier === '01' ? 'closed' : 'unknown';
      }
      return key === '2' && code === '04' ? 'closed' : 'unknown';
    }
    // How long the command took: the last line of what belongs to it.
    if (/^\s+\d+ us\b/.test(line)) return 'closed';
  }
  return 'unknown';
}

/** What `-minfo` says of the medium. */
export function parseMedium(lines: readonly string[]): Medium {
  let state: MediumState = 'unknown';
  for (const line of lines) {
    const parsed = parseLine(line);
    if (parsed.kind === 'status') state = parsed.medium;
  }
  const field = (pattern: RegExp) =>
    lines
      .map((line) => pattern.exec(line)?.[1]?.trim())
      .find((value) => value !== undefined && value !== '') ?? null;
  const type = state === 'none' ? '' : (field(/^Mounted media type:\s+(\S+)/) ?? '');
  const size = field(/^Remaining writable size:\s+(\d+)/);
  return {
    state: stateOf(state, type, field(/^disk status:\s+(\S+)/)),
    type,
    capacity: size === null ? null : (Number(size) as Sectors),
    mediaId: type.startsWith('DVD') ? field(/^Product Id:\s+(.+)$/) : null,
  };
}

/** To cdrskin an overwritable disc is always blank, and a CD is as good as a DVD. */
function stateOf(state: MediumState, type: string, diskStatus: string | null): MediumState {
  if (type === 'DVD-ROM' || (type !== '' && !type.startsWith('DVD'))) return 'unsuitable';
  return state === 'blank' && diskStatus === 'complete' ? 'complete' : state;
}
