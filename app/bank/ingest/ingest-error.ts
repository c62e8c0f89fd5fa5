import { AppError, type Remedy } from '../../foundation/errors.ts';

const remedies = {
  /** The path leads to nothing that can be read. */
  INGEST_SOURCE_MISSING: 'reject-input',
  /** What is said of the title is not of its form. */
  INGEST_FACTS_INVALID: 'reject-input',
  /** The finished image is not laid out as it was meant to be. */
  INGEST_IMAGE_WRONG: 'fix-the-code',
} as const satisfies Record<string, Remedy>;

export type IngestErrorCode = keyof typeof remedies;

export function ingestError(
  code: IngestErrorCode,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): AppError {
  return new AppError(code, message, { remedy: remedies[code], context, cause });
}
