import { sectors as asSectors, type Sectors } from '../../app/foundation/units.ts';
import type { Medium, MediumState } from './contract.ts';

/**
 * What growisofs 7.1 prints, line by line, with LC_ALL=C: progress and its count on standard output, everything else on
 * standard error.
 */
export type GrowisofsLine =
  /** The first write is next: the disc is being touched. */
  | { readonly kind: 'starting' }
  | {
      readonly kind: 'progress';
      readonly bytesWritten: number;
      /** Null while nothing has been written. */
      readonly speed: number | null;
      /** Fill of its own buffer and of the drive's, percent. */
      readonly ringPercent: number;
      readonly unitPercent: number;
    }
  /** Sectors that it handed to the drive, padded to blocks of sixteen. */
  | { readonly kind: 'total'; readonly sectors: number }
  | { readonly kind: 'closing' }
  | {
      readonly kind: 'sense';
      /** `WRITE@LBA=4e20h`, `FLUSH CACHE`, `PERFORM OPC`. */
      readonly command: string;
      /** Where the failing command was a write; null for others. */
      readonly lba: number | null;
      /** Sense key, and what it says of the code: `WRITE ERROR`, or `ASC=0Ch/ACQ=00h` where it has no words for it. */
      readonly key: string;
      readonly text: string;
      /** The system's error: `Input/output error`. */
      readonly errno: string;
    }
  | { readonly kind: 'complaint'; readonly message: string }
  /** The drive is slow to take data; it tries on. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'other' };

const PROGRESS =
  /^\s*(\d+)\/\d+ \(\s*[\d.]+%\) @([\d.]+)x, remaining \S+ RBU\s+([\d.]+)% UBU\s+([\d.]+)%$/;
const TOTAL = /^builtin_dd: (\d+)\*2KB out @ average /;
const STARTING =
  /: (?:reserving \d+ blocks|"Current Write Speed" is|(?:pre-formatting|restarting) )/;
const CLOSING =
  /: (?:flushing cache|closing (?:track|disc|session)|updating RMA|writing lead-out|stopping de-icing)$/;
const SENSE = /^:-\[ (.+) failed with SK=([0-9A-F])h\/([^\]]*)\]: ?(.*)$/;
const WRITE_LBA = /^WRITE@LBA=([0-9a-f]+)h$/;

/** Reads one line of output. Never fails: what it does not know is `other`. */
export function parseGrowisofsLine(line: string): GrowisofsLine {
  const progress = PROGRESS.exec(line);
  if (progress) {
    const bytesWritten = Number(progress[1]);
    return {
      kind: 'progress',
      bytesWritten,
      speed: bytesWritten === 0 ? null : Number(progress[2]),
      ringPercent: Number(progress[3]),
      unitPercent: Number(progress[4]),
    };
  }
  const total = TOTAL.exec(line);
  if (total) return { kind: 'total', sectors: Number(total[1]) };
  const sense = SENSE.exec(line);
  if (sense) {
    const [, command = '', key = '', text = '', errno = ''] = sense;
    const lba = WRITE_LBA.exec(command)?.[1];
    return {
      kind: 'sense',
      command,
      lba: lba === undefined ? null : Number.parseInt(lba, 16),
      key,
      text,
      errno,
    };
  }
  if (line.startsWith(':-(') || line.startsWith('FATAL:')) {
    return { kind: 'complaint', message: line };
  }
  if (line.startsWith(':-! the LUN') || line.startsWith(':-? the LUN')) return { kind: 'waiting' };
  if (STARTING.test(line)) return { kind: 'starting' };
  if (CLOSING.test(line)) return { kind: 'closing' };
  return { kind: 'other' };
}

/**
 * The arguments of the one command that burns from standard input.
 *
 * `-dvd-compat` closes the disc. Of `-use-the-force-luke`: `notray` leaves the tray where it is afterwards, where a burn
 * ends with a reload otherwise; `tty` asks nobody before overwriting; `tracksize` announces the sectors, which a pipe does
 * not tell; `dao` writes a DVD-R in one go, as players like it best.
 */
export function growisofsArguments(device: string, sectors: Sectors, speed: number): string[] {
  return [
    `-use-the-force-luke=notray,tty,tracksize:${sectors},dao:${sectors}`,
    '-dvd-compat',
    `-speed=${speed}`,
    '-Z',
    `${device}=/dev/fd/0`,
  ];
}

/** What `-help` of growisofs begins with. */
export function isGrowisofsHelp(lines: readonly string[]): boolean {
  return lines.some((line) => /^\* \S*growisofs by .*, version \d/.test(line));
}

/** MMC profiles, by the number that dvd+rw-mediainfo prints; the names are those of cdrskin. */
const TYPE_OF_PROFILE: Readonly<Record<string, string>> = {
  '10': 'DVD-ROM',
  '11': 'DVD-R',
  '12': 'DVD-RAM',
  '13': 'DVD-RW',
  '14': 'DVD-RW',
  '15': 'DVD-R/DL',
  '16': 'DVD-R/DL',
  '1A': 'DVD+RW',
  '1B': 'DVD+R',
  '2A': 'DVD+RW/DL',
  '2B': 'DVD+R/DL',
};
const BURNABLE = new Set(['DVD-R', 'DVD-RW', 'DVD+RW', 'DVD+R']);

/** What dvd+rw-mediainfo 7.1 says of the medium; `unknown` where it does not say. */
export function parseMediaInfo(lines: readonly string[]): Medium {
  const field = (pattern: RegExp) =>
    lines
      .map((line) => pattern.exec(line)?.[1]?.trim())
      .find((value) => value !== undefined && value !== '') ?? null;
  const says = (text: string) => lines.some((line) => line.startsWith(text));
  if (says(':-( no media mounted')) {
    return { state: 'none', type: '', capacity: null, mediaId: null };
  }
  const profile = field(/^ Mounted Media:\s+([0-9A-F]+)h, /);
  const type = profile === null ? '' : (TYPE_OF_PROFILE[profile] ?? 'unknown');
  const size = field(/^ Free Blocks:\s+(\d+)\*2KB$/) ?? field(/^ unformatted:\s+(\d+)\*2048=/);
  const state = says(':-( non-DVD media mounted')
    ? 'unsuitable'
    : stateOf(type, field(/^ Disc status:\s+(\S+)/), says('DVD-ROM media detected'));
  return {
    state,
    type,
    capacity: state === 'blank' && size !== null ? asSectors(Number(size)) : null,
    mediaId: field(/^ Media ID:\s+(.+)$/),
  };
}

/** A finished DVD-R has the profile of a pressed disc: its status tells them apart from one that was never burned. */
function stateOf(type: string, status: string | null, isPressed: boolean): MediumState {
  if (type === '') return 'unknown';
  if (isPressed) return 'unsuitable';
  if (status === 'complete') return type === 'DVD-ROM' ? 'unsuitable' : 'complete';
  if (!BURNABLE.has(type)) return 'unsuitable';
  if (status === 'blank') return 'blank';
  return status === 'appendable' ? 'appendable' : 'unknown';
}

/** What dvd+rw-mediainfo says that the drive is: vendor and product. */
export function parseMediaInfoInquiry(lines: readonly string[]): string | null {
  for (const line of lines) {
    const match = /^INQUIRY:\s+\[(.{8})\]\[(.{16})\]\[.{4}\]$/.exec(line);
    if (match) return `${match[1]?.trim()} ${match[2]?.trim()}`.trim();
  }
  return null;
}
