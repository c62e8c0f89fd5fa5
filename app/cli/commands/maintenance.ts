import type { Command } from 'commander';
import { maintenancePage, type MaintenanceView } from '../../contracts/maintenance-api.ts';
import { isAppError } from '../../foundation/errors.ts';
import { requireRunningKiosk, tellRunningKiosk } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';

const holds: Readonly<Record<string, string>> = {
  'door-open': 'its door is open',
  'job-open': 'a job is not done',
  'test-running': 'a test runs',
  'self-test-failed': 'a device does not answer',
};

function tellMode({ maintenance, mode }: MaintenanceView): void {
  process.stdout.write(`${modeSentence(maintenance, mode)}\n`);
}

function modeSentence(maintenance: MaintenanceView['maintenance'], mode: string): string {
  switch (maintenance.is) {
    case 'off':
      return `Customers can use it again: ${mode}.`;
    case 'asked':
      return maintenance.waitsFor.length === 0
        ? 'Nothing new is begun; it stands still in a moment.'
        : `Nothing new is begun; it still finishes ${maintenance.waitsFor.join(', ')}.`;
    default: {
      const reasons = maintenance.heldBy.map((hold) => holds[hold] ?? hold);
      return reasons.length === 0
        ? 'Customers are kept out.'
        : `Customers are kept out: ${reasons.join(', ')}.`;
    }
  }
}

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
    .command('enter')
    .description('Keeps customers out as soon as what runs has ended.')
    .action(async () => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      tellMode(await tellRunningKiosk(door, { act: 'enter-maintenance' }));
    });

  maintenance
    .command('leave')
    .description('Lets customers in again; its door is shut by then, and its devices answer.')
    .action(async () => {
      const { door } = await requireRunningKiosk(dataFolders().kiosk);
      try {
        tellMode(await tellRunningKiosk(door, { act: 'leave-maintenance' }));
      } catch (error) {
        if (isAppError(error, 'MAINTENANCE_HELD')) {
          const running = await requireRunningKiosk(dataFolders().kiosk);
          tellMode(running.view);
        }
        throw error;
      }
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
