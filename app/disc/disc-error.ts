import { AppError, type Remedy } from '../foundation/errors.ts';

/** Everything that can be wrong with a disc image, a film, or the programs that turn one into the other. */
const remedies = {
  /** Bytes are missing at the end, or of a file in the middle. */
  DISC_TRUNCATED: 'reject-input',
  /** No ISO 9660 volume with a `VIDEO_TS` folder of title sets. */
  DISC_NOT_DVD_VIDEO: 'reject-input',
  /** A DVD-Video whose structures contradict each other or the files. */
  DISC_DAMAGED: 'reject-input',
  /** Packs are scrambled (CSS). */
  DISC_ENCRYPTED: 'reject-input',
  /** More sectors than the smaller blank disc holds. */
  DISC_TOO_LARGE: 'reject-input',
  /** An identifier that does not fit its field. */
  DISC_IDENTIFIER_INVALID: 'fix-the-code',
  /** A manifest that does not parse, or whose signature does not hold, or whose key is not trusted. */
  DISC_MANIFEST_INVALID: 'reject-input',
  /** Manifest, provider identifier and NAV packs name different orders. */
  DISC_IDENTITY_CONTRADICTORY: 'reject-input',
  /** A file that ffprobe cannot read, or without moving pictures. */
  FILM_NO_VIDEO: 'reject-input',
  /** A film that breaks off before the end that it announces. */
  FILM_TRUNCATED: 'reject-input',
  /** ffmpeg gave up on the film. */
  FILM_UNREADABLE: 'reject-input',
  /** ffmpeg, dvdauthor or genisoimage is not installed. */
  AUTHORING_PROGRAM_MISSING: 'call-attendant',
  /** One of them failed. Its last words are in the context. */
  AUTHORING_PROGRAM_FAILED: 'call-attendant',
  /** One of them made no sign of life for too long and was ended. */
  AUTHORING_PROGRAM_STALLED: 'retry',
  /** No room left on the device that is written to. */
  STORAGE_FULL: 'call-attendant',
} as const satisfies Record<string, Remedy>;

export type DiscErrorCode = keyof typeof remedies;

export function discError(
  code: DiscErrorCode,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError(code, message, { remedy: remedies[code], context, cause });
}
