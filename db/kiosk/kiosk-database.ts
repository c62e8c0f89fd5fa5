import type { Database } from 'better-sqlite3';

declare const access: unique symbol;

/** A connection that only reads. */
export type ReadableDb = Database & { readonly [access]: 'readable' | 'writable' };
/** The one connection that writes: the controller's. */
export type WritableDb = Database & { readonly [access]: 'writable' };

/** Runs `work` in one transaction, taken for writing from its start; inside another it is part of that one. */
export function inTransaction<Result>(db: WritableDb, work: () => Result): Result {
  return db.inTransaction ? work() : db.transaction(work).immediate();
}
