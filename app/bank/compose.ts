import { openMainStream } from '../split/index.ts';
import { GeneratedFilms } from './generate/generated-films.ts';
import { type Bank, type BankSettings, openBank } from './open-bank.ts';
import type { Title } from '../contracts/title.ts';
import { openVault } from './vault/vault.ts';

export type { BankAdmin } from './admin.ts';
export type { Bank, BankSettings } from './open-bank.ts';

/** The bank as it runs: on its vault and the split. */
export async function composeBank(settings: BankSettings): Promise<Bank> {
  return openBank(
    settings,
    ({ vaultFolder, distributors, manifestKey }) =>
      new GeneratedFilms({
        titles: openVault(vaultFolder, settings.logger),
        distributors,
        manifestKey,
        openMainStream,
      }),
  );
}

/** The films of a vault folder, for operators at its machine; the bank need not run. */
export function listTitles(vaultFolder: string): readonly Title[] {
  return openVault(vaultFolder).titles();
}

/** SHA-256 of a master image, lower-case hex, as its record says. @throws AppError `VAULT_TITLE_UNKNOWN`. */
export function masterSha256Of(vaultFolder: string, titleId: string): string {
  return openVault(vaultFolder).record(titleId).master.sha256;
}
