import { z } from 'zod';
import { discIdSchema, orderIdSchema } from '../../app/contracts/identifiers.ts';
import { AppError } from '../../app/foundation/errors.ts';
import { jsonOf } from './json-column.ts';
import { inTransaction, type WritableDb } from './kiosk-database.ts';
import { Ledger, type Movement } from './ledger.ts';

const rowSchema = z.strictObject({
  disc_id: discIdSchema,
  order_id: orderIdSchema,
  attempt: z.int().positive(),
  state: z.string(),
  place: z.string(),
  user_id: z.string().nullable(),
  distributor_id: z.string().nullable(),
});

const datedRowSchema = rowSchema.extend({ updated_at: z.string() });
const carriedSchema = z.strictObject({ disc_id: discIdSchema, updated_at: z.string() });

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

/** Why a disc is somewhere else, and who brought it there: for the ledger. */
export type MovedBy = Pick<Movement, 'reason'> & Partial<Pick<Movement, 'by' | 'kind'>>;

const columns = 'disc_id, order_id, attempt, state, place, user_id, distributor_id';

/** The table `discs`. Whatever changes a disc's place is an entry of the ledger, in the same transaction. */
export class DiscStore<State> {
  readonly #db: WritableDb;
  readonly #ledger: Ledger;
  readonly #stateSchema: z.ZodType<State>;
  readonly #stateColumn: z.ZodType<State>;

  constructor(db: WritableDb, stateSchema: z.ZodType<State>) {
    this.#db = db;
    this.#ledger = new Ledger(db);
    this.#stateSchema = stateSchema;
    this.#stateColumn = jsonOf(stateSchema);
  }

  /** Adds a disc that has just left `input`. */
  insert(
    disc: Pick<DiscRecord<State>, 'discId' | 'orderId' | 'attempt' | 'state' | 'place'>,
    at: string,
    moved: MovedBy = { reason: 'picked' },
  ): void {
    const { discId, orderId, place: to } = disc;
    inTransaction(this.#db, () => {
      this.#ledger.record({ ...moved, at, item: 'disc', from: 'input', to, orderId, discId });
      this.#db
        .prepare(
          `INSERT INTO discs (disc_id, order_id, attempt, state, place, created_at, updated_at)
          VALUES (@discId, @orderId, @attempt, @state, @place, @at, @at)`,
        )
        .run({ ...disc, state: JSON.stringify(this.#stateSchema.parse(disc.state)), at });
    });
  }

  update(
    discId: string,
    state: State,
    place: string,
    at: string,
    moved: MovedBy = { reason: 'moved' },
  ): void {
    inTransaction(this.#db, () => {
      const { orderId, place: from } = this.get(discId);
      if (place !== from) {
        this.#ledger.record({ ...moved, at, item: 'disc', from, to: place, orderId, discId });
      }
      this.#db
        .prepare('UPDATE discs SET state = ?, place = ?, updated_at = ? WHERE disc_id = ?')
        .run(JSON.stringify(this.#stateSchema.parse(state)), place, at, discId);
    });
  }

  /** Gives every disc that an older form of the ledger missed an entry that says where it is. */
  carryOver(): void {
    const rows = this.#db
      .prepare(
        'SELECT disc_id, updated_at FROM discs_to_carry_over JOIN discs USING (disc_id) ORDER BY updated_at',
      )
      .all();
    if (rows.length === 0) return;
    inTransaction(this.#db, () => {
      for (const row of rows) {
        const { disc_id, updated_at: at } = carriedSchema.parse(row);
        const { discId, orderId, place: to } = this.get(disc_id);
        const from = this.#ledger.placeOf(discId) ?? 'input';
        const way = { at, item: 'disc', kind: 'carried-over', from, to } as const;
        this.#ledger.record({ ...way, orderId, discId, reason: 'carried over' });
      }
      this.#db.prepare('DELETE FROM discs_to_carry_over').run();
    });
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

  /** Discs that are in no bin and with no customer, the oldest first, and since when they are where they are. */
  listUnderWay(): (DiscRecord<State> & { readonly updatedAt: string })[] {
    const rows = this.#db
      .prepare(
        `SELECT ${columns}, updated_at FROM discs
        WHERE at NOT IN ('taken', 'rejected', 'retained') ORDER BY created_at, disc_id`,
      )
      .all();
    return rows.map((row) => {
      const { updated_at: updatedAt, ...rest } = datedRowSchema.parse(row);
      return { ...this.#parse(rest), updatedAt };
    });
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
