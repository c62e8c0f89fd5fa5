import type { Database } from 'better-sqlite3';

declare const access: unique symbol;

/** A connection that only reads. */
export type ReadableDb = Database & { readonly [access]: 'readable' | 'writable' };
/** The one connection that writes: the controller's. */
export type WritableDb = Database & { readonly [access]: 'writable' };

/** Errors of the kiosk's records. */
export const kioskDatabaseErrorCodes = [
  /** The file is not sound; it is left as it is. */
  'KIOSK_DB_DAMAGED',
  /** Written by a later edition of the program. */
  'KIOSK_DB_NEWER',
  'KIOSK_DB_UNREADABLE',
  /** Somebody else changed the record meanwhile. */
  'KIOSK_DB_STALE',
] as const;

/** Runs `work` in one transaction, taken for writing from its start; inside another it is part of that one. */
export function inTransaction<Result>(db: WritableDb, work: () => Result): Result {
  return db.inTransaction ? work() : db.transaction(work).immediate();
}
