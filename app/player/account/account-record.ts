import { z } from 'zod';
import { enrolledDeviceSchema, sessionRequestSchema } from '../../contracts/viewer-api.ts';
import { instantSchema } from '../../contracts/identifiers.ts';
import { playerError } from '../player-error.ts';
import type { PrivateFolder } from './private-files.ts';

/** Who this player is to its bank, and whose signatures it believes since it enrolled. */
export const accountRecordSchema = z.strictObject({
  format: z.literal('diptych-player-account'),
  version: z.literal(1),
  /** Origin of the bank, without a slash at its end. */
  bankUrl: z.url(),
  member: sessionRequestSchema.shape.member,
  ...enrolledDeviceSchema.shape,
  enrolledAt: instantSchema,
});
export type AccountRecord = z.infer<typeof accountRecordSchema>;

const FILE = 'account.json';

/**
 * @returns null where nobody has signed in yet.
 * @throws AppError `PLAYER_ACCOUNT_DAMAGED`, `PLAYER_FOLDER_EXPOSED`, `PLAYER_FOLDER_UNUSABLE`.
 */
export function readAccountRecord(folder: PrivateFolder): AccountRecord | null {
  const text = folder.read(FILE);
  if (text === null) return null;
  const parsed = accountRecordSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw playerError(
    'PLAYER_ACCOUNT_DAMAGED',
    `${folder.path}/${FILE} cannot be read. Move it aside and sign in again.`,
    { file: `${folder.path}/${FILE}` },
    parsed.error,
  );
}

/** @throws AppError `PLAYER_FOLDER_UNUSABLE`. */
export function writeAccountRecord(folder: PrivateFolder, record: AccountRecord): void {
  folder.write(FILE, `${JSON.stringify(record, null, 2)}\n`);
}

/** What a file holds; undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
