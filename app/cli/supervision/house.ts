import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DisposalStack } from '../../foundation/disposal.ts';
import { demoStaff } from '../demo.ts';
import { type DataFolders, installation } from '../installation.ts';
import { leaveBankAddress } from './bank-address.ts';
import { startChildProgram } from './child-program.ts';
import { startRestartingProgram } from './restarting-program.ts';

/** Bank and controller, running. */
export interface House {
  readonly bankUrl: string;
  readonly kioskUrl: string;
  /** Where the controller leaves the token for the next screen. */
  readonly tokenFile: string;
  /** Resolves with a sentence as soon as one of them has ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** The same every time, so that a bookmark stays good. */
export const defaultKioskPort = '4200';

/** @throws AppError `START_FAILED`; whatever had started is then stopped. */
export async function startHouse(options: {
  readonly folders: DataFolders;
  readonly enrolmentCode: string;
  /** The settings file of the devices, where one was asked for. */
  readonly machine?: string | undefined;
}): Promise<House> {
  const { folders, enrolmentCode, machine } = options;
  for (const folder of [folders.logs, folders.kiosk]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  const running = new DisposalStack();
  try {
    const bank = await startChildProgram({
      name: 'bank',
      program: installation.bank,
      logFile: join(folders.logs, 'bank.log'),
      environment: { DIPTYCH_DATA: folders.bank },
    });
    running.defer(() => bank.stop());
    running.defer(leaveBankAddress(folders, bank.url));
    const controller = await startRestartingProgram({
      name: 'controller',
      program: installation.controller,
      logFile: join(folders.logs, 'controller.log'),
      environment: {
        DIPTYCH_DATA: folders.kiosk,
        DIPTYCH_BANK_URL: bank.url,
        DIPTYCH_ENROLMENT_CODE: enrolmentCode,
        ...(machine === undefined ? {} : { DIPTYCH_MACHINE: machine }),
        DIPTYCH_DEMONSTRATION_STAFF: `${demoStaff.number}:${demoStaff.pin}`,
        DIPTYCH_KIOSK_PORT: process.env['DIPTYCH_KIOSK_PORT'] ?? defaultKioskPort,
      },
    });
    running.defer(() => controller.stop());
    return {
      bankUrl: bank.url,
      get kioskUrl() {
        return controller.url;
      },
      tokenFile: join(folders.kiosk, 'screen-token'),
      ended: Promise.race([bank.ended, controller.ended]),
      stop: () => running.dispose(),
    };
  } catch (error) {
    await running.dispose();
    throw error;
  }
}
