import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Option } from 'commander';
import type { Blueprint, Surroundings } from '../../../drivers/assembly/blueprint.ts';
import { planMachine, type MachinePlan } from '../../../drivers/assembly/machine-plan.ts';
import { openSimulatedBody } from '../../../drivers/assembly/open-body.ts';
import type { DeliveryGate } from '../../../drivers/delivery-gate/contract.ts';
import type { DiscRobot } from '../../../drivers/disc-robot/contract.ts';
import type { DocumentPrinter } from '../../../drivers/document-printer/contract.ts';
import type { IdReader } from '../../../drivers/id-reader/contract.ts';
import type { OpticalDrive } from '../../../drivers/optical-drive/contract.ts';
import { SIMULATED } from '../../../drivers/settings/fields.ts';
import type { MachineSettings } from '../../../drivers/settings/machine-settings.ts';
import { readMachineSettings } from '../../../drivers/settings/read-settings.ts';
import { systemClock } from '../../foundation/clock.ts';
import { DisposalStack } from '../../foundation/disposal.ts';
import { AppError } from '../../foundation/errors.ts';
import { silentLogger } from '../../foundation/logger.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { dataFolders, installation } from '../installation.ts';

export interface MachineFlags {
  /** Its settings file; `machine.json` of the kiosk's data where it is left out. */
  readonly machine?: string;
}

export function machineOption(): Option {
  return new Option('--machine <file>', 'settings of the machine').env('DIPTYCH_MACHINE');
}

/** The devices that a bench can have to itself. */
export interface BenchDevices {
  readonly drive: OpticalDrive;
  readonly robot: DiscRobot;
  readonly gate: DeliveryGate;
  readonly reader: IdReader;
  readonly printer: DocumentPrinter;
  readonly labelPrinter: DocumentPrinter;
}

interface Opened {
  close(): Promise<void>;
}

/**
 * Opens one device of the settings, and no other; closes it when `use` is done, whatever comes of it. Nobody watches over it:
 * where it is not there, its driver says so.
 *
 * @param number which of several, from 1.
 * @throws AppError `MACHINE_SETTINGS_MISSING`, `MACHINE_SETTINGS_INVALID`, `BENCH_NO_SUCH_DEVICE`
 */
export async function withBenchDevice<Kind extends keyof BenchDevices, Result>(
  kind: Kind,
  { machine }: MachineFlags,
  use: (device: BenchDevices[Kind]) => Promise<Result>,
  number = 1,
): Promise<Result> {
  const folder = dataFolders().kiosk;
  const settings = readMachineSettings(machine ?? join(folder, 'machine.json'));
  const blueprint = blueprintOf(kind, planMachine(settings), number);
  const open = new DisposalStack();
  try {
    const surroundings = await surround(settings, blueprint, join(folder, 'machine'), open);
    const device = await blueprint.supervision(surroundings).open();
    open.defer(() => device.close());
    return await use(device);
  } finally {
    await open.dispose();
  }
}

function blueprintOf<Kind extends keyof BenchDevices>(
  kind: Kind,
  plan: MachinePlan,
  number: number,
): Blueprint<BenchDevices[Kind] & Opened> {
  const known: { readonly [K in keyof BenchDevices]: Blueprint<BenchDevices[K]> | null } = {
    drive: plan.drives[number - 1] ?? null,
    robot: 'address' in plan.robot ? plan.robot : null,
    gate: plan.gate,
    reader: plan.readers[number - 1] ?? null,
    printer: plan.printer,
    labelPrinter: plan.labelPrinter,
  };
  const blueprint = known[kind];
  if (blueprint !== null) return blueprint;
  throw new AppError('BENCH_NO_SUCH_DEVICE', NOT_THERE[kind], {
    remedy: 'reject-input',
    context: { kind, number },
  });
}

const NOT_THERE: Readonly<Record<keyof BenchDevices, string>> = {
  drive: 'The settings name fewer drives.',
  robot: 'The settings name no robot: an attendant moves the discs.',
  gate: 'The settings name no gate.',
  reader: 'The settings name fewer readers.',
  printer: 'The settings name no printer.',
  labelPrinter: 'The settings name no label printer.',
};

/** What a driver is built with; a simulated device has the world that the kiosk would have. */
async function surround(
  settings: MachineSettings,
  { address }: { readonly address: string },
  folder: string,
  open: DisposalStack,
): Promise<Surroundings> {
  const shared = { clock: systemClock, logger: silentLogger, folder };
  if (address !== SIMULATED) return { ...shared, body: null };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const standIn = {
    program: process.execPath,
    leadingArguments: [installation.simulatedCdrskin],
  };
  const body = await openSimulatedBody({
    ...shared,
    settings,
    standIn,
    randomness: systemRandomness,
  });
  open.defer(() => body.close());
  return { ...shared, body };
}
