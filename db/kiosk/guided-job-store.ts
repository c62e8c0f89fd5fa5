import { z } from 'zod';
import { instantSchema } from '../../app/contracts/identifiers.ts';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  number: z.int().positive(),
  state: z.string(),
  begun_at: instantSchema,
  begun_by: z.string(),
});

/** A guided job as it is kept. */
export interface GuidedJobRecord<State> {
  readonly number: number;
  readonly state: State;
  readonly begunAt: string;
  readonly begunBy: string;
}

/** The table `guided_jobs`; one is under way at a time, by the database's own word. */
export class GuidedJobStore<State extends { readonly job: string; readonly drive: number | null }> {
  readonly #db: WritableDb;
  readonly #schema: z.ZodType<State>;
  readonly #column: z.ZodType<State>;

  constructor(db: WritableDb, schema: z.ZodType<State>) {
    this.#db = db;
    this.#schema = schema;
    this.#column = jsonOf(schema);
  }

  findOpen(): GuidedJobRecord<State> | null {
    const row = this.#db
      .prepare('SELECT number, state, begun_at, begun_by FROM guided_jobs WHERE ended_at IS NULL')
      .get();
    if (row === undefined) return null;
    const { begun_at, begun_by, number, state } = rowSchema.parse(row);
    return { number, state: this.#column.parse(state), begunAt: begun_at, begunBy: begun_by };
  }

  /** @returns its number. */
  begin(state: State, begunBy: string, at: string): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        'INSERT INTO guided_jobs (job, drive, state, begun_at, begun_by) VALUES (?, ?, ?, ?, ?)',
      )
      .run(state.job, state.drive, this.#toText(state), at, begunBy);
    return Number(lastInsertRowid);
  }

  update(number: number, state: State): void {
    this.#db
      .prepare('UPDATE guided_jobs SET state = ? WHERE number = ?')
      .run(this.#toText(state), number);
  }

  end(number: number, outcome: 'done' | 'left', at: string): void {
    this.#db
      .prepare('UPDATE guided_jobs SET outcome = ?, ended_at = ? WHERE number = ?')
      .run(outcome, at, number);
  }

  #toText(state: State): string {
    return JSON.stringify(this.#schema.parse(state));
  }
}
