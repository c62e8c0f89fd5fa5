import { DisposalStack } from '../app/foundation/disposal.ts';
import { AppError } from '../app/foundation/errors.ts';
import { minutes } from '../app/foundation/units.ts';
import { servicesFor, type Blueprint, type Surroundings } from './assembly/blueprint.ts';
import { needsWorld, planMachine, type MachinePlan } from './assembly/machine-plan.ts';
import { openSimulatedBody } from './assembly/open-body.ts';
import type { WireTap } from './contract/device.ts';
import type { SimulatedHands } from './contract/machine.ts';
import type { DeliveryGate } from './delivery-gate/contract.ts';
import type { Attendant } from './disc-robot/attendant.ts';
import type { DiscRobot } from './disc-robot/contract.ts';
import { openManualRobot } from './disc-robot/disc-robot-manual.ts';
import type { DocumentPrinter } from './document-printer/contract.ts';
import type { IdReader } from './id-reader/contract.ts';
import type { OpenMachineOptions } from './open-machine.ts';
import type { PanelSignals } from './panel-signals/contract.ts';
import type { PaymentTerminal } from './payment-terminal/contract.ts';
import type { OpticalDrive } from './optical-drive/contract.ts';
import { slotsOf, type MachineSettings } from './settings/machine-settings.ts';

/** The devices of a machine by their class. */
export interface DeviceOfKind {
  readonly drive: OpticalDrive;
  readonly robot: DiscRobot;
  readonly gate: DeliveryGate;
  readonly reader: IdReader;
  readonly printer: DocumentPrinter;
  readonly labelPrinter: DocumentPrinter;
  readonly payment: PaymentTerminal;
  readonly signals: PanelSignals;
}
export type DeviceKind = keyof DeviceOfKind;

/** One device of the settings, alone. */
export interface OneDevice<Kind extends DeviceKind> {
  readonly kind: Kind;
  /** `drive1` */
  readonly name: string;
  readonly driver: string;
  readonly address: string;
  readonly device: DeviceOfKind[Kind];
  /** Whom a robot without a body of its own asks to move discs; null otherwise. */
  readonly attendant: Attendant | null;
  /** Null where no device of the machine is simulated. */
  readonly hands: SimulatedHands | null;
  close(): Promise<void>;
}

export interface OpenDeviceOptions extends OpenMachineOptions {
  readonly tap?: WireTap | undefined;
}

/**
 * Opens one device of the settings without the others, and without anybody who would open it anew when it goes.
 *
 * @param number of several of its class, from 1.
 * @throws AppError `MACHINE_NO_SUCH_DEVICE`, or what its driver says where it is not there.
 */
export async function openDevice<Kind extends DeviceKind>(
  kind: Kind,
  number: number,
  options: OpenDeviceOptions,
): Promise<OneDevice<Kind>> {
  const { clock, folder, logger, settings, tap } = options;
  const open = new DisposalStack();
  const plan = planMachine(settings);
  try {
    const body = needsWorld(plan) ? await openSimulatedBody(options) : null;
    if (body !== null) open.defer(() => body.close());
    const surroundings: Surroundings = {
      clock,
      logger,
      folder,
      body,
      buses: new Map(),
      tapOf: () => tap,
    };
    const alone = await build(kind, number, plan, surroundings, slotsOf(settings.gate));
    open.defer(() => alone.device.close());
    return { ...alone, kind, hands: body?.hands ?? null, close: () => open.dispose() };
  } catch (error) {
    await open.dispose();
    throw error;
  }
}

/** A device of the settings, by its name. */
export interface ListedDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  /** Which of its class, from 1. */
  readonly number: number;
  readonly driver: string;
  readonly address: string;
}

/** The devices of the settings, in the order in which a disc meets them; none is opened. */
export function listDevices(settings: MachineSettings): ListedDevice[] {
  const plan = planMachine(settings);
  const blueprints = {
    ...blueprintsOf(plan),
    ...('address' in plan.robot ? {} : { robot: [ATTENDANT] }),
  };
  const kinds = Object.keys(blueprints) as DeviceKind[];
  return kinds.flatMap((kind) =>
    blueprints[kind].map(({ address, driver, name }, index) => {
      return { name, kind, number: index + 1, driver, address };
    }),
  );
}

/** What of a blueprint does not depend on the class of its device. */
interface AnyBlueprint extends Pick<Blueprint<unknown>, 'name' | 'driver' | 'address'> {
  readonly open: (surroundings: Surroundings) => Promise<unknown>;
}

function blueprintsOf(plan: MachinePlan): Readonly<Record<DeviceKind, readonly AnyBlueprint[]>> {
  const { drives, gate, labelPrinter, payment, printer, readers, robot, signals } = plan;
  return {
    drive: drives.map(anyBlueprint),
    robot: 'address' in robot ? [anyBlueprint(robot)] : [],
    gate: [anyBlueprint(gate)],
    reader: readers.map(anyBlueprint),
    printer: [anyBlueprint(printer)],
    labelPrinter: labelPrinter === null ? [] : [anyBlueprint(labelPrinter)],
    payment: payment === null ? [] : [anyBlueprint(payment)],
    signals: signals === null ? [] : [anyBlueprint(signals)],
  };
}

const PLURALS: Readonly<Record<DeviceKind, string>> = {
  drive: 'drives',
  robot: 'robots',
  gate: 'gates',
  reader: 'readers',
  printer: 'printers',
  labelPrinter: 'label printers',
  payment: 'payment terminals',
  signals: 'signal boards',
};

const ATTENDANT = { name: 'robot', driver: 'manual', address: 'attendant' } as const;

function anyBlueprint<Opened>(blueprint: Blueprint<Opened>): AnyBlueprint {
  const { address, driver, name } = blueprint;
  const open = (surroundings: Surroundings) => blueprint.supervision(surroundings).open();
  return { name, driver, address, open };
}

async function build<Kind extends DeviceKind>(
  kind: Kind,
  number: number,
  plan: MachinePlan,
  surroundings: Surroundings,
  slots: number,
): Promise<Pick<OneDevice<Kind>, 'name' | 'driver' | 'address' | 'attendant' | 'device'>> {
  if (kind === 'robot' && !('address' in plan.robot)) {
    const { attendant, robot } = openManualRobot({
      ...servicesFor(surroundings, 'robot'),
      drives: plan.drives.length,
      slots,
      patience: minutes(plan.robot.patienceMinutes),
    });
    return { ...ATTENDANT, attendant, device: robot as DeviceOfKind[Kind] };
  }
  const known = blueprintsOf(plan)[kind];
  const blueprint = known[number - 1];
  if (blueprint === undefined) {
    const several = known.length === 0 ? 'none' : `only ${known.length}`;
    throw new AppError(
      'MACHINE_NO_SUCH_DEVICE',
      `Of ${PLURALS[kind]} the machine has ${several}.`,
      {
        remedy: 'reject-input',
        context: { kind, number },
      },
    );
  }
  const { address, driver, name, open } = blueprint;
  const device = (await open(surroundings)) as DeviceOfKind[Kind];
  return { name, driver, address, attendant: null, device };
}
