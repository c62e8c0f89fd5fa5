import type { Machine } from './contract/machine.ts';
import { openMachine, type OpenMachineOptions } from './open-machine.ts';
import { SIMULATED } from './settings/fields.ts';
import type {
  MachineSettings,
  PaymentSettings,
  RobotSettings,
} from './settings/machine-settings.ts';

/** What a machine without a body is made of. */
export interface SimulatedContents {
  readonly drives: number;
  readonly slots: number;
  /** Blank discs and sheets at its first making. */
  readonly blanks: number;
  readonly paper: number;
  /** How fast machinery goes: 1 as in life, 10 ten times as fast. */
  readonly burnRate: number | 'unlimited';
  /** What moves its discs; left out, a robot that reaches every place. */
  readonly robot?: RobotSettings | undefined;
  /** Whether discs are printed on, in a printer that the robot reaches. */
  readonly labelPrinter?: boolean | undefined;
  /** How its discs are paid; left out, not at all. */
  readonly payment?: PaymentSettings | undefined;
}

export interface SimulatedMachineOptions
  extends SimulatedContents, Omit<OpenMachineOptions, 'settings'> {}

/** The settings of a machine whose devices are all simulated. */
export function simulatedMachineSettings(contents: SimulatedContents): MachineSettings {
  const hasLabelPrinter = contents.labelPrinter ?? false;
  return {
    drives: Array.from({ length: contents.drives }, () => ({
      driver: 'cdrskin',
      device: SIMULATED,
      // As fast as most DVD-R are rated.
      speed: 16,
      program: 'cdrskin',
    })),
    robot: contents.robot ?? { driver: 'simulated', hasPrinter: hasLabelPrinter },
    gate: { driver: 'kerong', port: SIMULATED, baudRate: 19_200, slots: contents.slots },
    readers: [{ driver: 'serial', port: SIMULATED, baudRate: 9600, model: 'Simulated scanner' }],
    printer: { driver: 'ipp', url: SIMULATED },
    ...(hasLabelPrinter ? { labelPrinter: { driver: 'ipp', url: SIMULATED } as const } : {}),
    payment: contents.payment ?? { driver: 'none' },
    simulation: {
      rate: contents.burnRate,
      blanks: contents.blanks,
      paper: contents.paper,
      faults: [],
    },
  };
}

/**
 * Opens a whole machine without a body: the drivers are the real ones but the robot's, at the other end of each wire is a
 * simulation, and behind all of them one world.
 */
export function openSimulatedMachine(options: SimulatedMachineOptions): Promise<Machine> {
  return openMachine({ ...options, settings: simulatedMachineSettings(options) });
}
