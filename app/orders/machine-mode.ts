import type { MachineView, ReasonCode } from '../contracts/kiosk-view.ts';
import { cabinetClosesAll, cabinetClosesOrders, type CabinetFacts } from './cabinet.ts';

/** All that decides what the machine can do now. Counts are free ones: reservations are taken off. */
export interface MachineFacts {
  readonly isStarting: boolean;
  /** Kept for those who look after it; or asked for by them, while what runs is finished. */
  readonly inMaintenance: boolean;
  readonly isMaintenanceAsked: boolean;
  readonly databaseSound: boolean;
  readonly bankReachable: boolean;
  /** What the bank thinks of this kiosk, where it has said: `stale` where the records are behind what it has seen. */
  readonly standing?: 'good' | 'stale' | 'refused';
  /** Null where the machine cannot count them but has some. */
  readonly freeBlanks: number | null;
  readonly freeSheets: number | null;
  readonly freeSlots: number;
  /** Drives that the machine has, and those of them that can be used. */
  readonly drives: number;
  readonly usableDrives: number;
  readonly robotWorks: boolean;
  readonly gateWorks: boolean;
  readonly printerWorks: boolean;
  readonly readerWorks: boolean;
  /** Also where nothing has to be paid. */
  readonly paymentWorks: boolean;
  readonly cabinet: CabinetFacts;
}

export type MachineMode = MachineView['mode'];

export interface MachineServices {
  readonly mode: MachineMode;
  readonly ordersClosed: ReasonCode[];
  readonly pickUpClosed: ReasonCode[];
}

/**
 * What can be offered now, and why the rest cannot. A fault closes only the services that need the faulty part.
 *
 * The reader is needed for neither: a member number does as well.
 */
export function machineServices(facts: MachineFacts): MachineServices {
  const [cabinetReason] = cabinetClosesAll(facts.cabinet);
  // An open door may be all that the start waits for.
  if (facts.isStarting) return allClosed('starting', cabinetReason ?? 'starting');
  if (facts.inMaintenance) return allClosed('maintenance', 'maintenance');
  if (!facts.databaseSound) return allClosed('outOfService', 'database-fault');

  if (facts.standing === 'stale') return allClosed('outOfService', 'records-stale');
  if (facts.standing === 'refused') return allClosed('outOfService', 'not-enrolled');
  if (facts.cabinet.isTamperedWith) return allClosed('outOfService', 'tampered');

  const pickUpClosed = cabinetClosesAll(facts.cabinet);
  if (!facts.gateWorks) pickUpClosed.push('gate-fault');

  const ordersClosed: ReasonCode[] = [...pickUpClosed, ...cabinetClosesOrders(facts.cabinet)];
  if (facts.isMaintenanceAsked) ordersClosed.unshift('maintenance');
  // A disc is collected without the bank too: by its pick-up code.
  if (!facts.bankReachable) ordersClosed.push('bank-unreachable');
  if (!facts.robotWorks) ordersClosed.push('robot-fault');
  if (facts.usableDrives === 0) ordersClosed.push(facts.drives === 0 ? 'no-drive' : 'drive-fault');
  if (facts.freeBlanks !== null && facts.freeBlanks < 1) ordersClosed.push('no-blank');
  if (!facts.printerWorks) ordersClosed.push('printer-fault');
  else if (facts.freeSheets !== null && facts.freeSheets < 1) ordersClosed.push('no-paper');
  if (!facts.paymentWorks) ordersClosed.push('payment-fault');
  if (facts.freeSlots < 1) ordersClosed.push('no-free-slot');

  const isWhole =
    ordersClosed.length === 0 &&
    facts.usableDrives === facts.drives &&
    facts.readerWorks &&
    facts.cabinet.isWatched;
  const isClosed = ordersClosed.length > 0 && pickUpClosed.length > 0;
  const mode = isClosed ? 'outOfService' : isWhole ? 'inService' : 'degraded';
  return { mode, ordersClosed, pickUpClosed };
}

function allClosed(mode: MachineMode, reason: ReasonCode): MachineServices {
  return { mode, ordersClosed: [reason], pickUpClosed: [reason] };
}
