/**
 * Application protocol data units of ZVT: two bytes of control field (class and instruction; in an answer CCRC and APRC), a
 * length of one byte, or FF and two bytes, low byte first, and that many bytes of data. ECR-Interface ZVT-Protocol PA00P015.
 */
export interface Apdu {
  /** Class in the upper byte, instruction in the lower: `0x0601`. */
  readonly control: number;
  readonly data: Uint8Array;
}

/** The length byte that says: two more follow. */
const LONG = 0xff;
/** Classes that either side may send. */
const CLASSES: ReadonlySet<number> = new Set([0x04, 0x05, 0x06, 0x08, 0x0f, 0x80, 0x84]);
/** Far more than any terminal sends in one piece (tag 1A of a registration allows up to 65 535): beyond it a length is noise. */
export const LONGEST_APDU = 16_384;

export function encodeApdu({ control, data }: Apdu): Uint8Array {
  const length = data.length < LONG ? [data.length] : [LONG, data.length & 0xff, data.length >> 8];
  return Uint8Array.from([control >> 8, control & 0xff, ...length, ...data]);
}

/** What stands at the beginning of `bytes`: an APDU and how many bytes it took, `incomplete`, or `nonsense`. */
export function decodeApdu(
  bytes: Uint8Array,
): { readonly apdu: Apdu; readonly length: number } | 'incomplete' | 'nonsense' {
  const [high = 0, low = 0, short, lengthLow, lengthHigh] = bytes;
  if (bytes.length > 0 && !CLASSES.has(high)) return 'nonsense';
  if (short === undefined) return 'incomplete';
  let start = 3;
  let length = short;
  if (short === LONG) {
    if (lengthLow === undefined || lengthHigh === undefined) return 'incomplete';
    start = 5;
    length = lengthLow | (lengthHigh << 8);
    if (length > LONGEST_APDU) return 'nonsense';
  }
  const end = start + length;
  if (bytes.length < end) return 'incomplete';
  return { apdu: { control: (high << 8) | low, data: bytes.slice(start, end) }, length: end };
}

/** Reads the one APDU that `bytes` are; `null` where they are none, or more. */
export function decodeWholeApdu(bytes: Uint8Array): Apdu | null {
  const decoded = decodeApdu(bytes);
  return typeof decoded === 'object' && decoded.length === bytes.length ? decoded.apdu : null;
}
