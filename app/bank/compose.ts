import { DisposalStack } from '../foundation/disposal.ts';
import { openOrderComplement } from '../split/index.ts';
import { GeneratedFilms } from './generate/generated-films.ts';
import { openPressPool } from './generate/press-pool.ts';
import { type Bank, type BankSettings, openBank } from './open-bank.ts';
import type { Title } from '../contracts/title.ts';
import { openVault } from './vault/vault.ts';

export type { BankAdmin } from './admin.ts';
export type { Bank, BankSettings } from './open-bank.ts';

/**
 * The bank as it runs: on its vault and the split. While it serves, it makes the originals of titles that have none yet, and logs
 * each.
 */
export async function composeBank(settings: BankSettings): Promise<Bank> {
  const disposal = new DisposalStack();
  try {
    const bank = await openBank(settings, ({ vaultFolder, distributors, manifestKey }) => {
      const vault = openVault(vaultFolder, settings.logger);
      const completing = vault.completeOriginals();
      disposal.defer(() => completing);
      disposal.defer(() => vault.close());
      const generation = openPressPool(vaultFolder, settings.clock, settings.logger);
      disposal.defer(() => generation.close());
      return new GeneratedFilms({
        titles: vault,
        distributors,
        manifestKey,
        generation,
        openOrderComplement,
      });
    });
    disposal.defer(() => bank.close());
    return { ...bank, close: () => disposal.dispose() };
  } catch (error) {
    await disposal.dispose();
    throw error;
  }
}

/** The films of a vault folder, for operators at its machine; the bank need not run. */
export function listTitles(vaultFolder: string): readonly Title[] {
  return openVault(vaultFolder).titles();
}

/** SHA-256 of a master image, lower-case hex, as its record says. @throws AppError `VAULT_TITLE_UNKNOWN`. */
export function masterSha256Of(vaultFolder: string, titleId: string): string {
  return openVault(vaultFolder).record(titleId).master.sha256;
}
