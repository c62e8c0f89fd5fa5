import type { Command } from 'commander';
import { lacksForDisc, reportDevice } from '../../../drivers/contract/device-report.ts';
import { checkBench } from '../devices/bench-checks.ts';
import { doctorText, lacksOfKiosk, type DoctorReport } from '../devices/doctor-report.ts';
import {
  openMachineHere,
  settingsHere,
  settingsOf,
  type MachineFlags,
} from '../devices/open-devices.ts';
import { findRunningKiosk } from '../devices/running-kiosk.ts';
import { dataFolders } from '../installation.ts';

interface DoctorFlags extends MachineFlags {
  readonly json?: boolean;
}

/** Every device of the settings, its state, and the sentence to act on. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'Says of every device how it is, and what to do about it. Exit code 0: a disc can be made.',
    )
    .option('--machine <file>', 'settings of the devices, machine.json')
    .option('--json', 'one JSON object')
    .action(async ({ json = false, ...flags }: DoctorFlags) => {
      const report = await examine(flags);
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : doctorText(report));
      if (!report.ok) process.exitCode = 1;
    });
}

async function examine(flags: MachineFlags): Promise<DoctorReport> {
  const { kiosk } = dataFolders();
  const running = await findRunningKiosk(kiosk);
  // A running kiosk has the devices of its own settings, whatever others are asked about.
  const own = running?.door.settings ?? null;
  const { file, settings } = running === null ? settingsHere(flags) : settingsOf(own);
  const devices = running === null ? await askDevices(flags) : running.view.devices;
  const checks = checkBench(settings, kiosk);
  const lacks = lacksForDisc(devices);
  if (running !== null) lacks.push(...lacksOfKiosk(running.view));
  for (const { isFatal, sentence } of checks) if (isFatal) lacks.push(sentence);
  return {
    ok: lacks.length === 0,
    asked: running === null ? 'devices' : 'kiosk',
    settings: file,
    devices,
    checks,
    lacks,
  };
}

/** Opens all devices as a kiosk does, asks each once, and leaves them. */
async function askDevices(flags: MachineFlags): Promise<DoctorReport['devices']> {
  const machine = await openMachineHere(flags);
  try {
    // What a drive says when it is asked stands in its status, also where it says nothing.
    await Promise.allSettled(machine.drives.map((drive) => drive.probe()));
    return machine.devices.map(reportDevice);
  } finally {
    await machine.close();
  }
}
