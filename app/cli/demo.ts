import type { BankAdmin } from '../bank/compose.ts';
import { demoTitleIds, makeDemoVault } from '../bank/ingest/demo.ts';
import type { DataFolders } from './installation.ts';
import { operateBank } from './operate-bank.ts';
import type { ProgressDisplay } from './terminal/progress.ts';

/** What the demonstration has from the start: one distributor and three members, who are nobody; `password` is for home. */
export const demoDistributor = { distributorId: 'DEMO', name: 'Diptych Demo Shop' } as const;
export const demoMembers = [
  { member: '100001', card: 'DIPTYCH-100001', pin: '2468', password: 'diptych-100001' },
  { member: '100002', card: 'DIPTYCH-100002', pin: '1357', password: 'diptych-100002' },
  { member: '100003', card: 'DIPTYCH-100003', pin: '9753', password: 'diptych-100003' },
] as const;

/** Who looks after the kiosk, and may do everything: only where all its devices are simulated. Nobody, as the members are. */
export const demoStaff = { number: '1001', pin: '8642' } as const;

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
  for (const { member, card, pin, password } of demoMembers) {
    await admin.addUser({ member, card, pin });
    await admin.setFirstPassword(member, password);
  }
}

/**
 * Readies the bank for a kiosk.
 *
 * @returns a one-time code, which a kiosk that has enrolled already does not need.
 */
export function prepareDemoBank(folders: DataFolders): Promise<string> {
  return operateBank(folders, async (admin) => {
    await addDemoPeople(admin);
    return demoEnrolmentCode(admin, 'Front window');
  });
}

export function demoEnrolmentCode(admin: BankAdmin, kioskName: string): Promise<string> {
  return admin.issueEnrolmentCode({ distributorId: demoDistributor.distributorId, kioskName });
}
