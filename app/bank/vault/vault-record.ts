import { z } from 'zod';
import { instantSchema, sha256Schema } from '../../contracts/identifiers.ts';
import { titleSchema } from '../../contracts/title.ts';

/** Names of the files in the folder of a title. */
export const MASTER_FILE = 'master.iso';
export const INDEX_FILE = 'title.index';
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
});
export type VaultRecord = z.infer<typeof vaultRecordSchema>;
