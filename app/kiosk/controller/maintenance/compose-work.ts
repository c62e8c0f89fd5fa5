import type { Machine } from '../../../../drivers/contract/machine.ts';
import { renderTestPage } from '../../../../templates/test-page/render-test-page.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import type { CabinetWatch } from '../machine/cabinet-watch.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { ActRunner } from '../workflow/act-runner.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import type { MachineLocks } from '../workflow/lock.ts';
import { GuidedJobs } from './jobs/guided-jobs.ts';
import { selfTest } from './jobs/self-test.ts';
import { OrderDecisions, type OrderDecisionsParts } from './orders/order-decisions.ts';
import { unfinishedOrders } from './orders/unfinished-orders.ts';
import { discMap } from './storage/disc-map.ts';
import { StorageUnits } from './storage/storage-units.ts';
import { MachineTests } from './tests/machine-tests.ts';
import type { TestBurnParts } from './tests/test-burn.ts';

export interface WorkParts
  extends
    Omit<OrderDecisionsParts, 'gateLock' | 'machine' | 'schedule' | 'watch'>,
    Pick<TestBurnParts, 'burnSpeed' | 'carrier'> {
  readonly machine: Machine;
  readonly acts: ActRunner;
  readonly cabinet: Pick<CabinetWatch, 'facts'>;
  readonly pool: DrivePool;
  readonly watch: MachineWatch;
  readonly locks: MachineLocks;
  readonly scheduler: { schedule(): void };
  readonly kioskName: string;
  readonly isMaintenanceEntered: () => boolean;
  readonly randomness: Randomness;
  readonly disposal: DisposalStack;
  readonly logger: Logger;
}

/** Puts together what people do to the machine with their hands, and decide about what it made. */
export function composeWork(parts: WorkParts) {
  const { cabinet, clock, disposal, locks, logger, machine, records, scheduler, watch } = parts;
  const { gate, printer } = machine;
  const schedule = () => scheduler.schedule();
  /** Told of by what runs beside the panel: nobody is there to hear that it failed. */
  const onChange = () => {
    try {
      if (records.db.open) watch.look();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ reason }, 'It could not be looked how the machine is.');
    }
  };
  const units = new StorageUnits(parts);
  const jobs = new GuidedJobs({
    ...parts,
    units,
    isDoorOpen: () => cabinet.facts.isDoorOpen,
    selfTest: (state) => selfTest(parts, state),
    onChange,
  });
  const gateLock = locks.gate;
  const decisions = new OrderDecisions({ ...parts, gateLock, schedule });
  const tests = new MachineTests({
    ...parts,
    gate,
    gateLock,
    printer,
    printerLock: locks.printer,
    onChange,
    render: renderTestPage,
  });
  disposal.defer(() => jobs.settled());
  disposal.defer(() => tests.settled());
  return {
    handlers: { ...units.handlers, ...jobs.handlers, ...decisions.handlers, ...tests.handlers },
    sources: {
      units: units.list,
      discs: () => discMap({ machine, records, clock }),
      unfinished: () => unfinishedOrders({ records, canBegin: () => watch.canBegin(), clock }),
      job: jobs.view,
      tests: tests.view,
    },
  };
}
