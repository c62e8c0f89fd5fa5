import { DisposalStack } from '../app/foundation/disposal.ts';
import { AppError } from '../app/foundation/errors.ts';
import { minutes } from '../app/foundation/units.ts';
import { servicesFor, type Surroundings } from './assembly/blueprint.ts';
import { needsWorld, planMachine } from './assembly/machine-plan.ts';
import { openSimulatedBody } from './assembly/open-body.ts';
import type { Device, DeviceStatus, WireTap } from './contract/device.ts';
import type { SimulatedHands } from './contract/machine.ts';
import type { DeliveryGate } from './delivery-gate/contract.ts';
import type { Attendant } from './disc-robot/attendant.ts';
import type { DiscRobot } from './disc-robot/contract.ts';
import { openManualRobot } from './disc-robot/disc-robot-manual.ts';
import type { DocumentPrinter } from './document-printer/contract.ts';
import type { IdReader } from './id-reader/contract.ts';
import type { OpenMachineOptions } from './open-machine.ts';
import type { PaymentTerminal } from './payment-terminal/contract.ts';
import type { OpticalDrive } from './optical-drive/contract.ts';
import { slotsOf } from './settings/machine-settings.ts';

/** The devices of a machine by their class. */
export interface DeviceOfKind {
  readonly drive: OpticalDrive;
  readonly robot: DiscRobot;
  readonly gate: DeliveryGate;
  readonly reader: IdReader;
  readonly printer: DocumentPrinter;
  readonly labelPrinter: DocumentPrinter;
  readonly payment: PaymentTerminal;
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
    const surroundings: Surroundings = { clock, logger, folder, body, tapOf: () => tap };
    const alone = await build(kind, number, plan, surroundings, slotsOf(settings.gate));
    open.defer(() => alone.device.close());
    return { ...alone, kind, hands: body?.hands ?? null, close: () => open.dispose() };
  } catch (error) {
    await open.dispose();
    throw error;
  }
}

async function build<Kind extends DeviceKind>(
  kind: Kind,
  number: number,
  plan: ReturnType<typeof planMachine>,
  surroundings: Surroundings,
  slots: number,
): Promise<Pick<OneDevice<Kind>, 'name' | 'driver' | 'address' | 'attendant' | 'device'>> {
  const robot = 'address' in plan.robot ? plan.robot : null;
  if (kind === 'robot' && !('address' in plan.robot)) {
    const manual = openManualRobot({
      ...servicesFor(surroundings, 'robot'),
      drives: plan.drives.length,
      slots,
      patience: minutes(plan.robot.patienceMinutes),
    });
    const { attendant } = manual;
    const device = manual.robot as DeviceOfKind[Kind];
    return { name: 'robot', driver: 'manual', address: 'attendant', attendant, device };
  }
  const blueprints = {
    drive: plan.drives,
    robot: robot === null ? [] : [robot],
    gate: [plan.gate],
    reader: plan.readers,
    printer: [plan.printer],
    labelPrinter: plan.labelPrinter === null ? [] : [plan.labelPrinter],
    payment: plan.payment === null ? [] : [plan.payment],
  } satisfies Record<DeviceKind, readonly unknown[]>;
  const blueprint = blueprints[kind][number - 1];
  if (blueprint === undefined) {
    const count = blueprints[kind].length;
    const several = count === 0 ? 'none' : `only ${count}`;
    throw new AppError('MACHINE_NO_SUCH_DEVICE', `Of ${kind}s the machine has ${several}.`, {
      remedy: 'reject-input',
      context: { kind, number },
    });
  }
  const { address, driver, name } = blueprint;
  const device: Device<unknown, DeviceStatus> = await blueprint.supervision(surroundings).open();
  return { name, driver, address, attendant: null, device: device as DeviceOfKind[Kind] };
}
