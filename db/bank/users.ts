import { z } from 'zod';
import { instantSchema, userIdSchema } from '../../app/contracts/identifiers.ts';
import type { BankDatabase } from './database.ts';
import { bytesColumn, parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({
    user_id: userIdSchema,
    member: z.string().regex(/^\d{6}$/),
    card_hash: bytesColumn(32),
    pin_hash: z.string(),
    created_at: instantSchema,
  })
  .transform((row) => ({
    userId: row.user_id,
    member: row.member,
    cardHash: row.card_hash,
    pinHash: row.pin_hash,
    createdAt: row.created_at,
  }));

/** A customer. The card and the PIN are kept as keyed hashes; outside the bank only `userId` is known. */
export type UserRecord = z.infer<typeof rowSchema>;

export class Users {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** @returns whether the user was added; `false` if the member number or the card is someone's already. */
  async add(user: UserRecord): Promise<boolean> {
    const added = await this.#database.db
      .insertInto('users')
      .values({
        user_id: user.userId,
        member: user.member,
        card_hash: user.cardHash,
        pin_hash: user.pinHash,
        created_at: user.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('user_id')
      .executeTakeFirst();
    return added !== undefined;
  }

  async findByMember(member: string): Promise<UserRecord | null> {
    return this.#parse(await this.#select().where('member', '=', member).executeTakeFirst());
  }

  async findByCard(cardHash: Uint8Array): Promise<UserRecord | null> {
    return this.#parse(await this.#select().where('card_hash', '=', cardHash).executeTakeFirst());
  }

  #select() {
    return this.#database.db.selectFrom('users').selectAll();
  }

  #parse(row: unknown): UserRecord | null {
    return row === undefined ? null : parseRow(rowSchema, 'users', row);
  }
}
