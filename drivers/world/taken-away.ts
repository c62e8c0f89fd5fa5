import type { WiredDevice } from './away.ts';
import type { FaultName } from './faults.ts';

/** Faults that take a device away at once, until they are cleared. */
const takenAwayBy: Partial<Record<FaultName, WiredDevice>> = {
  'drive.gone': 'drive',
  'robot.unplugged': 'robot',
  'gate.unplugged': 'gate',
  'reader.unplugged': 'reader',
  'printer.off': 'printer',
  'payment.gone': 'payment',
  'signals.unplugged': 'signals',
};

/** The device that a fault takes away; null where it does not. */
export function deviceTakenBy(fault: FaultName): WiredDevice | null {
  return takenAwayBy[fault] ?? null;
}
