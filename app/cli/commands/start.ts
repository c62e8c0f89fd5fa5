import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { readMachineSettings } from '../../../drivers/settings/read-settings.ts';
import { demonstrationStaffId } from '../../contracts/staff.ts';
import { AppError } from '../../foundation/errors.ts';
import { chooseShell, type ShellChoice } from '../../kiosk/shell/choose-shell.ts';
import type { WindowSize } from '../../kiosk/shell/shell.ts';
import { prepareDemoBank, prepareDemoVault } from '../demo.ts';
import { findRunningKiosk, staffOf } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';
import { defaultKioskPort, startHouse } from '../supervision/house.ts';
import { showKiosk } from '../supervision/show-kiosk.ts';
import { interruption } from '../terminal/interruption.ts';
import { showProgress } from '../terminal/progress.ts';

interface StartFlags {
  readonly machine?: string;
  readonly window: boolean;
  readonly windowed?: boolean;
  readonly size?: WindowSize;
}

const noWindow: ShellChoice = { shell: null, reason: 'No window was asked for.' };

/** Everything on one machine, and the address of another screen. */
export function addStartCommand(program: Command): void {
  program
    .command('start')
    .description(
      'Runs bank, one kiosk and its screens; its devices are simulated unless settings say otherwise.',
    )
    .option('--machine <file>', 'settings of the devices, machine.json')
    .option('--no-window', 'open no window, print the addresses only')
    .option('--windowed', 'a window instead of the whole screen')
    .option(
      '--size <pixels>',
      'of the window, as 1080x1920, where no window manager sets it',
      parseSize,
    )
    .action(async ({ machine: file, window, windowed = false, size }: StartFlags) => {
      const signal = interruption();
      const machine = file === undefined ? undefined : resolve(file);
      // Better now than after all films were made.
      if (machine !== undefined) readMachineSettings(machine);
      const folders = dataFolders();
      await prepareDemoVault(folders, showProgress(), signal);
      const enrolmentCode = await prepareDemoBank(folders);
      signal.throwIfAborted();
      const house = await startHouse({ folders, enrolmentCode, machine });
      try {
        await tellWhatIsMissing(folders.kiosk);
        const choice = window ? chooseShell() : noWindow;
        const hasDemoStaff = await isDemoStaffThere(folders.kiosk);
        await showKiosk({ house, choice, windowed, size: size ?? null, hasDemoStaff, signal });
      } finally {
        await house.stop();
      }
    });

  program
    .command('screen')
    .description('Prints the address of the running kiosk for one more browser.')
    .option('--port <port>', 'of the kiosk', defaultKioskPort)
    .action(({ port }: { port: string }) => {
      const token = readToken(join(dataFolders().kiosk, 'screen-token'));
      process.stdout.write(`http://127.0.0.1:${port}/#token=${token}\n`);
    });
}

/** The screens say to customers that something is missing; this says to staff what. */
async function tellWhatIsMissing(kioskFolder: string): Promise<void> {
  const running = await findRunningKiosk(kioskFolder);
  const fault = running?.view.keeping.fault;
  if (fault !== undefined) {
    const acts = fault.can.map((act) => `\`npx diptych records ${act}\``).join(', ');
    const help = acts === '' ? '' : ` What may help: ${acts}.`;
    process.stderr.write(`The kiosk is out of service: ${fault.message}${help}\n`);
    for (const detail of fault.details) process.stderr.write(`  ${detail}\n`);
  }
  const missing = running?.view.devices.filter(({ isReady }) => !isReady) ?? [];
  for (const { advice, name, reason } of missing) {
    const sentences = [reason, advice].filter((sentence) => sentence !== '');
    process.stderr.write(`${name} is not ready. ${sentences.join(' ')}\n`);
  }
}

async function isDemoStaffThere(kioskFolder: string): Promise<boolean> {
  const running = await findRunningKiosk(kioskFolder);
  if (running === null) return false;
  const people = await staffOf(running.door);
  return people.some(({ staffId }) => staffId === demonstrationStaffId);
}

function parseSize(text: string): WindowSize {
  const match = /^(\d{3,5})x(\d{3,5})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('A size is two numbers, as 1080x1920.');
  return { width: Number(match[1]), height: Number(match[2]) };
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
