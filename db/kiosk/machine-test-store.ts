import { z } from 'zod';
import { discIdSchema, instantSchema } from '../../app/contracts/identifiers.ts';
import { type MachineTest, machineTestSchema } from '../../app/contracts/panel-view.ts';
import { jsonOf } from './json-column.ts';
import { inTransaction, type WritableDb } from './kiosk-database.ts';
import { Ledger } from './ledger.ts';

const rowSchema = z.strictObject({
  number: z.int().positive(),
  test: machineTestSchema.shape.test,
  drive: z.int().positive().nullable(),
  slot: z.int().positive().nullable(),
  detail: z.string(),
  began_at: instantSchema,
  outcome: machineTestSchema.shape.outcome,
});
const discRowSchema = z.strictObject({
  disc_id: discIdSchema,
  test: z.int().positive(),
  state: z.string(),
  place: z.string(),
  updated_at: instantSchema,
});

export interface MachineTestRecord extends MachineTest {
  readonly number: number;
}

/** A disc that was written to be tried, and belongs to no order. */
export interface TestDiscRecord<State> {
  readonly discId: string;
  readonly test: number;
  readonly state: State;
  readonly place: string;
  readonly updatedAt: string;
}

const columns = 'number, test, drive, slot, detail, began_at, outcome';
const discColumns = 'disc_id, test, state, place, updated_at';

/** The tables `machine_tests` and `test_discs`: what is tried and not sold. */
export class MachineTestStore<DiscState> {
  readonly #db: WritableDb;
  readonly #ledger: Ledger;
  readonly #discState: z.ZodType<DiscState>;
  readonly #discColumn: z.ZodType<DiscState>;

  constructor(db: WritableDb, discState: z.ZodType<DiscState>) {
    this.#db = db;
    this.#ledger = new Ledger(db);
    this.#discState = discState;
    this.#discColumn = jsonOf(discState);
  }

  /** @returns its number. */
  begin(
    test: Pick<MachineTest, 'test' | 'drive' | 'slot' | 'detail'>,
    begunBy: string,
    at: string,
  ): number {
    const { lastInsertRowid } = this.#db
      .prepare(
        `INSERT INTO machine_tests (test, drive, slot, detail, began_at, begun_by)
        VALUES (@test, @drive, @slot, @detail, @at, @begunBy)`,
      )
      .run({ ...test, begunBy, at });
    return Number(lastInsertRowid);
  }

  note(number: number, detail: string): void {
    this.#db.prepare('UPDATE machine_tests SET detail = ? WHERE number = ?').run(detail, number);
  }

  end(number: number, outcome: 'passed' | 'failed', detail: string, at: string): void {
    this.#db
      .prepare('UPDATE machine_tests SET outcome = ?, detail = ?, ended_at = ? WHERE number = ?')
      .run(outcome, detail, at, number);
  }

  listOpen(): MachineTestRecord[] {
    return this.#all(`SELECT ${columns} FROM machine_tests WHERE ended_at IS NULL ORDER BY number`);
  }

  /** The last of each test at each drive and slot, newest first. */
  listLatest(): MachineTestRecord[] {
    return this.#all(
      `SELECT ${columns} FROM machine_tests WHERE number IN (
        SELECT max(number) FROM machine_tests GROUP BY test, drive, slot
      ) ORDER BY number DESC`,
    );
  }

  /** Adds a disc that is about to leave `input`. */
  insertDisc(disc: Pick<TestDiscRecord<DiscState>, 'discId' | 'test' | 'state'>, at: string): void {
    this.#db
      .prepare(
        `INSERT INTO test_discs (disc_id, test, state, place, created_at, updated_at)
        VALUES (@discId, @test, @state, 'input', @at, @at)`,
      )
      .run({ ...disc, state: this.#toText(disc.state), at });
  }

  /** Where it comes to another place that is an entry of the ledger, in the same transaction. */
  updateDisc(discId: string, state: DiscState, place: string, at: string): void {
    inTransaction(this.#db, () => {
      const from = this.findDisc(discId)?.place;
      if (from !== undefined && from !== place) {
        this.#ledger.record({ at, item: 'disc', from, to: place, discId, reason: 'test' });
      }
      this.#db
        .prepare('UPDATE test_discs SET state = ?, place = ?, updated_at = ? WHERE disc_id = ?')
        .run(this.#toText(state), place, at, discId);
    });
  }

  /** One that never left `input`: it is a blank like any other. */
  forgetDisc(discId: string): void {
    this.#db.prepare(`DELETE FROM test_discs WHERE disc_id = ? AND place = 'input'`).run(discId);
  }

  findDisc(discId: string): TestDiscRecord<DiscState> | null {
    const row = this.#db
      .prepare(`SELECT ${discColumns} FROM test_discs WHERE disc_id = ?`)
      .get(discId);
    return row === undefined ? null : this.#parseDisc(row);
  }

  /** Those that are in no bin: on their way, or nobody knows where. */
  listDiscsUnderWay(): TestDiscRecord<DiscState>[] {
    return this.#db
      .prepare(
        `SELECT ${discColumns} FROM test_discs WHERE at NOT IN ('taken', 'rejected', 'retained')
        ORDER BY created_at, disc_id`,
      )
      .all()
      .map((row) => this.#parseDisc(row));
  }

  #all(sql: string): MachineTestRecord[] {
    return this.#db
      .prepare(sql)
      .all()
      .map((row) => {
        const { began_at, ...rest } = rowSchema.parse(row);
        return { ...rest, beganAt: began_at };
      });
  }

  #parseDisc(row: unknown): TestDiscRecord<DiscState> {
    const { disc_id, place, state, test, updated_at } = discRowSchema.parse(row);
    return {
      discId: disc_id,
      test,
      state: this.#discColumn.parse(state),
      place,
      updatedAt: updated_at,
    };
  }

  #toText(state: DiscState): string {
    return JSON.stringify(this.#discState.parse(state));
  }
}
