import { type BankAdmin, composeBank } from '../bank/compose.ts';
import { systemClock } from '../foundation/clock.ts';
import { silentLogger } from '../foundation/logger.ts';
import { systemRandomness } from '../foundation/randomness.ts';
import type { DataFolders } from './installation.ts';

/** Does what an operator may do with the records of a bank, whether it runs or not. */
export async function operateBank<T>(
  folders: DataFolders,
  work: (admin: BankAdmin) => Promise<T>,
): Promise<T> {
  const bank = await composeBank({
    dataFolder: folders.bank,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    randomness: systemRandomness,
    logger: silentLogger,
  });
  try {
    return await work(bank.admin);
  } finally {
    await bank.close();
  }
}
