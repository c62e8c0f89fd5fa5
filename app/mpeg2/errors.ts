import { AppError } from '../foundation/errors.ts';

/** What can be wrong with a stream. Each is a reason to leave a block of it as it is. */
export type Mpeg2Problem =
  /** The bits are no code of the table, or a value that the standard forbids. */
  | 'MPEG2_BAD_CODE'
  /** The stream ends inside of something. */
  | 'MPEG2_TRUNCATED'
  /** A slice does not end where the next start code begins. */
  | 'MPEG2_BAD_SLICE_END'
  /** A header is missing, or holds a forbidden value. */
  | 'MPEG2_BAD_HEADER'
  /** No pack or packet begins where one must. */
  | 'MPEG2_LOST_SYNC'
  /** The packets are scrambled. */
  | 'MPEG2_SCRAMBLED'
  /** Legal, but not main profile 4:2:0: MPEG-1, other chroma formats, scalable streams. */
  | 'MPEG2_UNSUPPORTED';

/**
 * A problem of the stream.
 *
 * @param bit where, in bits from the begin of the bytes that were parsed.
 */
export function mpeg2Error(code: Mpeg2Problem, what: string, bit: number): AppError {
  return new AppError(code, `${what} (at bit ${bit}).`, {
    remedy: 'reject-input',
    context: { bit },
  });
}
