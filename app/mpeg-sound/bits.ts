/** The `width` bits (1 to 16) that begin at bit `at`, first bit highest; zeros behind the end. */
export function bitsAt(bytes: Uint8Array, at: number, width: number): number {
  const byte = at >>> 3;
  const word = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (word >>> (24 - (at & 7) - width)) & ((1 << width) - 1);
}

/** x^16 + x^15 + x^2 + 1 (ISO/IEC 11172-3 §2.4.3.1). */
const POLYNOMIAL = 0x8005;

/** Takes the bits `from` to `to` into `crc_check`. @param state what the bits before left; 0xffff at the begin. */
export function crcOfBits(bytes: Uint8Array, from: number, to: number, state: number): number {
  let crc = state;
  for (let at = from; at < to; at++) {
    const isSet = (((bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) === 1;
    const carry = ((crc & 0x8000) !== 0) !== isSet;
    crc = ((crc << 1) ^ (carry ? POLYNOMIAL : 0)) & 0xffff;
  }
  return crc;
}
