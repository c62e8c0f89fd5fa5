import { type BankAdmin, composeBank } from '../bank/compose.ts';
import { demoTitleIds, makeDemoVault } from '../bank/ingest/demo.ts';
import { systemClock } from '../foundation/clock.ts';
import { silentLogger } from '../foundation/logger.ts';
import { systemRandomness } from '../foundation/randomness.ts';
import type { DataFolders } from './installation.ts';
import type { ProgressDisplay } from './terminal/progress.ts';

/** What the demonstration has from the start: one distributor and three members, who are nobody. */
export const demoDistributor = { distributorId: 'DEMO', name: 'Diptych Demo Shop' } as const;
export const demoMembers = [
  { member: '100001', card: 'DIPTYCH-100001', pin: '2468' },
  { member: '100002', card: 'DIPTYCH-100002', pin: '1357' },
  { member: '100003', card: 'DIPTYCH-100003', pin: '9753' },
] as const;

/**
 * Makes the films of the demonstration where they are missing. A second call takes no time.
 *
 * @param titleId the only one needed; every one if not given. A title that is none of them needs nothing made.
 */
export async function prepareDemoVault(
  folders: DataFolders,
  progress: ProgressDisplay,
  signal: AbortSignal,
  titleId?: string,
): Promise<void> {
  try {
    await makeDemoVault({
      vaultFolder: folders.vault,
      mediaFolder: folders.media,
      signal,
      only: demoTitleIds.filter((one) => titleId === undefined || one === titleId),
      onProgress: ({ titleName, percent }) => progress.update(titleName, percent),
    });
  } finally {
    progress.stop();
  }
}

/** Adds distributor and members where they are missing. */
export async function addDemoPeople(admin: BankAdmin): Promise<void> {
  await admin.addDistributor(demoDistributor);
  for (const member of demoMembers) await admin.addUser(member);
}

/**
 * Readies the bank for a kiosk.
 *
 * @returns a one-time code, which a kiosk that has enrolled already does not need.
 */
export async function prepareDemoBank(folders: DataFolders): Promise<string> {
  const bank = await composeBank({
    dataFolder: folders.bank,
    host: '127.0.0.1',
    port: 0,
    clock: systemClock,
    randomness: systemRandomness,
    logger: silentLogger,
  });
  try {
    await addDemoPeople(bank.admin);
    return await demoEnrolmentCode(bank.admin, 'Front window');
  } finally {
    await bank.close();
  }
}

export function demoEnrolmentCode(admin: BankAdmin, kioskName: string): Promise<string> {
  return admin.issueEnrolmentCode({ distributorId: demoDistributor.distributorId, kioskName });
}
