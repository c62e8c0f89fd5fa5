import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openMachine } from '../../../../drivers/open-machine.ts';
import { findMachineSettings } from '../../../../drivers/settings/find-settings.ts';
import { simulatedMachineSettings } from '../../../../drivers/simulated-machine.ts';
import { systemClock } from '../../../foundation/clock.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { systemRandomness } from '../../../foundation/randomness.ts';
import { minutes, seconds } from '../../../foundation/units.ts';
import { composeKiosk } from '../closed/compose.ts';
import type { DemonstrationPerson } from '../maintenance/staff/demonstration.ts';
import type { ControllerEnvironment } from '../environment.ts';
import { keepTokenFile } from '../token-file.ts';

/**
 * A kiosk as a process runs it: with the devices of its settings file, or, where there is none, simulated ones.
 *
 * @param besideProgram the folder with `simulated-cdrskin.js` and the screens' pages.
 * @param stack gets what must be closed at the end, also where this fails.
 * @param onPowerLow ends the program before its battery does.
 * @param onRestart ends the program, to be started again.
 * @returns the address of the screens.
 */
export async function composeKioskProcess(
  environment: ControllerEnvironment,
  besideProgram: string,
  logger: Logger,
  stack: DisposalStack,
  onPowerLow: () => void,
  onRestart: () => void,
): Promise<string> {
  const dataFolder = environment.DIPTYCH_DATA;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const shared = { clock: systemClock, randomness: systemRandomness, logger };
  const { file, settings } = findMachineSettings(
    environment.DIPTYCH_MACHINE,
    dataFolder,
    simulatedMachineSettings({
      drives: environment.DIPTYCH_DRIVES,
      slots: environment.DIPTYCH_SLOTS,
      blanks: environment.DIPTYCH_BLANKS,
      paper: environment.DIPTYCH_PAPER,
      burnRate: environment.DIPTYCH_BURN_RATE,
    }),
  );
  logger.info({ file }, 'The devices of the machine are known.');
  const machine = await openMachine({
    ...shared,
    settings,
    folder: join(dataFolder, 'machine'),
    standIn: {
      program: process.execPath,
      leadingArguments: [
        environment.DIPTYCH_STAND_IN ?? join(besideProgram, 'simulated-cdrskin.js'),
      ],
    },
  });
  stack.defer(() => machine.close());
  const controller = await composeKiosk({
    ...shared,
    dataFolder,
    machine,
    machineFile: file,
    host: '127.0.0.1',
    port: environment.DIPTYCH_KIOSK_PORT,
    bankUrl: environment.DIPTYCH_BANK_URL,
    enrolmentCode: environment.DIPTYCH_ENROLMENT_CODE ?? null,
    screensFolder: environment.DIPTYCH_SCREENS ?? join(besideProgram, 'screens'),
    watchUrl: environment.DIPTYCH_WATCH_URL ?? environment.DIPTYCH_BANK_URL,
    burnSpeed: environment.DIPTYCH_BURN_SPEED,
    takeWithin: seconds(environment.DIPTYCH_TAKE_SECONDS),
    holdFor: minutes(environment.DIPTYCH_HOLD_HOURS * 60),
    suspectFor: minutes(environment.DIPTYCH_SUSPECT_DAYS * 24 * 60),
    maximumCelsius: environment.DIPTYCH_MAXIMUM_CELSIUS,
    demonstrationPerson: demonstrationPerson(environment.DIPTYCH_DEMONSTRATION_STAFF),
    copiesFolder: environment.DIPTYCH_BACKUP ?? null,
    onPowerLow,
    onRestart,
  });
  stack.defer(() => controller.close());
  stack.defer(keepTokenFile(join(dataFolder, 'screen-token'), controller));
  return controller.url;
}

function demonstrationPerson(text: string | undefined): DemonstrationPerson | undefined {
  const [number, pin] = text?.split(':') ?? [];
  return number === undefined || pin === undefined ? undefined : { number, pin };
}
