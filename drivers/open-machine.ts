import type { Clock } from '../app/foundation/clock.ts';
import { DisposalStack } from '../app/foundation/disposal.ts';
import type { Logger } from '../app/foundation/logger.ts';
import type { Randomness } from '../app/foundation/randomness.ts';
import { minutes } from '../app/foundation/units.ts';
import { servicesFor, type Blueprint, type Surroundings } from './assembly/blueprint.ts';
import { needsWorld, planMachine, type MachinePlan } from './assembly/machine-plan.ts';
import { openSimulatedBody } from './assembly/open-body.ts';
import type { SimulatedBodyOptions } from './assembly/simulated-body.ts';
import type { Machine, NamedDevice } from './contract/machine.ts';
import { openManualRobot } from './disc-robot/disc-robot-manual.ts';
import type { DocumentPrinter } from './document-printer/contract.ts';
import { joinReaders } from './id-reader/joined-readers.ts';
import { openNoPayment } from './payment-terminal/no-payment.ts';
import { slotsOf, type MachineSettings } from './settings/machine-settings.ts';
import { SupervisedDrive } from './supervision/supervised-drive.ts';
import { SupervisedGate } from './supervision/supervised-gate.ts';
import { SupervisedPrinter } from './supervision/supervised-printer.ts';
import { SupervisedReader } from './supervision/supervised-reader.ts';
import { SupervisedRobot } from './supervision/supervised-robot.ts';
import { SupervisedSignals } from './supervision/supervised-signals.ts';
import { SupervisedTerminal } from './supervision/supervised-terminal.ts';
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

/**
 * Opens every device of the settings. One that is not there, or does not answer, keeps none of the others from working: it is
 * looked for until it comes, and its status says why it is missing.
 */
export async function openMachine(options: OpenMachineOptions): Promise<Machine> {
  const open = new DisposalStack();
  try {
    const { clock, folder, logger, settings } = options;
    const plan = planMachine(settings);
    const body = needsWorld(plan) ? await openSimulatedBody(options) : null;
    if (body !== null) open.defer(() => body.close());
    const assembly = new Assembly(open);
    const machine = assemble(
      plan,
      { clock, logger, folder, body, buses: new Map() },
      slotsOf(settings.gate),
      assembly,
    );
    await assembly.started();
    return {
      ...machine,
      price: settings.payment.driver === 'none' ? null : settings.payment.price,
      devices: assembly.devices,
      hands: body?.hands ?? null,
      close: () => open.dispose(),
    };
  } catch (error) {
    await open.dispose();
    throw error;
  }
}

function assemble(
  plan: MachinePlan,
  surroundings: Surroundings,
  slots: number,
  assembly: Assembly,
): Omit<Machine, 'devices' | 'hands' | 'price' | 'close'> {
  const drives = plan.drives.map((blueprint) => {
    const supervision = blueprint.supervision(surroundings);
    const device = new SupervisedDrive(supervision, blueprint.maximumSpeed);
    const isNeeded = plan.drives.length === 1;
    return assembly.start(device, { ...namesOf(blueprint), kind: 'drive', isNeeded, device });
  });
  const { attendant, robot } = startRobot(
    plan,
    {
      ...surroundings,
      async closeTrays() {
        // A drive at work has its tray in, and takes no commands.
        const open = drives.filter(({ status }) => status.tray !== 'closed');
        for (const drive of open) await drive.closeTray();
      },
    },
    slots,
    assembly,
  );
  const gate = new SupervisedGate(plan.gate.supervision(surroundings), slots);
  assembly.start(gate, { ...namesOf(plan.gate), kind: 'gate', isNeeded: true, device: gate });
  const readers = plan.readers.map((blueprint) => {
    const device = new SupervisedReader(blueprint.supervision(surroundings));
    const isNeeded = plan.readers.length === 1;
    return assembly.start(device, { ...namesOf(blueprint), kind: 'reader', isNeeded, device });
  });
  const [reader] = readers;
  return {
    drives,
    robot,
    attendant,
    gate,
    reader: readers.length === 1 && reader !== undefined ? reader : joinReaders(readers),
    printer: startPrinter(plan.printer, 'printer', surroundings, assembly),
    labelPrinter:
      plan.labelPrinter && startPrinter(plan.labelPrinter, 'labelPrinter', surroundings, assembly),
    payment: startTerminal(plan, surroundings, assembly),
    signals: startSignals(plan, surroundings, assembly),
  };
}

function namesOf({ address, driver, name }: Pick<NamedDevice, 'address' | 'driver' | 'name'>) {
  return { name, driver, address };
}

function startPrinter(
  blueprint: Blueprint<DocumentPrinter>,
  kind: 'printer' | 'labelPrinter',
  surroundings: Surroundings,
  assembly: Assembly,
): SupervisedPrinter {
  const device = new SupervisedPrinter(blueprint.supervision(surroundings));
  const isNeeded = kind === 'printer';
  return assembly.start(device, { ...namesOf(blueprint), kind, isNeeded, device });
}

function startTerminal(
  { payment }: MachinePlan,
  surroundings: Surroundings,
  assembly: Assembly,
): Machine['payment'] {
  if (payment === null) return openNoPayment();
  const { currency, holds } = payment;
  const device = new SupervisedTerminal(payment.supervision(surroundings), { currency, holds });
  const named = { ...namesOf(payment), kind: 'payment', isNeeded: true, device } as const;
  return assembly.start(device, named);
}

function startSignals(
  { signals }: MachinePlan,
  surroundings: Surroundings,
  assembly: Assembly,
): Machine['signals'] {
  if (signals === null) return null;
  const device = new SupervisedSignals(signals.supervision(surroundings), signals.wired);
  const named = { ...namesOf(signals), kind: 'signals', isNeeded: false, device } as const;
  return assembly.start(device, named);
}

/** A robot, or the attendant who stands in for one and is never absent. */
function startRobot(
  { drives, robot }: MachinePlan,
  surroundings: Surroundings,
  slots: number,
  assembly: Assembly,
): Pick<Machine, 'attendant' | 'robot'> {
  const reach = { drives: drives.length, slots };
  if ('address' in robot) {
    const device = new SupervisedRobot(robot.supervision(surroundings), reach);
    assembly.start(device, { ...namesOf(robot), kind: 'robot', isNeeded: true, device });
    return { robot: device, attendant: null };
  }
  const services = servicesFor(surroundings, 'robot');
  const manual = openManualRobot({
    ...services,
    ...reach,
    patience: minutes(robot.patienceMinutes),
  });
  const address = 'attendant';
  const named = { name: 'robot', driver: 'manual', address, isNeeded: true } as const;
  assembly.add({ ...named, kind: 'robot', device: manual.robot });
  return manual;
}

/** The devices of a machine that is being put together. */
class Assembly {
  readonly devices: NamedDevice[] = [];
  readonly #open: DisposalStack;
  readonly #starting: Promise<void>[] = [];

  constructor(open: DisposalStack) {
    this.#open = open;
  }

  /** Begins to look for a device. */
  start<Started extends { start(): Promise<void> }>(device: Started, named: NamedDevice): Started {
    this.add(named);
    this.#starting.push(device.start());
    return device;
  }

  add(named: NamedDevice): void {
    this.#open.defer(() => named.device.close());
    this.devices.push(named);
  }

  /** Resolves when every device was tried once. */
  async started(): Promise<void> {
    await Promise.all(this.#starting);
  }
}
