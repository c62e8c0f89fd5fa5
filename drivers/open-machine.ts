import type { Clock } from '../app/foundation/clock.ts';
import { DisposalStack } from '../app/foundation/disposal.ts';
import type { Logger } from '../app/foundation/logger.ts';
import type { Randomness } from '../app/foundation/randomness.ts';
import { minutes } from '../app/foundation/units.ts';
import { servicesFor, type Blueprint, type Surroundings } from './assembly/blueprint.ts';
import { needsWorld, planMachine } from './assembly/machine-plan.ts';
import { openSimulatedBody } from './assembly/open-body.ts';
import type { SimulatedBodyOptions } from './assembly/simulated-body.ts';
import type { Machine, NamedDevice } from './contract/machine.ts';
import { openManualRobot } from './disc-robot/disc-robot-manual.ts';
import { joinReaders } from './id-reader/joined-readers.ts';
import { openNoPayment } from './payment-terminal/no-payment.ts';
import { slotsOf, type MachineSettings } from './settings/machine-settings.ts';
import { SupervisedDrive } from './supervision/supervised-drive.ts';
import { SupervisedGate } from './supervision/supervised-gate.ts';
import { SupervisedPrinter } from './supervision/supervised-printer.ts';
import { SupervisedReader } from './supervision/supervised-reader.ts';
import { SupervisedRobot } from './supervision/supervised-robot.ts';
import type { World } from './world/world.ts';

export interface OpenMachineOptions {
  readonly settings: MachineSettings;
  /** Where simulated devices live, and drivers keep what must outlive them. */
  readonly folder: string;
  /** The program that stands in for cdrskin where a drive is simulated. */
  readonly standIn: SimulatedBodyOptions['standIn'];
  /** The world of `folder`, where the caller has opened it already. */
  readonly world?: World | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomness: Randomness;
}

interface Started {
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens every device of the settings. One that is not there, or does not answer, keeps none of the others from working: it is
 * looked for until it comes, and its status says why it is missing.
 */
export async function openMachine(options: OpenMachineOptions): Promise<Machine> {
  const open = new DisposalStack();
  try {
    return await assemble(options, open);
  } catch (error) {
    await open.dispose();
    throw error;
  }
}

async function assemble(options: OpenMachineOptions, open: DisposalStack): Promise<Machine> {
  const { clock, folder, logger, settings } = options;
  const plan = planMachine(settings);
  const body = needsWorld(plan) ? await openSimulatedBody(options) : null;
  if (body !== null) open.defer(() => body.close());
  const surroundings: Surroundings = { clock, logger, folder, body };

  const starting: Promise<void>[] = [];
  const devices: NamedDevice[] = [];
  const begin = <Supervised extends Started & NamedDevice['device']>(
    { address, driver, name }: Pick<Blueprint<unknown>, 'address' | 'driver' | 'name'>,
    isNeeded: boolean,
    device: Supervised,
  ): Supervised => {
    open.defer(() => device.close());
    starting.push(device.start());
    devices.push({ name, driver, address, isNeeded, device });
    return device;
  };

  const slots = slotsOf(settings.gate);
  const drives = plan.drives.map((blueprint) =>
    begin(
      blueprint,
      plan.drives.length === 1,
      new SupervisedDrive(blueprint.supervision(surroundings), blueprint.maximumSpeed),
    ),
  );
  let attendant: Machine['attendant'] = null;
  let robot: Machine['robot'];
  if ('address' in plan.robot) {
    robot = begin(
      plan.robot,
      true,
      new SupervisedRobot(plan.robot.supervision(surroundings), { drives: drives.length, slots }),
    );
  } else {
    const manual = openManualRobot({
      ...servicesFor(surroundings, 'robot'),
      drives: drives.length,
      slots,
      patience: minutes(plan.robot.patienceMinutes),
    });
    ({ attendant, robot } = manual);
    open.defer(() => manual.robot.close());
    devices.push({
      name: 'robot',
      driver: 'manual',
      address: 'attendant',
      isNeeded: true,
      device: robot,
    });
  }
  const gate = begin(
    plan.gate,
    true,
    new SupervisedGate(plan.gate.supervision(surroundings), slots),
  );
  const readers = plan.readers.map((blueprint) =>
    begin(
      blueprint,
      plan.readers.length === 1,
      new SupervisedReader(blueprint.supervision(surroundings)),
    ),
  );
  const printer = begin(
    plan.printer,
    true,
    new SupervisedPrinter(plan.printer.supervision(surroundings)),
  );
  const labelPrinter =
    plan.labelPrinter === null
      ? null
      : begin(
          plan.labelPrinter,
          false,
          new SupervisedPrinter(plan.labelPrinter.supervision(surroundings)),
        );
  await Promise.all(starting);
  const [onlyReader] = readers;
  return {
    drives,
    robot,
    gate,
    reader: readers.length === 1 && onlyReader !== undefined ? onlyReader : joinReaders(readers),
    printer,
    labelPrinter,
    payment: openNoPayment(),
    signals: null,
    attendant,
    devices,
    hands: body?.hands ?? null,
    close: () => open.dispose(),
  };
}
