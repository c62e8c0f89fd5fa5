import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { instantSchema, sha256Schema, titleIdSchema } from '../../contracts/identifiers.ts';
import { titleSchema } from '../../contracts/title.ts';
import { isAppError } from '../../foundation/errors.ts';
import { presets } from '../../split/index.ts';
import { vaultError } from './vault-error.ts';

/** Names of the files in the folder of a title. */
export const MASTER_FILE = 'master.iso';
export const INDEX_FILE = 'title.index';
export const ORIGINALS_FILE = 'title.originals';
export const RECORD_FILE = 'title.json';

/** The version of records that are written and read: 2 since the index of a title has two levels. */
export const VAULT_RECORD_VERSION = 2;

/** Everything the vault knows of one title: `title.json`. Only `title` may leave the vault. */
export const vaultRecordSchema = z.strictObject({
  format: z.literal('diptych-vault-title'),
  version: z.literal(VAULT_RECORD_VERSION),
  title: titleSchema,
  addedAt: instantSchema,
  /** What the master was made from. */
  source: z.enum(['film', 'video-ts', 'dvd-image']),
  master: z.strictObject({ bytes: z.int().positive(), sha256: sha256Schema }),
  index: z.strictObject({
    bytes: z.int().positive(),
    preset: z.enum(presets),
    /** Of the VOBs alone, as the index names them. */
    vobSha256: sha256Schema,
    vobBytes: z.int().positive(),
    blocks: z.int().positive(),
    mapRoom: z.int().nonnegative(),
    /** Places that may be overwritten, by class. */
    candidates: z.record(z.string(), z.int().nonnegative()),
    /** Blocks that were not understood and stay as they are, by reason. */
    unsplit: z.record(z.string(), z.int().nonnegative()),
    /** Slices of which some class is left out, by reason. */
    leftOut: z.record(z.string(), z.int().nonnegative()),
    /** Kinds of sound of which nothing is taken away. */
    soundInClear: z.array(z.string()),
  }),
  /** Null: there was no such file when the title was added. The bank makes it then, and leaves the record as it is. */
  originals: z.strictObject({ bytes: z.int().positive() }).nullable().default(null),
});
export type VaultRecord = z.infer<typeof vaultRecordSchema>;

/** What records of all versions have in common. */
const anyRecordSchema = z.looseObject({
  format: z.literal('diptych-vault-title'),
  version: z.int(),
});

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
 * @throws AppError `VAULT_TITLE_UNKNOWN`, `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED` for a record of another version.
 */
export function readVaultRecord(folder: string, titleId: string): VaultRecord {
  if (!titleFolders(folder).includes(titleId)) {
    throw vaultError('VAULT_TITLE_UNKNOWN', `There is no title "${titleId}".`, { titleId });
  }
  try {
    const said: unknown = JSON.parse(readFileSync(join(folder, titleId, RECORD_FILE), 'utf8'));
    const { version } = anyRecordSchema.parse(said);
    if (version !== VAULT_RECORD_VERSION) throw outdated(titleId, 'record', version);
    const record = vaultRecordSchema.parse(said);
    if (record.title.titleId === titleId) return record;
  } catch (error) {
    if (isAppError(error, 'VAULT_TITLE_OUTDATED')) throw error;
    throw vaultError(
      'VAULT_TITLE_DAMAGED',
      'The record of the title cannot be read.',
      { titleId },
      error,
    );
  }
  throw vaultError('VAULT_TITLE_DAMAGED', 'The record is that of another title.', { titleId });
}

/** Says that a file of a title has a version that this program does not read, and what to do. */
export function outdated(titleId: string, file: string, version: unknown): Error {
  const message =
    `The ${file} of the title "${titleId}" has another version than this program reads. ` +
    'Remove the folder of the title from the vault and add its film again.';
  return vaultError('VAULT_TITLE_OUTDATED', message, { titleId, version });
}
