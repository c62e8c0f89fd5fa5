import type { Clock } from '../../../foundation/clock.ts';
import { milliseconds, seconds } from '../../../foundation/units.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { DrivePool } from './drive-pool.ts';
import type { OrderDesk } from './order-desk.ts';

const SWEEP_EVERY = seconds(5);
/** After the input bin gave nothing though blanks were reported, or a printer failed, before it is tried again. */
const TRY_AGAIN_AFTER = milliseconds(10_000);

export interface SchedulerParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly pool: DrivePool;
  readonly watch: MachineWatch;
  readonly clock: Clock;
}

/** Gives free drives to waiting orders, oldest first; tries stopped jackets again; lets orders expire. */
export class Scheduler {
  readonly #parts: SchedulerParts;
  #isClosed = false;
  #notBefore = 0;
  #cancelSweep: () => void = () => {};
  readonly #jacketsNotBefore = new Map<string, number>();

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    parts.desk.onChange((orderId, state) => {
      if (state.at !== 'queued' && state.at !== 'producing') return;
      if (state.jacket.is !== 'stopped' || this.#jacketsNotBefore.has(orderId)) return;
      this.#jacketsNotBefore.set(orderId, parts.clock.monotonic() + TRY_AGAIN_AFTER);
    });
  }

  start(): void {
    this.#sweep();
  }

  /** The input bin gave nothing: not at once again. */
  holdBack(): void {
    this.#notBefore = this.#parts.clock.monotonic() + TRY_AGAIN_AFTER;
  }

  /** Begins what can be begun now. */
  schedule(): void {
    const { desk, pool, records, watch, clock } = this.#parts;
    if (this.#isClosed || !records.db.open) return;
    const facts = watch.facts();
    if (facts.isStarting || !facts.robotWorks || !watch.hasBlank()) return;
    if (clock.monotonic() < this.#notBefore) return;
    for (const order of records.orders.listIn(['queued'])) {
      const drive = pool.lease();
      if (drive === null) return;
      const { refusal } = desk.happen(order.orderId, { is: 'driveLeased', drive });
      if (refusal !== null) pool.release(drive);
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelSweep();
  }

  #sweep(): void {
    if (this.#isClosed) return;
    const { clock, desk, records } = this.#parts;
    for (const order of records.orders.listIn(['ready'])) {
      if (order.state.at === 'ready' && order.state.holdUntil <= clock.now()) {
        desk.happen(order.orderId, { is: 'holdPassed' });
      }
    }
    this.#retryJackets();
    this.schedule();
    this.#cancelSweep = clock.after(SWEEP_EVERY, () => this.#sweep());
  }

  #retryJackets(): void {
    const { clock, desk, records, watch } = this.#parts;
    const facts = watch.facts();
    if (!facts.printerWorks || facts.freeSheets === 0) return;
    for (const { orderId, state } of records.orders.listIn(['queued', 'producing'])) {
      if (state.at !== 'queued' && state.at !== 'producing') continue;
      if (state.jacket.is !== 'stopped') continue;
      if (clock.monotonic() < (this.#jacketsNotBefore.get(orderId) ?? 0)) continue;
      this.#jacketsNotBefore.delete(orderId);
      desk.happen(orderId, { is: 'printerReady' });
    }
  }
}
