import type { Machine } from '../../../../drivers/contract/machine.ts';
import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Milliseconds } from '../../../foundation/units.ts';
import type { BootRemedy } from '../../../orders/boot-table.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { Spool } from '../spool/spool.ts';
import type { ActRunner } from '../workflow/act-runner.ts';
import type { Arrivals } from '../workflow/arrivals.ts';
import type { DiscCarrier } from '../workflow/disc-carrier.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';
import type { OrderDesk } from '../workflow/order-desk.ts';
import type { Presentation } from '../workflow/presentation.ts';

/** What a start works with. */
export interface RecoverySettings {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly machine: Machine;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly acts: ActRunner;
  readonly arrivals: Arrivals;
  readonly presentation: Presentation;
  readonly spool: Pick<Spool, 'discardAllBut'>;
  /** How long a disc that can still be reached is left to its owner. */
  readonly takeWithin: Milliseconds;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The same, and what it has decided so far. */
export interface RecoveryParts extends RecoverySettings {
  readonly decided: Decided[];
}

/** What the table said of one act. */
export interface Decided {
  readonly orderId: string;
  readonly row: string;
  readonly remedy: BootRemedy;
}
