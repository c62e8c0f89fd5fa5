import { AppError } from '../../app/foundation/errors.ts';
import type { PendingFault, WorldState } from './world-state.ts';
import type { World } from './world.ts';

/** Every fault that can be asked for, and what it does. */
export const faultNames = {
  'drive.write-error': 'the recorder fails at sector @n while writing',
  'drive.power-calibration': 'the laser cannot be calibrated on this disc',
  'drive.close-failed': 'all is written, but the lead-in is not',
  'drive.not-blank': 'the next disc put in has been burned before',
  'drive.no-medium': 'the next disc put in is not recognised',
  'drive.wrong-medium': 'the next disc put in is a pressed one',
  'drive.lost': 'the drive vanishes from its bus while writing, from sector @n',
  'drive.gone': 'drive n is not on its bus until cleared',
  'drive.busy': 'another program holds the drive',
  'drive.verify-mismatch': 'one bit of sector @n is wrong after burning',
  'drive.misreads': 'drive n does not read sector @n of any disc, until cleared',
  'drive.unreadable-sector': 'sector @n cannot be read back',
  'drive.stalled': 'the recorder stops taking data at sector @n, and obeys when asked to stop',
  'drive.hung': 'the recorder stops at sector @n and obeys nothing but a kill',
  'drive.tray-stuck': 'the tray does not move until cleared',
  'robot.disc-stuck': 'the disc stays where it was',
  'robot.disc-dropped': 'the disc falls inside the machine',
  'robot.silent': 'no answer comes; the disc has been moved all the same',
  'robot.confused': 'a Nimbie reports an error that it does not explain (E09), and moves nothing',
  'robot.arm-blocked':
    'the arm of an Amtren or Aleratec stops on its way; its disc stays where it was',
  'robot.unplugged': 'the cable of the robot is pulled until cleared',
  'gate.unplugged': 'the cable of the lock board is pulled until cleared',
  'gate.jammed-closed': 'the bolt does not move until cleared',
  'gate.jammed-open': 'the door does not close until cleared',
  'gate.forced-open': 'slot n is open without having been unlocked',
  'gate.silent': 'the lock board stops answering until cleared',
  'reader.unplugged': 'the cable of reader n is pulled until cleared',
  'reader.unreadable': 'the next card at reader n cannot be read',
  'printer.off': 'the printer is switched off until cleared',
  'payment.gone': 'the cable of the payment terminal is pulled until cleared',
  'signals.silent': 'the signal board stops answering until cleared',
  'signals.door-open': 'the service door is open, until cleared',
  'signals.tamper': 'somebody tampers with the cabinet, until cleared',
  'signals.power-lost': 'the mains are gone: the battery supplies, until cleared',
  'signals.battery-low': 'the mains are gone and the battery is nearly empty, until cleared',
  'signals.too-hot': 'it is @n degrees in the cabinet (60 where none are given), until cleared',
  'signals.unplugged': 'the cable of the panel signals is pulled until cleared',
  'printer.paper-out': 'no sheet is left',
  'printer.jam': 'the next sheet jams, until cleared or paper is loaded',
  'printer.aborted': 'the printer gives the next job up',
  'printer.stopped': 'somebody pressed stop, until cleared',
  'printer.toner-out': 'the toner is empty, until cleared',
  'printer.rejected': 'the next document is refused',
  'printer.held': 'the next job is held until somebody releases it',
  'printer.closed': 'the printer accepts no jobs, until cleared',
  'printer.toner-low': 'little toner is left, until cleared',
  'printer.lost-answer': 'the answer to the next document is lost; it is printed all the same',
  'payment.declined': 'the next payment is declined',
  'payment.canceled': 'the customer cancels the next payment',
  'payment.silent':
    'the terminal does not answer the next payment, capture or release, and does not do it',
  'payment.lost-answer':
    'the next payment, capture or release is done, but its result never arrives',
  'payment.abort': 'the terminal gives the next payment, capture or release up',
  'payment.busy': 'the terminal refuses the next payment, capture or release: it is busy',
  'payment.unplugged':
    'the cable of the terminal is pulled at the next payment, capture or release',
} as const;
export type FaultName = keyof typeof faultNames;

/**
 * Reads a fault as people ask for it: `drive.write-error`, `drive2.write-error@20000`, `robot.disc-stuck#3` (the third
 * occasion from now), `gate1.forced-open`.
 *
 * @throws AppError `WORLD_FAULT_UNKNOWN`
 */
export function parseFault(text: string): PendingFault & { readonly name: FaultName } {
  const match = /^([a-z]+)(\d+)?\.([a-z-]+)(?:@(\d+))?(?:#(\d+))?$/.exec(text);
  const name = match ? `${match[1]}.${match[3]}` : text;
  if (!match || !Object.hasOwn(faultNames, name) || match[2] === '0' || match[5] === '0') {
    throw new AppError('WORLD_FAULT_UNKNOWN', `No fault is called ${text}.`, {
      remedy: 'reject-input',
      context: { known: Object.keys(faultNames) },
    });
  }
  return {
    name: name as FaultName,
    unit: match[2] === undefined ? null : Number(match[2]),
    value: match[4] === undefined ? null : Number(match[4]),
    occasion: match[5] === undefined ? 1 : Number(match[5]),
  };
}

/**
 * Says whether `name` happens at this occasion, which counts it. `null` if it does not, its value (or `fallback`) if so.
 */
export function takeFault(
  world: World,
  name: FaultName,
  unit: number | null,
  fallback = 0,
): number | null {
  const concerns = (fault: PendingFault) =>
    fault.name === name && (fault.unit === null || fault.unit === unit);
  if (!world.state.faults.some(concerns)) return null;
  let value: number | null = null;
  world.change((draft) => {
    const due = draft.faults.find((fault) => concerns(fault) && fault.occasion === 1);
    for (const fault of draft.faults) {
      if (concerns(fault) && fault !== due && fault.occasion > 1) fault.occasion -= 1;
    }
    if (!due) return;
    draft.faults = draft.faults.filter((fault) => fault !== due);
    value = due.value ?? fallback;
  });
  return value;
}

/** Whether something is wrong that stays so until it is cleared. Counts no occasion. */
export function hasFault(world: World, name: FaultName, unit: number): boolean {
  return world.state.faults.some(
    (fault) => fault.name === name && (fault.unit === null || fault.unit === unit),
  );
}

const calmSignals = {
  answers: true,
  door: 'closed',
  tampered: false,
  power: 'mains',
  celsius: 25,
} as const;

/** Forgets what was to happen and mends what is jammed, as an attendant would. */
export function clearFaults(draft: WorldState): void {
  draft.faults = [];
  draft.away = [];
  draft.gateAnswers = true;
  draft.signals = { ...calmSignals };
  draft.printer.condition = 'ready';
  draft.labelPrinter.condition = 'ready';
  for (const tray of draft.trays) tray.stuck = false;
  for (const slot of draft.slots) {
    slot.jammed = false;
    slot.door = 'closed';
  }
}
