/** What became of one track of a card. */
export type MsrTrack =
  | { readonly is: 'read'; readonly data: string }
  | { readonly is: 'blank' }
  /** There is something on it that could not be decoded. */
  | { readonly is: 'error' };

/** One swipe. */
export interface MsrReport {
  /** `ISO/ABA`, as the reader recognised the card. */
  readonly encoding: (typeof ENCODINGS)[number] | 'unknown';
  readonly tracks: readonly [MsrTrack, MsrTrack, MsrTrack];
}

/** Card encode types of MagTek 99875206, from 0. */
export const ENCODINGS = [
  'ISO/ABA',
  'AAMVA',
  'CADL',
  'blank',
  'other',
  'undetermined',
  'none',
] as const;

/** Decode status, lengths and data of three tracks, and the encode type between. */
export const TRACK_BYTES = 110;
const LENGTHS_AT = 3;
const ENCODING_AT = 6;
const TRACKS_AT = 7;
/** A report of a swipe reader; an insertion reader adds a byte that says which way the card went. */
export const SWIPE_REPORT_BYTES = TRACKS_AT + 3 * TRACK_BYTES;
const INSERTION_REPORT_BYTES = SWIPE_REPORT_BYTES + 1;

/** Reads the input report of a MagTek HID reader (manual 99875206, "Card data"); `null` where it is none. */
export function decodeMsrReport(report: Uint8Array): MsrReport | null {
  if (report.length !== SWIPE_REPORT_BYTES && report.length !== INSERTION_REPORT_BYTES) return null;
  const [one, two, three] = [0, 1, 2].map((index) => decodeTrack(report, index));
  if (!one || !two || !three) return null;
  const encoding = ENCODINGS[report[ENCODING_AT] ?? ENCODINGS.length] ?? 'unknown';
  return { encoding, tracks: [one, two, three] };
}

/** `index` from 0. @returns null where the length cannot be, or a byte is no character of a card. */
function decodeTrack(report: Uint8Array, index: number): MsrTrack | null {
  const status = report[index] ?? 0;
  const length = report[LENGTHS_AT + index] ?? 0;
  // Bit 0 alone says that there was an error; the others are reserved.
  if ((status & 1) === 1) return { is: 'error' };
  if (length === 0) return { is: 'blank' };
  if (length > TRACK_BYTES) return null;
  const start = TRACKS_AT + index * TRACK_BYTES;
  const bytes = report.subarray(start, start + length);
  if (bytes.some((byte) => byte < 0x20 || byte > 0x5f)) return { is: 'error' };
  return { is: 'read', data: Buffer.from(bytes).toString('latin1') };
}

export function encodeMsrReport(report: MsrReport): Uint8Array {
  const bytes = new Uint8Array(SWIPE_REPORT_BYTES);
  const encoding = ENCODINGS.findIndex((name) => name === report.encoding);
  bytes[ENCODING_AT] = encoding < 0 ? ENCODINGS.length : encoding;
  report.tracks.forEach((track, index) => {
    if (track.is === 'error') bytes[index] = 1;
    if (track.is !== 'read') return;
    const data = Buffer.from(track.data, 'latin1').subarray(0, TRACK_BYTES);
    bytes[LENGTHS_AT + index] = data.length;
    bytes.set(data, TRACKS_AT + index * TRACK_BYTES);
  });
  return bytes;
}

/** How the characters of a track are laid out, ISO/IEC 7811-2 and 7813. */
interface TrackFormat {
  readonly start: string;
  readonly separator: string;
  /** The character whose bits are all 0. */
  readonly zero: number;
  readonly allowed: RegExp;
}

const END = '?';
const TRACK_1: TrackFormat = { start: '%', separator: '^', zero: 0x20, allowed: /^[\x20-\x5f]*$/ };
const TRACK_2: TrackFormat = { start: ';', separator: '=', zero: 0x30, allowed: /^[0-9:;<=>?]*$/ };

/**
 * The account or member number of a card: the first field of track 2, or where that could not be read, of track 1 (after its
 * format code). `null` where neither holds one.
 */
export function accountNumber(report: MsrReport): string | null {
  const [one, two] = report.tracks;
  const fromTwo = two.is === 'read' ? firstField(two.data, TRACK_2) : null;
  if (fromTwo !== null) return fromTwo;
  const fromOne = one.is === 'read' ? firstField(one.data, TRACK_1) : null;
  return fromOne === null ? null : fromOne.replace(/^[A-Z]/, '').trim() || null;
}

/**
 * The characters between start sentinel and field separator. Readers that cut the sentinels off are understood too; a check
 * character behind the end sentinel must be right.
 */
function firstField(data: string, format: TrackFormat): string | null {
  if (!format.allowed.test(data)) return null;
  const framed = data.startsWith(format.start) ? data : `${format.start}${data}`;
  const end = framed.indexOf(END);
  const check = end < 0 ? '' : framed.slice(end + 1);
  if (check.length > 1) return null;
  if (check.length === 1 && check !== checkCharacter(framed.slice(0, end + 1), format)) return null;
  const content = framed.slice(1, end < 0 ? undefined : end);
  const field = content.split(format.separator)[0] ?? '';
  return field === '' ? null : field;
}

/** The longitudinal redundancy check: every bit is even over the whole track, sentinels included. */
function checkCharacter(framed: string, format: TrackFormat): string {
  let sum = 0;
  for (const character of framed) sum ^= character.charCodeAt(0) - format.zero;
  return String.fromCharCode(sum + format.zero);
}
