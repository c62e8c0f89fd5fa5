/**
 * The data fields ("bitmaps", BMP) of ZVT: one byte of number, then as many bytes as its number says: a fixed count, or a
 * count in two or three bytes F0 to F9 of a digit each (LL, LLL), or one in BER (TLV). Lengths as in PA00P015, chapter
 * "Summary of utilised bitmaps", and in public implementations of it.
 */
type FieldLength = number | 'll' | 'lll' | 'tlv';

export const BMP = {
  serviceByte: 0x03,
  amount: 0x04,
  tlv: 0x06,
  trace: 0x0b,
  paymentType: 0x19,
  cardNumber: 0x22,
  track2: 0x23,
  track3: 0x24,
  resultCode: 0x27,
  terminalId: 0x29,
  track1: 0x2d,
  authorisation: 0x3b,
  text: 0x3c,
  currency: 0x49,
  receipt: 0x87,
  cardType: 0x8a,
  cardName: 0x8b,
} as const;

const LENGTHS: ReadonlyMap<number, FieldLength> = new Map<number, FieldLength>([
  [0x01, 1],
  [0x02, 1],
  [BMP.serviceByte, 1],
  [BMP.amount, 6],
  [0x05, 1],
  [BMP.tlv, 'tlv'],
  [BMP.trace, 3],
  [0x0c, 3],
  [0x0d, 2],
  [0x0e, 2],
  [0x17, 2],
  [BMP.paymentType, 1],
  [BMP.cardNumber, 'll'],
  [BMP.track2, 'll'],
  [BMP.track3, 'lll'],
  [BMP.resultCode, 1],
  [BMP.terminalId, 4],
  [0x2a, 15],
  [BMP.track1, 'll'],
  [0x37, 3],
  [0x3a, 2],
  [BMP.authorisation, 8],
  [BMP.text, 'lll'],
  [0x3d, 3],
  [BMP.currency, 2],
  [0x60, 'lll'],
  [BMP.receipt, 2],
  [0x88, 3],
  [BMP.cardType, 1],
  [BMP.cardName, 'll'],
  [0x8c, 1],
  [0x9a, 'lll'],
  [0xa0, 1],
  [0xa7, 'll'],
  [0xaa, 3],
  [0xaf, 'lll'],
  [0xba, 5],
  [0xd0, 1],
  [0xd1, 'll'],
  [0xd3, 1],
]);

/** A field where it lies: `start` to `end` is its content. */
export interface LocatedField {
  readonly bmp: number;
  readonly start: number;
  readonly end: number;
}

/** Finds the fields of `data`. What follows a field of unknown length, or one that is cut off, cannot be read. */
export function locateFields(data: Uint8Array): readonly LocatedField[] {
  const fields: LocatedField[] = [];
  let at = 0;
  while (at < data.length) {
    const bmp = data[at] ?? 0;
    const length = LENGTHS.get(bmp);
    const content = length === undefined ? null : locateContent(data, at + 1, length);
    if (content === null || content.end > data.length) return fields;
    fields.push({ bmp, ...content });
    at = content.end;
  }
  return fields;
}

function locateContent(
  data: Uint8Array,
  at: number,
  length: FieldLength,
): { readonly start: number; readonly end: number } | null {
  if (typeof length === 'number') return { start: at, end: at + length };
  if (length === 'tlv') return berLength(data, at);
  const digits = length === 'll' ? 2 : 3;
  let count = 0;
  for (let index = 0; index < digits; index += 1) {
    const digit = (data[at + index] ?? 0xff) & 0x0f;
    if (digit > 9) return null;
    count = count * 10 + digit;
  }
  return { start: at + digits, end: at + digits + count };
}

/** A length of ASN.1 BER: one byte to 7F, else 81 and one byte, or 82 and two, high byte first. */
export function berLength(
  data: Uint8Array,
  at: number,
): { readonly start: number; readonly end: number } | null {
  const [first, second, third] = data.subarray(at, at + 3);
  if (first === undefined) return null;
  if (first < 0x80) return { start: at + 1, end: at + 1 + first };
  if (first === 0x81 && second !== undefined) return { start: at + 2, end: at + 2 + second };
  if (first === 0x82 && second !== undefined && third !== undefined) {
    return { start: at + 3, end: at + 3 + ((second << 8) | third) };
  }
  return null;
}

/** The fields of `data` by number; of one that stands there twice, the last. */
export function readFields(data: Uint8Array): ReadonlyMap<number, Uint8Array> {
  return new Map(locateFields(data).map(({ bmp, start, end }) => [bmp, data.slice(start, end)]));
}

/** One field as it stands on the wire. `content` must have the length that its number asks for. */
export function field(bmp: number, content: Iterable<number>): number[] {
  const bytes = [...content];
  const length = LENGTHS.get(bmp);
  if (length === 'tlv') return [bmp, ...writtenBerLength(bytes.length), ...bytes];
  if (length !== 'll' && length !== 'lll') return [bmp, ...bytes];
  const digits = String(bytes.length).padStart(length === 'll' ? 2 : 3, '0');
  return [bmp, ...Array.from(digits, (digit) => 0xf0 | Number(digit)), ...bytes];
}

export function writtenBerLength(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
