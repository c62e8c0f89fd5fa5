import type { Command } from 'commander';
import { AppError } from '../../foundation/errors.ts';
import { dataFolders } from '../installation.ts';
import { operateBank } from '../operate-bank.ts';
import { type Asker, standardInputAsker, terminalAsker } from '../terminal/ask.ts';
import { alignColumns } from '../terminal/columns.ts';

/** What an operator of the bank does with those who watch at home. */
export function addMemberCommands(program: Command): void {
  const member = program.command('member').description('Those who watch at home.');

  member
    .command('password')
    .description(
      'Gives a member a password, the first or another. It is asked for, or read as one line of standard input.',
    )
    .argument('<member>', 'six figures')
    .action(async (number: string) => {
      const asker = process.stdin.isTTY ? terminalAsker : standardInputAsker();
      const password = await newPassword(asker);
      await operateBank(dataFolders(), (admin) => admin.setPassword(number, password));
      process.stdout.write(`Member ${number} has this password now. Older sessions end.\n`);
    });

  member
    .command('devices')
    .description('Lists what a member watches with.')
    .argument('<member>', 'six figures')
    .option('--json', 'as one JSON array')
    .action(async (number: string, flags: { json?: boolean }) => {
      const devices = await operateBank(dataFolders(), (admin) => admin.devicesOf(number));
      if (flags.json === true) {
        process.stdout.write(`${JSON.stringify(devices)}\n`);
        return;
      }
      const rows = devices.map(({ deviceId, enrolledAt, name, revokedAt }) => [
        deviceId,
        enrolledAt,
        revokedAt === null ? 'enrolled' : `revoked ${revokedAt}`,
        name,
      ]);
      for (const line of alignColumns(rows)) process.stdout.write(`${line}\n`);
    });

  member
    .command('revoke-device')
    .description('Lets a device, lost or sold, see nothing more.')
    .argument('<device>', 'as `member devices` lists it')
    .action(async (deviceId: string) => {
      if (await operateBank(dataFolders(), (admin) => admin.revokeDevice(deviceId))) {
        process.stdout.write(`${deviceId} is revoked.\n`);
        return;
      }
      throw new AppError('DEVICE_UNKNOWN', 'There is no such device, or it was revoked before.', {
        remedy: 'reject-input',
        context: { deviceId },
      });
    });
}

/** @throws AppError `PASSWORD_MISTYPED` where a person typed two. */
async function newPassword(asker: Asker): Promise<string> {
  const password = await asker.secret('New password: ');
  if (asker.isTerminal && (await asker.secret('The same again: ')) !== password) {
    throw new AppError('PASSWORD_MISTYPED', 'These were two different passwords.', {
      remedy: 'reject-input',
    });
  }
  return password;
}
