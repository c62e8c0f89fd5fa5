import { join } from 'node:path';
import type { Machine, SimulatedHands } from '../../../drivers/contract/machine.ts';
import { openSimulatedMachine } from '../../../drivers/simulated-machine.ts';
import { type Bank, composeBank } from '../../bank/compose.ts';
import { systemClock } from '../../foundation/clock.ts';
import { DisposalStack } from '../../foundation/disposal.ts';
import { AppError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { hours, seconds } from '../../foundation/units.ts';
import { composeController } from '../../kiosk/controller/compose.ts';
import type { Controller } from '../../kiosk/controller/controller.ts';
import { addDemoPeople, demoEnrolmentCode } from '../demo.ts';
import { type DataFolders, installation } from '../installation.ts';
import { connectScreen, type ScreenClient } from '../terminal/screen-client.ts';

/** Bank, controller and simulated machine in this process, and a screen without pixels. */
export interface TerminalHouse {
  readonly bank: Bank;
  readonly controller: Controller;
  readonly screen: ScreenClient;
  readonly hands: SimulatedHands;
  close(): Promise<void>;
}

/** Blanks and sheets that an attendant leaves the machine with. */
const SUPPLIES = 20;

export async function openTerminalHouse(folders: DataFolders): Promise<TerminalHouse> {
  const services = { clock: systemClock, randomness: systemRandomness, logger: silentLogger };
  const running = new DisposalStack();
  try {
    const bank = await composeBank({
      ...services,
      dataFolder: folders.bank,
      host: '127.0.0.1',
      port: 0,
    });
    running.defer(() => bank.close());
    await addDemoPeople(bank.admin);

    const machine = await openSimulatedMachine({
      ...services,
      folder: join(folders.terminalKiosk, 'machine'),
      drives: 1,
      slots: 16,
      blanks: SUPPLIES,
      paper: SUPPLIES,
      burnRate: 'unlimited',
      standIn: { program: process.execPath, leadingArguments: [installation.simulatedCdrskin] },
    });
    running.defer(() => machine.close());
    const hands = refill(machine);

    const controller = await composeController({
      ...services,
      dataFolder: folders.terminalKiosk,
      host: '127.0.0.1',
      port: 0,
      bankUrl: bank.url,
      enrolmentCode: await demoEnrolmentCode(bank.admin, 'Terminal'),
      machine,
      screensFolder: installation.screens,
      watchUrl: `${bank.url}/`,
      burnSpeed: 16,
      takeWithin: seconds(60),
      holdFor: hours(24),
    });
    running.defer(() => controller.close());
    const screen = await connectScreen(controller.url, controller.issueToken());
    running.defer(() => screen.close());
    return { bank, controller, screen, hands, close: () => running.dispose() };
  } catch (error) {
    await running.dispose();
    throw error;
  }
}

/** Fills blanks and paper up, as the attendant of this machine. */
function refill({ hands, robot }: Machine): SimulatedHands {
  if (hands === null) {
    throw new AppError('TERMINAL_NO_HANDS', 'A simulated machine has no hands.', {
      remedy: 'fix-the-code',
    });
  }
  const blanks = robot.status.units.find(({ place }) => place === 'input')?.count ?? 0;
  if (blanks < SUPPLIES / 2) hands.loadBlanks(SUPPLIES - blanks);
  hands.loadPaper(SUPPLIES);
  return hands;
}
