import { existsSync } from 'node:fs';
import { openBankDatabase } from '../../db/bank/database.ts';
import { Distributors } from '../../db/bank/distributors.ts';
import { Orders } from '../../db/bank/orders.ts';
import type { ByteSource } from '../foundation/byte-source.ts';
import type { Clock } from '../foundation/clock.ts';
import { DisposalStack } from '../foundation/disposal.ts';
import { AppError } from '../foundation/errors.ts';
import { openOrderComplement } from '../split/index.ts';
import { dataFolderAt } from './data-folder.ts';
import { GeneratedFilms } from './generate/generated-films.ts';
import { orderKeys } from './generate/order-keys.ts';
import { openPressPool } from './generate/press-pool.ts';
import { titleFolders } from './ingest/vault-record.ts';
import { type Bank, type BankSettings, openBank } from './open-bank.ts';
import type { Title } from '../contracts/title.ts';
import { traceImage, type TraceOptions } from './tracing/trace-image.ts';
import type { TraceReport } from './tracing/trace-report.ts';
import { openTitle } from './vault/masters.ts';
import { openVault } from './vault/vault.ts';

export type { BankAdmin } from './admin.ts';
export type { Bank, BankSettings } from './open-bank.ts';
export type { AccusedOrder, TracedFilm, TraceReport } from './tracing/trace-report.ts';

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

/**
 * Names the orders whose discs an image came from, for operators at the machine of the bank, which may run meanwhile.
 *
 * @throws AppError `BANK_NOT_HERE` where no bank keeps its records in this folder; those of `traceImage`.
 */
export async function traceToOrders(
  dataFolder: string,
  image: ByteSource,
  clock: Clock,
  options: TraceOptions,
): Promise<TraceReport> {
  const { database: path, vault } = dataFolderAt(dataFolder);
  if (!existsSync(path)) {
    throw new AppError('BANK_NOT_HERE', 'No bank keeps its records in this folder.', {
      remedy: 'reject-input',
      context: { folder: dataFolder },
    });
  }
  const database = await openBankDatabase(path, clock);
  try {
    const titles = {
      titleIds: () => titleFolders(vault),
      open: (titleId: string) => openTitle(vault, titleId),
    };
    const orderKey = (seed: Uint8Array, distributorKey: Uint8Array, titleId: string) =>
      orderKeys(seed, distributorKey, titleId).order;
    const orders = new Orders(database);
    const distributors = new Distributors(database);
    return await traceImage({ titles, orders, distributors, orderKey }, image, options);
  } finally {
    await database.close();
  }
}
