import type { Command } from 'commander';
import { maintenancePage } from '../../contracts/maintenance-api.ts';
import { requireRunningKiosk, tellRunningKiosk } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';

/** What the people who look after a running kiosk do at its terminal. */
export function addMaintenanceCommands(program: Command): void {
  const maintenance = program
    .command('maintenance')
    .description('The kiosk that runs here, for the people who look after it.')
    .action(async () => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      process.stdout.write(`${maintenancePage(door)}\n`);
    });

  maintenance
    .command('fault')
    .description('Asks the simulated devices of a running kiosk for a fault, or to be well again.')
    .argument('<fault>', '`drive.write-error@20000`, `robot.disc-dropped`, `clear`, `empty`')
    .action(async (fault: string) => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      await tellRunningKiosk(door, { act: 'inject-fault', fault });
      const isMending = fault === 'clear' || fault === 'empty';
      process.stdout.write(isMending ? 'Done.\n' : 'It happens now, or at its next occasion.\n');
    });
}
