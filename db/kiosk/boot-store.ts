import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const foundSchema = z.record(z.string(), z.unknown());
const rowSchema = z.strictObject({
  boot_id: z.string(),
  started_at: z.string(),
  after: z.enum(['nothing', 'cleanEnd', 'powerLoss']),
  reconciled_at: z.string().nullable(),
  found: jsonOf(foundSchema).nullable(),
  ended_at: z.string().nullable(),
});
const countSchema = z.strictObject({ count: z.int() });

/** One start of the program. */
export interface BootRecord {
  readonly bootId: string;
  readonly startedAt: string;
  /** How the one before ended: `powerLoss` where it left no mark. */
  readonly after: 'nothing' | 'cleanEnd' | 'powerLoss';
  /** When all that it found was seen to, and what that was; null where it did not come so far. */
  readonly reconciledAt: string | null;
  readonly found: Readonly<Record<string, unknown>> | null;
  /** When the program ended by itself; null while it runs, and where the power went away. */
  readonly endedAt: string | null;
}

/** The table `boots`. */
export class BootStore {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** Records a start, and with it how the one before ended. */
  begin(bootId: string, at: string): BootRecord {
    const last = this.last();
    const ended = last?.endedAt === null ? 'powerLoss' : 'cleanEnd';
    const after = last === null ? 'nothing' : ended;
    this.#db
      .prepare('INSERT INTO boots (boot_id, started_at, after) VALUES (?, ?, ?)')
      .run(bootId, at, after);
    return { bootId, startedAt: at, after, reconciledAt: null, found: null, endedAt: null };
  }

  noteReconciled(bootId: string, found: Readonly<Record<string, unknown>>, at: string): void {
    this.#db
      .prepare('UPDATE boots SET reconciled_at = ?, found = ? WHERE boot_id = ?')
      .run(at, JSON.stringify(found), bootId);
  }

  /** The mark of a clean end. */
  end(bootId: string, at: string): void {
    this.#db.prepare('UPDATE boots SET ended_at = ? WHERE boot_id = ?').run(at, bootId);
  }

  last(): BootRecord | null {
    const row = this.#db
      .prepare(
        `SELECT boot_id, started_at, after, reconciled_at, found, ended_at FROM boots
        ORDER BY rowid DESC LIMIT 1`,
      )
      .get();
    if (row === undefined) return null;
    const parsed = rowSchema.parse(row);
    return {
      bootId: parsed.boot_id,
      startedAt: parsed.started_at,
      after: parsed.after,
      reconciledAt: parsed.reconciled_at,
      found: parsed.found,
      endedAt: parsed.ended_at,
    };
  }

  /** Starts that found the one before cut off. */
  countPowerLosses(): number {
    const row = this.#db
      .prepare(`SELECT count(*) AS count FROM boots WHERE after = 'powerLoss'`)
      .get();
    return countSchema.parse(row).count;
  }
}
