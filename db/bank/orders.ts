import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  kioskIdSchema,
  orderIdSchema,
  titleIdSchema,
  userIdSchema,
} from '../../app/contracts/identifiers.ts';
import { licenceStateSchema, type LicenceTerms } from '../../app/contracts/licence.ts';
import type { BankDatabase } from './database.ts';
import { writeEvent } from './licence-events.ts';
import { bytesColumn, parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({
    order_id: orderIdSchema,
    title_id: titleIdSchema,
    user_id: userIdSchema,
    distributor_id: distributorIdSchema,
    kiosk_id: kioskIdSchema,
    proof_id: z.string(),
    seed: bytesColumn(32),
    signing_key_id: z.string(),
    created_at: instantSchema,
    main_bytes: z.int().positive().nullable(),
    main_sha256: bytesColumn(32).nullable(),
    state: licenceStateSchema,
    first_playback_at: instantSchema.nullable(),
  })
  .transform((row) => ({
    orderId: row.order_id,
    titleId: row.title_id,
    userId: row.user_id,
    distributorId: row.distributor_id,
    kioskId: row.kiosk_id,
    proofId: row.proof_id,
    seed: row.seed,
    signingKeyId: row.signing_key_id,
    createdAt: row.created_at,
    mainStream:
      row.main_bytes === null || row.main_sha256 === null
        ? null
        : { bytes: row.main_bytes, sha256: Buffer.from(row.main_sha256).toString('hex') },
    licence: row.state,
    /** When its user first played the disc: whoever plays it was given it. */
    firstPlaybackAt: row.first_playback_at,
  }));

/** One order with its licence. `seed` is the order: with master and index it determines both leaves. */
export type OrderRecord = z.infer<typeof rowSchema>;
export interface NewOrder extends Omit<OrderRecord, 'mainStream' | 'licence' | 'firstPlaybackAt'> {
  /** What its licence allows. */
  readonly terms: LicenceTerms;
}
/** Length and SHA-256 (hex) of a main stream, known after one pass over it. */
export type MainStreamRecord = NonNullable<OrderRecord['mainStream']>;

export class Orders {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** Writes the order and its licence, `ready`, together. @returns `false` if its id or its proof is taken. */
  async add(order: NewOrder): Promise<boolean> {
    return this.#database.db.transaction().execute(async (db) => {
      const added = await db
        .insertInto('orders')
        .values({
          order_id: order.orderId,
          title_id: order.titleId,
          user_id: order.userId,
          distributor_id: order.distributorId,
          kiosk_id: order.kioskId,
          proof_id: order.proofId,
          seed: order.seed,
          signing_key_id: order.signingKeyId,
          created_at: order.createdAt,
          main_bytes: null,
          main_sha256: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('order_id')
        .executeTakeFirst();
      if (added === undefined) return false;
      await db
        .insertInto('licences')
        .values({
          order_id: order.orderId,
          state: 'ready',
          changed_at: order.createdAt,
          terms: JSON.stringify(order.terms),
          first_playback_at: null,
          first_showing_at: null,
        })
        .execute();
      await writeEvent(db, order.orderId, {
        at: order.createdAt,
        actor: `kiosk ${order.kioskId}`,
        event: 'ordered',
        from: null,
        to: 'ready',
        detail: null,
      });
      return true;
    });
  }

  async find(orderId: string): Promise<OrderRecord | null> {
    const row = await this.#select().where('orders.order_id', '=', orderId).executeTakeFirst();
    return row === undefined ? null : parseRow(rowSchema, 'orders', row);
  }

  /** Oldest first. */
  async ofUser(userId: string): Promise<readonly OrderRecord[]> {
    const rows = await this.#select()
      .where('orders.user_id', '=', userId)
      .orderBy('orders.created_at')
      .orderBy('orders.order_id')
      .execute();
    return rows.map((row) => parseRow(rowSchema, 'orders', row));
  }

  /** Orders whose identifier begins so: the eight characters that people carry may be those of more than one. */
  async beginningWith(prefix: string): Promise<readonly OrderRecord[]> {
    const rows = await this.#select()
      .where('orders.order_id', '>=', prefix)
      .where('orders.order_id', '<=', prefix.padEnd(20, 'Z'))
      .orderBy('orders.order_id')
      .execute();
    return rows.map((row) => parseRow(rowSchema, 'orders', row));
  }

  async countOfTitle(titleId: string): Promise<number> {
    const row = await this.#database.db
      .selectFrom('orders')
      .select(({ fn }) => fn.countAll<number | string>().as('orders'))
      .where('title_id', '=', titleId)
      .executeTakeFirstOrThrow();
    return Number(row.orders);
  }

  /**
   * Orders of a title by identifier, so many at one go.
   *
   * @param after the last of those before; empty for the first.
   */
  async ofTitle(titleId: string, after: string, most: number): Promise<readonly OrderRecord[]> {
    const rows = await this.#select()
      .where('orders.title_id', '=', titleId)
      .where('orders.order_id', '>', after)
      .orderBy('orders.order_id')
      .limit(most)
      .execute();
    return rows.map((row) => parseRow(rowSchema, 'orders', row));
  }

  async describeMainStream(orderId: string, description: MainStreamRecord): Promise<void> {
    await this.#database.db
      .updateTable('orders')
      .set({
        main_bytes: description.bytes,
        main_sha256: Buffer.from(description.sha256, 'hex'),
      })
      .where('order_id', '=', orderId)
      .execute();
  }

  #select() {
    return this.#database.db
      .selectFrom('orders')
      .innerJoin('licences', 'licences.order_id', 'orders.order_id')
      .selectAll('orders')
      .select(['licences.state', 'licences.first_playback_at']);
  }
}
