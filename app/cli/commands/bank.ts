import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../foundation/errors.ts';
import { prepareDemoBank } from '../demo.ts';
import { dataFolders, installation } from '../installation.ts';
import { leaveBankAddress } from '../supervision/bank-address.ts';
import { startChildProgram } from '../supervision/child-program.ts';
import { aborted, interruption } from '../terminal/interruption.ts';

/** The bank without a kiosk: enough for discs that were made to be watched. */
export function addBankCommand(program: Command): void {
  program
    .command('bank')
    .description('Runs the bank alone, for viewers at home; `start` runs a kiosk beside it.')
    .action(async () => {
      const signal = interruption();
      const folders = dataFolders();
      mkdirSync(folders.logs, { recursive: true });
      await prepareDemoBank(folders);
      signal.throwIfAborted();
      const bank = await startChildProgram({
        name: 'bank',
        program: installation.bank,
        logFile: join(folders.logs, 'bank.log'),
        environment: { DIPTYCH_DATA: folders.bank },
      });
      const takeAddressAway = leaveBankAddress(folders, bank.url);
      try {
        process.stdout.write(`Bank: ${bank.url}\nCtrl-C stops it.\n`);
        const sentence = await Promise.race([bank.ended, aborted(signal)]);
        if (sentence !== undefined) {
          throw new AppError('HOUSE_ENDED', sentence, { remedy: 'call-attendant' });
        }
      } finally {
        takeAddressAway();
        await bank.stop();
      }
    });
}
