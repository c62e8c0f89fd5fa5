/** Last byte of a start code, ISO/IEC 13818-2 Table 6-1 and ISO/IEC 13818-1 Table 2-22 and §2.5.3. */
export const startCode = {
  picture: 0x00,
  firstSlice: 0x01,
  lastSlice: 0xaf,
  userData: 0xb2,
  sequenceHeader: 0xb3,
  sequenceError: 0xb4,
  extension: 0xb5,
  sequenceEnd: 0xb7,
  group: 0xb8,
  programEnd: 0xb9,
  packHeader: 0xba,
  systemHeader: 0xbb,
  privateStream1: 0xbd,
  privateStream2: 0xbf,
  firstSound: 0xc0,
  lastSound: 0xc7,
  firstVideo: 0xe0,
  lastVideo: 0xef,
} as const;

/**
 * The next start code prefix, `00 00 01`, that has its fourth byte before `end`.
 *
 * @returns where its first byte is; -1 if there is none.
 */
export function findStartCode(bytes: Uint8Array, from: number, end: number): number {
  let at = from + 2;
  const last = end - 1;
  while (at < last) {
    const byte = bytes[at] ?? 0;
    if (byte > 1) at += 3;
    else if (byte === 0) at += 1;
    else if (bytes[at - 1] === 0 && bytes[at - 2] === 0) return at - 2;
    else at += 3;
  }
  return -1;
}

/** Every start code of an elementary stream, as `position * 256 + last byte`, in order. */
export function listStartCodes(bytes: Uint8Array, end: number = bytes.length): number[] {
  const found: number[] = [];
  for (let at = findStartCode(bytes, 0, end); at >= 0; at = findStartCode(bytes, at + 3, end)) {
    found.push(at * 256 + (bytes[at + 3] ?? 0));
  }
  return found;
}
