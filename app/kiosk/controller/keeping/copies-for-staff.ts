import type { RecordsCopy } from '../../../../db/kiosk/copies.ts';
import type { Keeping } from '../../../contracts/panel-view.ts';

/** The copies as the panel lists them, newest first. */
export function copiesForStaff(copies: readonly RecordsCopy[]): Keeping {
  return {
    lastCopyAt: copies[0]?.at ?? null,
    copies: copies.map(({ at, bytes, name }) => ({ name, at, bytes })),
  };
}
