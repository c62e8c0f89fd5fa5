/** Bytes `first` to `last`, both included, as in `Content-Range`. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** What a request asks for of `size` bytes. */
export type RangeRequest =
  | { readonly is: 'whole' }
  | { readonly is: 'part'; readonly range: ByteRange }
  | { readonly is: 'unsatisfiable' };

const WHOLE: RangeRequest = { is: 'whole' };
const UNSATISFIABLE: RangeRequest = { is: 'unsatisfiable' };
/** Longer numbers are not exact in a double, and no disc needs them. */
const RANGE = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i;

/**
 * Reads a `Range` header (RFC 9110 §14.1.2). Several ranges, other units and what cannot be read are ignored, as §14.2
 * allows: the answer is then the whole.
 */
export function parseRange(header: string | undefined, size: number): RangeRequest {
  const match = header === undefined ? null : RANGE.exec(header);
  if (match === null) return WHOLE;
  const [, begin = '', end = ''] = match;
  if (begin === '') {
    if (end === '') return WHOLE;
    const length = Math.min(Number(end), size);
    return length === 0 ? UNSATISFIABLE : part(size - length, size - 1);
  }
  const first = Number(begin);
  const last = end === '' ? size - 1 : Math.min(Number(end), size - 1);
  if (end !== '' && Number(end) < first) return WHOLE;
  return first >= size ? UNSATISFIABLE : part(first, last);
}

function part(first: number, last: number): RangeRequest {
  return { is: 'part', range: { first, last } };
}
