import { z } from 'zod';
import type { ReadableDb, WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  name: z.string(),
  since_initialisation: z.int().nonnegative(),
  at_reset: z.int().nonnegative(),
});

/** One quantity, counted twice as EVA-DTS counts it: since the machine was new, and since the counters were reset. */
export interface Counter {
  readonly name: string;
  readonly sinceInitialisation: number;
  readonly sinceReset: number;
}

export function listCounters(db: ReadableDb): Counter[] {
  return db
    .prepare('SELECT name, since_initialisation, at_reset FROM counters ORDER BY name')
    .all()
    .map((row) => {
      const { at_reset, name, since_initialisation } = rowSchema.parse(row);
      const sinceReset = since_initialisation - at_reset;
      return { name, sinceInitialisation: since_initialisation, sinceReset };
    });
}

/**
 * The table `counters`. Those of discs and sheets, and of the drives, are kept by the database itself, in the transaction of the
 * ledger's entry or of the act's end; what follows from neither is counted here.
 */
export class Counters {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  list(): Counter[] {
    return listCounters(this.#db);
  }

  /** `power.losses`: a start found no mark of a clean end. `vends.test`: a way out that was tried with no disc in it. */
  add(name: 'power.losses' | 'vends.test'): void {
    this.#db
      .prepare(
        `INSERT INTO counters (name, since_initialisation) VALUES (?, 1)
        ON CONFLICT (name) DO UPDATE SET since_initialisation = since_initialisation + 1`,
      )
      .run(name);
  }

  /** From now on everything counts anew since the reset; what counts since the beginning goes on. */
  reset(): void {
    this.#db.prepare('UPDATE counters SET at_reset = since_initialisation').run();
  }
}
