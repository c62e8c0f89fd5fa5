import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../foundation/errors.ts';
import { chooseShell, type ShellChoice } from '../../kiosk/shell/choose-shell.ts';
import { prepareDemoBank, prepareDemoVault } from '../demo.ts';
import { dataFolders } from '../installation.ts';
import { startHouse } from '../supervision/house.ts';
import { showKiosk } from '../supervision/show-kiosk.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

const noWindow: ShellChoice = { shell: null, reason: 'No window was asked for.' };

/** Everything on one machine, and the address of another screen. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description('Runs bank, one kiosk with simulated devices, and its screens.')
    .option('--no-window', 'open no window, print the addresses only')
    .option('--windowed', 'a window instead of the whole screen')
    .action(async ({ window, windowed = false }: { window: boolean; windowed?: boolean }) => {
      const signal = interruption();
      const folders = dataFolders();
      await prepareDemoVault(folders, showProgress(), signal);
      const enrolmentCode = await prepareDemoBank(folders, folders.kiosk);
      signal.throwIfAborted();
      const house = await startHouse({ folders, enrolmentCode });
      try {
        await showKiosk({ house, choice: window ? chooseShell() : noWindow, windowed, signal });
      } finally {
        await house.stop();
      }
    });

  program
    .command('screen')
    .description('Prints the address of the running kiosk for one more browser.')
    .option('--port <port>', 'of the kiosk', '4200')
    .action(({ port }: { port: string }) => {
      const token = readToken(join(dataFolders().kiosk, 'screen-token'));
      process.stdout.write(`http://127.0.0.1:${port}/#token=${token}\n`);
    });
}

function readToken(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new AppError('SCREEN_NO_KIOSK', 'No kiosk is running here: type `npm start` first.', {
      remedy: 'reject-input',
      cause,
    });
  }
}
