import { openMainStream } from '../split/index.ts';
import { GeneratedFilms } from './generate/generated-films.ts';
import { type Bank, type BankSettings, openBank } from './open-bank.ts';
import { openVault } from './vault/vault.ts';

export type { BankAdmin, ReportedOrder } from './admin.ts';
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
