/** What of a representation is asked for. Offsets in bytes. */
export type RangeSelection =
  | { readonly kind: 'whole' }
  | { readonly kind: 'part'; readonly offset: number; readonly length: number }
  | { readonly kind: 'unsatisfiable' };

const SINGLE_RANGE = /^bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))$/;

/**
 * Reads `Range` and `If-Range` (RFC 9110 §14.2, §13.1.5). A range that cannot be read, or several at once, mean the whole;
 * so does a part of what is no longer the same.
 *
 * @param size bytes of the whole, above 0.
 * @param etag the strong entity tag, quotes included.
 */
export function selectRange(
  headers: { readonly range?: string | undefined; readonly 'if-range'?: string | undefined },
  size: number,
  etag: string,
): RangeSelection {
  const whole = { kind: 'whole' } as const;
  const condition = headers['if-range'];
  if (headers.range === undefined || (condition !== undefined && condition !== etag)) return whole;
  const match = SINGLE_RANGE.exec(headers.range);
  if (match === null) return whole;
  const [, first, last, suffix] = match;
  if (first === undefined) {
    const length = Math.min(Number(suffix), size);
    return length === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === undefined ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== undefined && Number(last) < offset) return whole;
  if (offset >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', offset, length: end - offset + 1 };
}
