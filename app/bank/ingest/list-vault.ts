import type { Title } from '../../contracts/title.ts';
import { openVault } from '../vault/vault.ts';

/** Every title of a vault, by identifier: what whoever fills the vault may ask of it. */
export function listVault(vaultFolder: string): readonly Title[] {
  return openVault(vaultFolder).titles();
}
