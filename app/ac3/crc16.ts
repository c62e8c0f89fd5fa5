/** x^16 + x^15 + x^2 + 1, first bit highest (A/52 §7.10.1). */
const POLYNOMIAL = 0x8005;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let state = byte << 8;
  for (let bit = 0; bit < 8; bit++) {
    state = ((state << 1) ^ (state & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
  }
  return state;
});

/**
 * Takes the bytes `from` to `to` into a CRC-16 of A/52.
 *
 * @param state what the bytes before left, 0 at the begin. Over bytes that end with their own CRC it comes to 0.
 */
export function crc16(bytes: Uint8Array, from: number, to: number, state: number = 0): number {
  let crc = state;
  for (let at = from; at < to; at++) {
    crc = ((crc << 8) & 0xffff) ^ (table[(crc >>> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc;
}
