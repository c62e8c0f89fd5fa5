import { z } from 'zod';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

/** Steps that cannot be undone, of discs, sheets and money: intent before, evidence after. */
export const actKinds = [
  'pick.started',
  'write.started',
  'verify.started',
  'carry.started',
  'print.started',
  'label.started',
  'stage.started',
  'reject.started',
  'present.started',
  'clear.started',
  'authorise.started',
  'capture.started',
  'release.started',
  // Of a start after a power cut: a disc found in the gripper is put into a drive; one is carried to a bin.
  'reconcile.load',
  'reconcile.reject',
] as const;
export type ActKind = (typeof actKinds)[number];

const openTestRowSchema = z.strictObject({
  act_id: z.int(),
  kind: z.enum(actKinds),
  intent: z.string(),
});

const factsSchema = z.record(z.string(), z.unknown());
/** Numbers and names about an act; never secrets. */
export type ActFacts = z.infer<typeof factsSchema>;

const rowSchema = z.strictObject({
  act_id: z.int(),
  kind: z.enum(actKinds),
  order_id: z.string(),
  disc_id: z.string().nullable(),
  boot_id: z.string(),
  intent: jsonOf(factsSchema),
  started_at: z.string(),
  outcome: z.enum(['done', 'failed', 'interrupted']).nullable(),
  evidence: jsonOf(factsSchema).nullable(),
  ended_at: z.string().nullable(),
});

const momentSchema = z.strictObject({ at: z.string() });

export interface ActRecord {
  readonly actId: number;
  readonly kind: ActKind;
  readonly orderId: string;
  readonly discId: string | null;
  /** The start of the program that began it. */
  readonly bootId: string;
  readonly intent: ActFacts;
  readonly startedAt: string;
  /** Null while it runs, or if the power went away in it. */
  readonly outcome: 'done' | 'failed' | 'interrupted' | null;
  readonly evidence: ActFacts | null;
  readonly endedAt: string | null;
}

export interface ActIntent {
  readonly kind: ActKind;
  /** Null where it belongs to a test. */
  readonly orderId: string | null;
  /** The test of the machine that it belongs to; left out where it belongs to an order. */
  readonly test?: number | undefined;
  readonly discId: string | null;
  readonly bootId: string;
  readonly intent: ActFacts;
  readonly at: string;
}

const columns =
  'act_id, kind, order_id, disc_id, boot_id, intent, started_at, outcome, evidence, ended_at';

/** The journal of acts. An act's end is written once; nothing is ever deleted. */
export class ActJournal {
  readonly #db: WritableDb;

  constructor(db: WritableDb) {
    this.#db = db;
  }

  /** @returns the number of the act, committed before anything moves. */
  begin(act: ActIntent): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO acts (kind, order_id, test, disc_id, boot_id, intent, started_at)
        VALUES (@kind, @orderId, @test, @discId, @bootId, @intent, @at)`,
      )
      .run({ ...act, test: act.test ?? null, intent: JSON.stringify(act.intent) });
    return Number(lastInsertRowid);
  }

  end(
    actId: number,
    outcome: 'done' | 'failed' | 'interrupted',
    evidence: ActFacts,
    at: string,
  ): void {
    this.#db
      .prepare('UPDATE acts SET outcome = ?, evidence = ?, ended_at = ? WHERE act_id = ?')
      .run(outcome, JSON.stringify(evidence), at, actId);
  }

  listOf(orderId: string): ActRecord[] {
    return this.#all('WHERE order_id = ? ORDER BY act_id', orderId);
  }

  /** Acts of orders that were begun and have no end. */
  listOpen(): ActRecord[] {
    return this.#all('WHERE outcome IS NULL AND order_id IS NOT NULL ORDER BY act_id');
  }

  listOpenOf(orderId: string): ActRecord[] {
    return this.#all('WHERE outcome IS NULL AND order_id = ? ORDER BY act_id', orderId);
  }

  /** The same of tests of the machine. */
  listOpenOfTests(): Pick<ActRecord, 'actId' | 'kind' | 'intent'>[] {
    return this.#db
      .prepare(
        `SELECT act_id, kind, intent FROM acts
        WHERE outcome IS NULL AND test IS NOT NULL ORDER BY act_id`,
      )
      .all()
      .map((row) => {
        const { act_id, intent, kind } = openTestRowSchema.parse(row);
        return { actId: act_id, kind, intent: jsonOf(factsSchema).parse(intent) };
      });
  }

  /** When the last act was begun; null where none was. */
  lastAt(): string | null {
    const row = this.#db
      .prepare('SELECT started_at AS at FROM acts ORDER BY act_id DESC LIMIT 1')
      .get();
    return row === undefined ? null : momentSchema.parse(row).at;
  }

  /** The last acts of orders, ended or not, newest first. */
  listLatest(count: number): ActRecord[] {
    return this.#all('WHERE order_id IS NOT NULL ORDER BY act_id DESC LIMIT ?', count);
  }

  /** The latest acts of a kind that went well, newest first; none of a test. */
  listDone(kind: ActKind, count: number): ActRecord[] {
    return this.#all(
      `WHERE kind = ? AND outcome = 'done' AND order_id IS NOT NULL ORDER BY act_id DESC LIMIT ?`,
      kind,
      count,
    );
  }

  #all(rest: string, ...values: (string | number)[]): ActRecord[] {
    const rows = this.#db.prepare(`SELECT ${columns} FROM acts ${rest}`).all(...values);
    return rows.map((row) => {
      const parsed = rowSchema.parse(row);
      return {
        actId: parsed.act_id,
        kind: parsed.kind,
        orderId: parsed.order_id,
        discId: parsed.disc_id,
        bootId: parsed.boot_id,
        intent: parsed.intent,
        startedAt: parsed.started_at,
        outcome: parsed.outcome,
        evidence: parsed.evidence,
        endedAt: parsed.ended_at,
      };
    });
  }
}
