/** `value` as binary-coded decimal, two digits a byte, padded with zeros on the left. */
export function toBcd(value: number, bytes: number): number[] {
  const digits = String(value).padStart(bytes * 2, '0');
  return Array.from({ length: bytes }, (_, index) =>
    Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16),
  );
}

/** Reads binary-coded decimal; `null` where a half byte is no digit. */
export function fromBcd(bytes: Uint8Array): number | null {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
