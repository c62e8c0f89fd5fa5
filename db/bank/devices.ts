import { z } from 'zod';
import { instantSchema, userIdSchema } from '../../app/contracts/identifiers.ts';
import { deviceIdSchema, deviceKeysSchema } from '../../app/contracts/viewer-api.ts';
import type { BankDatabase } from './database.ts';
import { jsonColumn, parseRow } from './rows.ts';

const rowSchema = z
  .strictObject({
    device_id: deviceIdSchema,
    user_id: userIdSchema,
    name: z.string(),
    sign_key: deviceKeysSchema.shape.sign,
    seal_key: deviceKeysSchema.shape.seal,
    stick_key: jsonColumn(deviceKeysSchema.shape.stick),
    enrolled_at: instantSchema,
    revoked_at: instantSchema.nullable(),
  })
  .transform((row) => ({
    deviceId: row.device_id,
    userId: row.user_id,
    name: row.name,
    keys: { sign: row.sign_key, seal: row.seal_key, stick: row.stick_key },
    enrolledAt: row.enrolled_at,
    revokedAt: row.revoked_at,
  }));

/** A viewer's equipment: one user's, known by its signing key. */
export type DeviceRecord = z.infer<typeof rowSchema>;

export class Devices {
  readonly #database: BankDatabase;

  constructor(database: BankDatabase) {
    this.#database = database;
  }

  /** @returns `false` where the identifier or the signing key is a device's already. */
  async add(device: Omit<DeviceRecord, 'revokedAt'>): Promise<boolean> {
    const added = await this.#database.db
      .insertInto('devices')
      .values({
        device_id: device.deviceId,
        user_id: device.userId,
        name: device.name,
        sign_key: device.keys.sign,
        seal_key: device.keys.seal,
        stick_key: JSON.stringify(device.keys.stick),
        enrolled_at: device.enrolledAt,
        revoked_at: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('device_id')
      .executeTakeFirst();
    return added !== undefined;
  }

  async find(deviceId: string): Promise<DeviceRecord | null> {
    return this.#parse(await this.#select().where('device_id', '=', deviceId).executeTakeFirst());
  }

  /** @param signKey raw Ed25519 public key, base64url. */
  async findByKey(signKey: string): Promise<DeviceRecord | null> {
    return this.#parse(await this.#select().where('sign_key', '=', signKey).executeTakeFirst());
  }

  /** Oldest first, the revoked ones too. */
  async ofUser(userId: string): Promise<readonly DeviceRecord[]> {
    const rows = await this.#select()
      .where('user_id', '=', userId)
      .orderBy('enrolled_at')
      .orderBy('device_id')
      .execute();
    return rows.map((row) => parseRow(rowSchema, 'devices', row));
  }

  /** What it plays ends with it. @returns `false` where there is no such device, or it was revoked before. */
  async revoke(deviceId: string, at: string): Promise<boolean> {
    return this.#database.db.transaction().execute(async (db) => {
      const revoked = await db
        .updateTable('devices')
        .set({ revoked_at: at })
        .where('device_id', '=', deviceId)
        .where('revoked_at', 'is', null)
        .returning('device_id')
        .executeTakeFirst();
      if (revoked === undefined) return false;
      await db
        .updateTable('viewings')
        .set({ ended_at: at, end_reason: 'device-revoked' })
        .where('device_id', '=', deviceId)
        .where('ended_at', 'is', null)
        .execute();
      return true;
    });
  }

  #select() {
    return this.#database.db.selectFrom('devices').selectAll();
  }

  #parse(row: unknown): DeviceRecord | null {
    return row === undefined ? null : parseRow(rowSchema, 'devices', row);
  }
}
