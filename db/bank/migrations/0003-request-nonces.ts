import type { Migration } from './migration.ts';

/** Nonces of signed requests, so that none is answered twice, not even after a restart. */
export const requestNonces: Migration = {
  number: 3,
  name: 'request-nonces',
  async up(db, engine) {
    await db.schema
      .createTable('request_nonces')
      .addColumn('key_id', 'text', (c) => c.notNull())
      .addColumn('nonce', 'text', (c) => c.notNull())
      .addColumn('seen_at', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('request_nonces_key', ['key_id', 'nonce'])
      .modifyEnd(engine.tableEnd)
      .execute();
    await db.schema
      .createIndex('request_nonces_by_age')
      .on('request_nonces')
      .column('seen_at')
      .execute();
  },
};
