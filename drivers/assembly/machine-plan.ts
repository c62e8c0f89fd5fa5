import type { DeliveryGate } from '../delivery-gate/contract.ts';
import type { DiscRobot } from '../disc-robot/contract.ts';
import type { DocumentPrinter } from '../document-printer/contract.ts';
import type { IdReader } from '../id-reader/contract.ts';
import { SIMULATED } from '../settings/fields.ts';
import { slotsOf, type MachineSettings, type RobotSettings } from '../settings/machine-settings.ts';
import type { Blueprint } from './blueprint.ts';
import { driveBlueprint, type DriveBlueprint } from './drives.ts';
import { gateBlueprint } from './gates.ts';
import { printerBlueprint } from './printers.ts';
import { readerBlueprint } from './readers.ts';
import { robotBlueprint } from './robots.ts';
import { signalsBlueprint, type SignalsBlueprint } from './signals.ts';
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
  /** Null where the cabinet has none. */
  readonly signals: SignalsBlueprint | null;
}

export function planMachine(settings: MachineSettings): MachinePlan {
  const { drives, gate, labelPrinter, payment, printer, readers, robot, signals } = settings;
  return {
    drives: drives.map((drive, index) => driveBlueprint(drive, index + 1)),
    robot: robot.driver === 'manual' ? robot : robotBlueprint(robot, drives.length),
    gate: gateBlueprint(gate),
    readers: readers.map((reader, index) => readerBlueprint(reader, index + 1)),
    printer: printerBlueprint(printer, 1),
    labelPrinter: labelPrinter === undefined ? null : printerBlueprint(labelPrinter, 2),
    payment: payment.driver === 'none' ? null : terminalBlueprint(payment),
    signals: signals === undefined ? null : signalsBlueprint(signals, slotsOf(gate)),
  };
}

/** Whether any device of a plan needs a world. */
export function needsWorld(plan: MachinePlan): boolean {
  const { drives, gate, labelPrinter, payment, printer, readers, robot, signals } = plan;
  const all = [...drives, robot, gate, ...readers, printer, labelPrinter, payment, signals];
  return all.some((one) => one !== null && 'address' in one && one.address === SIMULATED);
}
