import { VendorModeStore } from '../../../../../db/kiosk/vendor-mode-store.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import {
  advanceVendorMode,
  type VendorMode,
  type VendorModeEvent,
  vendorModeSchema,
} from '../../../../orders/vendor-mode.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';

/** Knows whether the machine is kept for those who look after it, and keeps that over a restart. */
export class ModeKeeper {
  readonly #records: Pick<KioskRecords, 'atOnce' | 'events'>;
  readonly #store: VendorModeStore<VendorMode>;
  readonly #clock: Clock;
  #mode: VendorMode;

  constructor(records: Pick<KioskRecords, 'atOnce' | 'db' | 'events'>, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
    this.#store = new VendorModeStore(records.db, vendorModeSchema);
    this.#mode = this.#store.find() ?? { is: 'off' };
  }

  get mode(): VendorMode {
    return this.#mode;
  }

  /**
   * @param by whose doing it is, for the books.
   * @returns whether the event has a place; a mode that changed is recorded then.
   */
  advance(event: VendorModeEvent, by: string | null): boolean {
    const next = advanceVendorMode(this.#mode, event);
    if (next === null || next.is === this.#mode.is) return next !== null;
    const at = timestamp(this.#clock);
    this.#records.atOnce(() => {
      this.#store.put(next, at);
      this.#records.events.add('maintenance.mode', null, { is: next.is, by }, at);
    });
    this.#mode = next;
    return true;
  }
}
