import { type Insertable, sql } from 'kysely';
import { expect, it } from 'vitest';
import { ManualClock } from '../../../../app/foundation/manual-clock.ts';
import { type BankDatabase, connectBankDatabase } from '../../../../db/bank/database.ts';
import { migrate, migrations } from '../../../../db/bank/migrate.ts';
import type { BankTables } from '../../../../db/bank/tables.ts';

type Rows = { [Table in keyof BankTables]?: Insertable<BankTables[Table]> };

const at = '2026-01-01T12:00:00.000Z';
/** One row in every table that each migration makes. */
const rowsOf: Record<number, Rows> = {
  1: {
    distributors: {
      distributor_id: 'ACME',
      name: 'Acme',
      key: Buffer.alloc(32, 1),
      created_at: at,
    },
    users: {
      user_id: 'u_0123456789',
      member: '100001',
      card_hash: Buffer.alloc(32, 2),
      pin_hash: '$argon2id$',
      created_at: at,
    },
    identification_attempts: { identity: 'u_0123456789', failed: 2, forgotten_at: at },
    kiosks: {
      kiosk_id: 'k_0123456789',
      distributor_id: 'ACME',
      name: 'Hall',
      public_key: 'key',
      enrolled_at: at,
    },
    enrolment_codes: {
      code_hash: Buffer.alloc(32, 3),
      distributor_id: 'ACME',
      kiosk_name: 'Hall',
      expires_at: at,
      kiosk_id: 'k_0123456789',
    },
    signing_keys: {
      key_id: 'manifest_1',
      purpose: 'manifest',
      private_key: Buffer.alloc(48, 4),
      created_at: at,
    },
  },
  2: {
    orders: {
      order_id: '0'.repeat(20),
      title_id: 'a-film',
      user_id: 'u_0123456789',
      distributor_id: 'ACME',
      kiosk_id: 'k_0123456789',
      proof_id: 'proof',
      seed: Buffer.alloc(32, 5),
      signing_key_id: 'manifest_1',
      created_at: at,
      main_bytes: 2048,
      main_sha256: Buffer.alloc(32, 6),
    },
    licences: { order_id: '0'.repeat(20), state: 'ready', changed_at: at },
    order_reports: {
      order_id: '0'.repeat(20),
      sequence: 1,
      event: 'burning',
      at,
      received_at: at,
    },
  },
  3: { request_nonces: { key_id: 'k_0123456789', nonce: 'n', seen_at: at } },
  4: {
    viewer_credentials: { user_id: 'u_0123456789', password_hash: '$argon2id$', set_at: at },
    devices: {
      device_id: 'v_0123456789',
      user_id: 'u_0123456789',
      name: 'Living room',
      sign_key: 'key',
      seal_key: 'key',
      stick_key: '{}',
      enrolled_at: at,
      revoked_at: null,
    },
  },
  5: {
    showings: {
      showing_id: 'w_0123456789',
      order_id: '0'.repeat(20),
      begun_at: at,
      counted_at: null,
      delivered_ticks: 90_000,
    },
    viewings: {
      viewing_id: 'w_0123456789',
      order_id: '0'.repeat(20),
      device_id: 'v_0123456789',
      showing_id: 'w_0123456789',
      opened_at: at,
      renewed_at: at,
      lease_until: at,
      ended_at: null,
      end_reason: null,
      delivered_ticks: 90_000,
    },
    licence_devices: { order_id: '0'.repeat(20), device_id: 'v_0123456789', first_used_at: at },
    licence_events: {
      order_id: '0'.repeat(20),
      sequence: 1,
      at,
      actor: 'kiosk k_0123456789',
      event: 'ordered',
      from_state: null,
      to_state: 'ready',
      detail: null,
    },
  },
  6: {
    sticks: {
      stick_id: 's_0123456789',
      order_id: '0'.repeat(20),
      device_id: 'v_0123456789',
      kiosk_id: null,
      request_id: 'r'.repeat(24),
      issue: 1,
      showings: 2,
      showings_held: 2,
      showings_used: 0,
      secret: Buffer.alloc(32, 7),
      licence: 'jws',
      secrets: 'jwe',
      body_bytes: 1000,
      body_sha256: Buffer.alloc(32, 8),
      state: 'live',
      receipts: '',
      issued_at: at,
      settled_at: null,
    },
  },
  7: {
    kiosk_standings: {
      kiosk_id: 'k_0123456789',
      epoch: 1,
      number: 4,
      boot_id: 'boot',
      restored_from: null,
      seen_at: at,
      revoked_at: null,
    },
    numbered_reports: {
      kiosk_id: 'k_0123456789',
      epoch: 1,
      number: 4,
      order_id: '0'.repeat(20),
      sequence: 1,
    },
  },
};

/** Columns that a migration adds to the tables of before, with what rows of before get. */
const addedTo: Record<number, { readonly [Table in keyof BankTables]?: object }> = {
  5: {
    licences: {
      terms:
        '{"showings":10,"notBefore":null,"notAfter":null,"hoursAfterFirstShowing":null,"devices":5,"players":{"limit":2,"intervalSeconds":60,"graceSeconds":60}}',
      first_playback_at: null,
      first_showing_at: null,
    },
  },
};

async function insert({ db }: BankDatabase, number: number): Promise<void> {
  for (const [table, row] of Object.entries(rowsOf[number]!)) {
    await db
      .insertInto(table as keyof BankTables)
      .values(row)
      .execute();
  }
}

async function contents(
  { db }: BankDatabase,
  numbers: readonly number[],
): Promise<Record<string, object[]>> {
  const tables = numbers.flatMap((number) => Object.keys(rowsOf[number]!));
  const rows = tables.map(async (table) => [
    table,
    await db
      .selectFrom(table as keyof BankTables)
      .selectAll()
      .execute(),
  ]);
  return Object.fromEntries(await Promise.all(rows)) as Record<string, object[]>;
}

const clock = new ManualClock();

it('migrations are numbered from 1 without gaps', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
});

it.each(migrations.map(({ number, name }) => [number, name]))(
  'migration %i, %s, leaves every row that was there before as it was',
  async (number) => {
    const database = connectBankDatabase(':memory:');
    const before = migrations.slice(0, number - 1).map((step) => step.number);
    await migrate(database.db, database.engine, clock, number - 1);
    for (const step of before) await insert(database, step);
    const rows = await contents(database, before);

    await migrate(database.db, database.engine, clock, number);
    const grown = Object.entries(rows).map(([table, held]) => [
      table,
      held.map((row) => ({ ...row, ...addedTo[number]?.[table as keyof BankTables] })),
    ]);
    expect(await contents(database, before)).toEqual(Object.fromEntries(grown));
    await insert(database, number);
    expect(await contents(database, [number])).toEqual(
      Object.fromEntries(Object.entries(rowsOf[number]!).map(([table, row]) => [table, [row]])),
    );
    await database.close();
  },
);

it('migrating twice does nothing the second time', async () => {
  const database = connectBankDatabase(':memory:');
  await migrate(database.db, database.engine, clock);
  await insert(database, 1);
  await migrate(database.db, database.engine, clock);
  expect(await contents(database, [1])).toMatchObject({ users: [{ member: '100001' }] });
  await database.close();
});

it('a database of a later program is refused', async () => {
  const database = connectBankDatabase(':memory:');
  await migrate(database.db, database.engine, clock);
  await sql`insert into schema_migrations values (99, 'later', ${at})`.execute(database.db);
  await expect(migrate(database.db, database.engine, clock)).rejects.toMatchObject({
    code: 'BANK_DATABASE_NEWER',
  });
  await database.close();
});
