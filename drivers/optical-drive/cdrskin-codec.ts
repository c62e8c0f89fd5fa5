import type { Sectors } from '../../app/foundation/units.ts';
import type { Medium, MediumState } from './contract.ts';

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
  | { readonly kind: 'closing' }
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
  if (line.includes('thank you for being patient')) return { kind: 'closing' };
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

/** The arguments of the one command that burns: session at once, size announced, tray left where it is. */
export function burnArguments(device: string, sectors: Sectors, speed: number): string[] {
  return [
    '--no_load',
    '-v',
    `dev=${device}`,
    '-sao',
    `speed=${speed}`,
    `tsize=${sectors}s`,
    'fs=64m',
    '-',
  ];
}

export function inspectArguments(device: string): string[] {
  return ['--no_load', '-v', `dev=${device}`, '-minfo'];
}

export function inquiryArguments(device: string): string[] {
  return [`dev=${device}`, '-inq'];
}

export function trayArguments(device: string, motion: 'eject' | 'load'): string[] {
  return [`dev=${device}`, `-${motion}`];
}

/** What `-inq` says that the drive is: vendor and product. */
export function parseInquiry(lines: readonly string[]): string {
  const field = (name: string) =>
    lines
      .map((line) => new RegExp(`^${name}\\s*: '(.*)'$`).exec(line)?.[1]?.trim())
      .find((value) => value !== undefined) ?? '';
  return `${field('Vendor_info')} ${field('Identifikation')}`.trim();
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
  const type = field(/^Mounted media type:\s+(\S+)/) ?? '';
  const size = field(/^Remaining writable size:\s+(\d+)/);
  const pressed = state === 'complete' && type === 'DVD-ROM';
  return {
    state: pressed ? 'unsuitable' : state,
    type: state === 'none' ? '' : type,
    capacity: size === null ? null : (Number(size) as Sectors),
    mediaId: field(/^Product Id:\s+(.+)$/),
  };
}
