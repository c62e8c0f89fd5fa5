import type { DeliveryGate } from '../delivery-gate/contract.ts';
import type { DiscRobot } from '../disc-robot/contract.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import type { IdReader } from '../id-reader/contract.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { MachineSettings, RobotSettings } from '../settings/machine-settings.ts';
import type { Blueprint } from './blueprint.ts';
import { driveBlueprint, type DriveBlueprint } from './drives.ts';
import { gateBlueprint } from './gates.ts';
import { printerBlueprint } from './printers.ts';
import { readerBlueprint } from './readers.ts';
import { robotBlueprint } from './robots.ts';
import { terminalBlueprint, type TerminalBlueprint } from './terminals.ts';

/** How every device of a machine is built. */
export interface MachinePlan {
  readonly drives: readonly DriveBlueprint[];
  /** An attendant stands in for a robot where there is none. */
  readonly robot: Blueprint<DiscRobot> | Extract<RobotSettings, { driver: 'manual' }>;
  readonly gate: Blueprint<DeliveryGate>;
  readonly readers: readonly Blueprint<IdReader>[];
  readonly printer: Blueprint<DocumentPrinter>;
  readonly labelPrinter: Blueprint<DocumentPrinter> | null;
  /** Null where nobody pays. */
  readonly payment: TerminalBlueprint | null;
}

export function planMachine(settings: MachineSettings): MachinePlan {
  const { drives, gate, labelPrinter, payment, printer, readers, robot } = settings;
  return {
    drives: drives.map((drive, index) => driveBlueprint(drive, index + 1)),
    robot: robot.driver === 'manual' ? robot : robotBlueprint(robot),
    gate: gateBlueprint(gate),
    readers: readers.map((reader, index) => readerBlueprint(reader, index + 1)),
    printer: printerBlueprint(printer, 1),
    labelPrinter: labelPrinter === undefined ? null : printerBlueprint(labelPrinter, 2),
    payment: payment.driver === 'none' ? null : terminalBlueprint(payment),
  };
}

/** Whether any device of a plan needs a world. */
export function needsWorld(plan: MachinePlan): boolean {
  const { drives, gate, labelPrinter, payment, printer, readers, robot } = plan;
  const all = [...drives, robot, gate, ...readers, printer, labelPrinter, payment];
  return all.some((one) => one !== null && 'address' in one && one.address === SIMULATED);
}
