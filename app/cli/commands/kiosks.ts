import type { Command } from 'commander';
import { AppError } from '../../foundation/errors.ts';
import { dataFolders } from '../installation.ts';
import { operateBank } from '../operate-bank.ts';
import { alignColumns } from '../terminal/columns.ts';

/** What an operator of the bank does with the machines that it knows. */
export function addKiosksCommands(program: Command): void {
  const kiosks = program.command('kiosks').description('The kiosks that the bank knows.');

  kiosks
    .command('list')
    .description('Lists them, with how far the bank has seen the records of each.')
    .option('--json', 'as one JSON array')
    .action(async ({ json }: { json?: boolean }) => {
      const listed = await operateBank(dataFolders(), (admin) => admin.kiosks());
      if (json === true) {
        process.stdout.write(`${JSON.stringify(listed)}\n`);
        return;
      }
      const rows = listed.map(({ epoch, kioskId, name, number, revokedAt, seenAt }) => [
        kioskId,
        revokedAt === null ? 'believed' : `revoked ${revokedAt}`,
        `epoch ${epoch}, report ${number}`,
        seenAt ?? 'never heard of',
        name,
      ]);
      for (const line of alignColumns(rows)) process.stdout.write(`${line}\n`);
    });

  kiosks
    .command('revoke')
    .description(
      'From now on nothing that a kiosk signs is believed; there is no way back but a new enrolment.',
    )
    .argument('<kiosk>', 'as `kiosks list` lists it')
    .action(async (kioskId: string) => {
      if (await operateBank(dataFolders(), (admin) => admin.revokeKiosk(kioskId))) {
        process.stdout.write(`${kioskId} is revoked.\n`);
        return;
      }
      throw new AppError('KIOSK_REVOKED', 'It was revoked before.', {
        remedy: 'reject-input',
        context: { kioskId },
      });
    });
}
