import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { instantSchema, sha256Schema, titleIdSchema } from '../../contracts/identifiers.ts';
import { titleSchema } from '../../contracts/title.ts';
import { vaultError } from './vault-error.ts';

/** Names of the files in the folder of a title. */
export const MASTER_FILE = 'master.iso';
export const INDEX_FILE = 'title.index';
export const ORIGINALS_FILE = 'title.originals';
export const RECORD_FILE = 'title.json';

/** Everything the vault knows of one title: `title.json`. Only `title` may leave the vault. */
export const vaultRecordSchema = z.strictObject({
  format: z.literal('diptych-vault-title'),
  version: z.literal(1),
  title: titleSchema,
  addedAt: instantSchema,
  /** What the master was made from. */
  source: z.enum(['film', 'video-ts', 'dvd-image']),
  master: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
  index: z.strictObject({
    bytes: z.int().positive(),
    /** Of the VOBs alone, as the index names them. */
    vobSha256: sha256Schema,
    vobBytes: z.int().positive(),
    blocks: z.int().positive(),
    mapRoom: z.int().nonnegative(),
    /** Places that may be overwritten, by class. */
    candidates: z.record(z.string(), z.int().nonnegative()),
    /** Blocks that were not understood and stay as they are, by reason. */
    unsplit: z.record(z.string(), z.int().nonnegative()),
  }),
  /** Null in records that are older than files of originals: the bank makes the file then, and leaves the record as it is. */
  originals: z.strictObject({ bytes: z.int().positive() }).nullable().default(null),
});
export type VaultRecord = z.infer<typeof vaultRecordSchema>;

/** The identifiers of all titles in a vault folder, sorted; none where the folder is not there yet. */
export function titleFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => titleIdSchema.safeParse(name).success)
    .filter((name) => existsSync(join(folder, name, RECORD_FILE)))
    .sort();
}

/**
 * Reads the record of a title.
 *
 * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`.
 */
export function readVaultRecord(folder: string, titleId: string): VaultRecord {
  if (!titleFolders(folder).includes(titleId)) {
    throw vaultError('VAULT_TITLE_UNKNOWN', `There is no title "${titleId}".`, { titleId });
  }
  try {
    const record = vaultRecordSchema.parse(
      JSON.parse(readFileSync(join(folder, titleId, RECORD_FILE), 'utf8')),
    );
    if (record.title.titleId === titleId) return record;
  } catch (error) {
    throw vaultError(
      'VAULT_TITLE_DAMAGED',
      'The record of the title cannot be read.',
      { titleId },
      error,
    );
  }
  throw vaultError('VAULT_TITLE_DAMAGED', 'The record is that of another title.', { titleId });
}
