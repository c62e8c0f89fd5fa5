import { AppError } from '../foundation/errors.ts';

/** What this room refuses, by name. The first word says what is at fault. */
export type SplitProblem =
  | 'INDEX_NOT_ONE'
  | 'INDEX_VERSION'
  | 'INDEX_DAMAGED'
  | 'INDEX_EXTENTS'
  | 'INDEX_NO_CANDIDATES'
  | 'INDEX_COVERAGE'
  | 'COMPLEMENT_NOT_ONE'
  | 'COMPLEMENT_VERSION'
  | 'COMPLEMENT_DAMAGED'
  | 'ORIGINALS_NOT_ONE'
  | 'ORIGINALS_VERSION'
  | 'ORIGINALS_DAMAGED'
  | 'OVERLAY_NOT_ONE'
  | 'OVERLAY_VERSION'
  | 'OVERLAY_DAMAGED'
  | 'OVERLAY_WRONG_IMAGE'
  | 'SPLIT_PLAN'
  | 'SPLIT_WRONG_MASTER'
  | 'SPLIT_WRONG_DISC'
  | 'SPLIT_MAP_VERSION'
  | 'SPLIT_DISC_DAMAGED';

export function splitError(
  code: SplitProblem,
  message: string,
  context: Readonly<Record<string, unknown>> = {},
): AppError {
  const remedy =
    code === 'SPLIT_PLAN' || code === 'INDEX_EXTENTS' ? 'fix-the-code' : 'reject-input';
  return new AppError(code, message, { remedy, context });
}
