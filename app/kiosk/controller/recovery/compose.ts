import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { ControllerSettings } from '../controller.ts';
import { settleRestored } from '../keeping/after-restore.ts';
import { openBooks } from '../machine/opening-count.ts';
import { endInterruptedTests } from '../maintenance/tests/after-restart.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { composeWorkflow } from '../workflow/compose.ts';
import { recover } from './recover.ts';

export interface RisingParts {
  readonly settings: Pick<ControllerSettings, 'machine' | 'takeWithin'>;
  readonly records: KioskRecords;
  readonly workflow: ReturnType<typeof composeWorkflow>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What a start does before orders go on: waits for shut doors, then makes of everything under way what can be proven of it. */
export async function rise(parts: RisingParts): Promise<void> {
  const { clock, logger, records, settings, workflow } = parts;
  const { machine, takeWithin } = settings;
  const { acts, arrivals, desk, locks, watch } = workflow;
  await acts.untilMayBegin('reject.started');
  openBooks(machine, records, timestamp(clock));
  settleRestored({ records, desk, machine, clock, logger });
  await recover({ ...workflow, records, machine, takeWithin, clock, logger });
  const { gate } = machine;
  endInterruptedTests({ records, machine, acts, gate, gateLock: locks.gate, clock });
  arrivals.onDone = () => watch.look();
  watch.started();
}
