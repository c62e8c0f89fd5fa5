import { z } from 'zod';
import { discIdSchema, orderIdSchema } from '../../app/contracts/identifiers.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { jsonOf } from './json-column.ts';
import type { WritableDb } from './kiosk-database.ts';

const rowSchema = z.strictObject({
  disc_id: discIdSchema,
  order_id: orderIdSchema,
  attempt: z.int().positive(),
  state: z.string(),
  place: z.string(),
  user_id: z.string().nullable(),
  distributor_id: z.string().nullable(),
});

/** One physical disc. The identifiers are there from the moment its writing was begun. */
export interface DiscRecord<State> {
  readonly discId: string;
  readonly orderId: string;
  readonly attempt: number;
  readonly state: State;
  /** In the robot's words, or `customer` or `unknown`. */
  readonly place: string;
  readonly userId: string | null;
  readonly distributorId: string | null;
}

const columns = 'disc_id, order_id, attempt, state, place, user_id, distributor_id';

/** The table `discs`. */
export class DiscStore<State> {
  readonly #db: WritableDb;
  readonly #stateSchema: z.ZodType<State>;
  readonly #stateColumn: z.ZodType<State>;

  constructor(db: WritableDb, stateSchema: z.ZodType<State>) {
    this.#db = db;
    this.#stateSchema = stateSchema;
    this.#stateColumn = jsonOf(stateSchema);
  }

  insert(
    disc: Pick<DiscRecord<State>, 'discId' | 'orderId' | 'attempt' | 'state' | 'place'>,
    at: string,
  ): void {
    this.#db
      .prepare(
        `INSERT INTO discs (disc_id, order_id, attempt, state, place, created_at, updated_at)
        VALUES (@discId, @orderId, @attempt, @state, @place, @at, @at)`,
      )
      .run({ ...disc, state: JSON.stringify(this.#stateSchema.parse(disc.state)), at });
  }

  update(discId: string, state: State, place: string, at: string): void {
    this.#db
      .prepare('UPDATE discs SET state = ?, place = ?, updated_at = ? WHERE disc_id = ?')
      .run(JSON.stringify(this.#stateSchema.parse(state)), place, at, discId);
  }

  /** What the medium says of its maker, and what was written on it. */
  noteMedium(discId: string, mediaId: string | null): void {
    this.#db.prepare('UPDATE discs SET media_id = ? WHERE disc_id = ?').run(mediaId, discId);
  }

  noteContent(discId: string, sha256: string): void {
    this.#db.prepare('UPDATE discs SET sha256 = ? WHERE disc_id = ?').run(sha256, discId);
  }

  /** @throws AppError `KIOSK_DB_UNREADABLE` if there is no such disc. */
  get(discId: string): DiscRecord<State> {
    const row = this.#db.prepare(`SELECT ${columns} FROM discs WHERE disc_id = ?`).get(discId);
    if (row === undefined) {
      throw new AppError('KIOSK_DB_UNREADABLE', 'There is no record of that disc.', {
        remedy: 'fix-the-code',
        context: { discId },
      });
    }
    return this.#parse(row);
  }

  listOf(orderId: string): DiscRecord<State>[] {
    const rows = this.#db
      .prepare(`SELECT ${columns} FROM discs WHERE order_id = ? ORDER BY attempt, created_at`)
      .all(orderId);
    return rows.map((row) => this.#parse(row));
  }

  /** Discs whose record says that they are at `place`. */
  listAt(place: string): DiscRecord<State>[] {
    const rows = this.#db.prepare(`SELECT ${columns} FROM discs WHERE place = ?`).all(place);
    return rows.map((row) => this.#parse(row));
  }

  #parse(row: unknown): DiscRecord<State> {
    const parsed = rowSchema.parse(row);
    return {
      discId: parsed.disc_id,
      orderId: parsed.order_id,
      attempt: parsed.attempt,
      state: this.#stateColumn.parse(parsed.state),
      place: parsed.place,
      userId: parsed.user_id,
      distributorId: parsed.distributor_id,
    };
  }
}
