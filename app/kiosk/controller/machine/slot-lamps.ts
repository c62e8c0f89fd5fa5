import type { LampState, PanelSignals } from '../../../../drivers/panel-signals/contract.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';

export interface SlotLampsParts {
  readonly signals: PanelSignals | null;
  readonly records: KioskRecords;
  readonly logger: Logger;
}

/** Lights the slots: blinking while one is presented, on while a finished disc lies in it. */
export class SlotLamps {
  readonly #parts: SlotLampsParts;
  #isWorking = false;
  #isAskedAgain = false;

  constructor(parts: SlotLampsParts) {
    this.#parts = parts;
  }

  /** Brings the lamps to what they should show. What fails is tried again with the next call. */
  show(): void {
    if (this.#parts.signals === null) return;
    this.#isAskedAgain = true;
    if (!this.#isWorking) void this.#work(this.#parts.signals);
  }

  async #work(signals: PanelSignals): Promise<void> {
    this.#isWorking = true;
    try {
      while (this.#isAskedAgain) {
        this.#isAskedAgain = false;
        await this.#light(signals);
      }
    } catch (error) {
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#parts.logger.debug({ code }, 'A lamp could not be switched.');
    } finally {
      this.#isWorking = false;
    }
  }

  async #light(signals: PanelSignals): Promise<void> {
    if (!this.#parts.records.db.open || signals.status.health === 'noDevice') return;
    for (const [slot, wanted] of this.#wanted()) {
      if (slot > signals.capabilities.lamps || signals.status.lamps[slot - 1] === wanted) continue;
      await signals.setLamp(slot, wanted);
    }
  }

  #wanted(): [slot: number, lamp: LampState][] {
    const { orders, slots } = this.#parts.records;
    const presented = new Set(
      orders
        .listIn(['presenting'])
        .flatMap(({ state }) => (state.at === 'presenting' ? [state.slot] : [])),
    );
    return slots.list().map(({ slot, state }) => {
      if (presented.has(slot)) return [slot, 'blinking'];
      return [slot, state.is === 'occupied' ? 'on' : 'off'];
    });
  }
}
