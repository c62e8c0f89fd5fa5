import { reportDevice } from '../../../../drivers/contract/device-report.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { MaintenanceAct, MaintenanceView } from '../../../contracts/maintenance-api.ts';
import type { Actor } from '../../../contracts/staff.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError } from '../../../foundation/errors.ts';
import { findCopies, getCopy } from '../../../../db/kiosk/copies.ts';
import { askToBeginAnew, askToRestore } from '../../../../db/kiosk/replacement.ts';
import { readWitness } from '../../../../db/kiosk/witness.ts';
import { copiesForStaff } from '../keeping/copies-for-staff.ts';
import type { KeepingFolders } from '../keeping/folders.ts';
import { askToRetire } from '../keeping/retirement.ts';
import { requireName } from '../keeping/typed-name.ts';
import { faultForStaff, reasonOf } from './records-fault.ts';

/** Shown and typed where nothing tells any more what the kiosk was called. */
const UNNAMED = 'this kiosk';

export interface ClosedDeskParts {
  readonly fault: AppError;
  readonly folders: KeepingFolders;
  readonly machine: Machine;
  readonly clock: Clock;
  /** The program is to end and to be started again. */
  readonly onRestart: () => void;
}

/** What the people who look after a machine see and do while its records cannot be used. Nothing else of it works. */
export class ClosedDesk {
  readonly #parts: ClosedDeskParts;
  readonly kioskName: string;

  constructor(parts: ClosedDeskParts) {
    this.#parts = parts;
    const found = readWitness(parts.folders.records.witness);
    this.kioskName = (found.is === 'readable' ? found.witness.kioskName : null) ?? UNNAMED;
  }

  view(actor: Actor): MaintenanceView {
    const { clock, fault, folders, machine } = this.#parts;
    const reason = reasonOf(fault);
    return {
      now: timestamp(clock),
      mode: 'outOfService',
      ordersClosed: [reason],
      pickUpClosed: [reason],
      devices: machine.devices.map(reportDevice),
      task: null,
      robotFault: null,
      drivesOutOfUse: [],
      doubtfulOrders: [],
      doubtfulPayments: [],
      blockedSlots: [],
      faults: [],
      actor,
      kioskName: this.kioskName,
      maintenance: { is: 'off' },
      units: [],
      discs: [],
      unfinished: [],
      job: null,
      tests: [],
      keeping: {
        ...copiesForStaff(findCopies(folders.copies)),
        fault: faultForStaff(fault, this.kioskName),
      },
    };
  }

  act(act: MaintenanceAct, actor: Actor): Promise<MaintenanceView> {
    const { clock, fault, folders, onRestart } = this.#parts;
    const at = timestamp(clock);
    if (fault.code === 'KIOSK_RETIRED') throw closed(fault);
    switch (act.act) {
      case 'restore':
        askToRestore(folders.records, getCopy(folders.copies, act.name), at);
        break;
      case 'begin-anew':
        requireName(act.code, this.kioskName);
        askToBeginAnew(folders.records, at);
        break;
      case 'retire':
        requireName(act.code, this.kioskName);
        askToRetire(folders.records.folder, { at, kioskName: this.kioskName });
        break;
      default:
        throw closed(fault);
    }
    onRestart();
    return Promise.resolve(this.view(actor));
  }
}

function closed(fault: AppError): AppError {
  return new AppError('RECORDS_CLOSED', fault.message, {
    remedy: 'call-attendant',
    context: { fault: fault.code },
  });
}
