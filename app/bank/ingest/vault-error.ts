import { AppError, type Remedy } from '../../foundation/errors.ts';

const remedies = {
  /** No title of that name in the vault. */
  VAULT_TITLE_UNKNOWN: 'reject-input',
  /** A title of that name is there already. */
  VAULT_TITLE_EXISTS: 'reject-input',
  /** A file of the title is missing, has another size, or cannot be parsed. */
  VAULT_TITLE_DAMAGED: 'call-attendant',
  /** The title was added by a program whose files are of another version; its folder is to be removed, and its film added again. */
  VAULT_TITLE_OUTDATED: 'call-attendant',
} as const satisfies Record<string, Remedy>;

export type VaultErrorCode = keyof typeof remedies;

export function vaultError(
  code: VaultErrorCode,
  message: string,
  context: Readonly<Record<string, unknown>>,
  cause?: unknown,
): AppError {
  return new AppError(code, message, { remedy: remedies[code], context, cause });
}
