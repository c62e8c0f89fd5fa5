import type { Title } from '../../contracts/title.ts';
import { readVaultRecord, titleFolders } from './vault-record.ts';

/**
 * Every title of a vault, by identifier: what whoever fills the vault may ask of it.
 *
 * @throws AppError `VAULT_TITLE_DAMAGED`, `VAULT_TITLE_OUTDATED` if one of the records cannot be read.
 */
export function listVault(vaultFolder: string): Title[] {
  return titleFolders(vaultFolder).map((titleId) => readVaultRecord(vaultFolder, titleId).title);
}
