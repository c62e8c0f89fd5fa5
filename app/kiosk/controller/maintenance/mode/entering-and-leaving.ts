import type { Machine } from '../../../../../drivers/contract/machine.ts';
import type { MaintenanceMode } from '../../../../contracts/panel-view.ts';
import type { Actor } from '../../../../contracts/staff.ts';
import { instantOf, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import type { Logger } from '../../../../foundation/logger.ts';
import { seconds } from '../../../../foundation/units.ts';
import {
  isUnderWay,
  type ModeHold,
  modeHolds,
  statesUnderWay,
} from '../../../../orders/vendor-mode.ts';
import type { CabinetWatch } from '../../machine/cabinet-watch.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { ActRunner } from '../../workflow/act-runner.ts';
import type { ActHandlers, PanelSources } from '../panel-part.ts';
import type { ModeKeeper } from './mode-keeper.ts';
import { askDevices, doDevicesAnswer } from './self-test.ts';

/** How often it is looked whether everything stands still, beside every change of an order. */
const LOOK_EVERY = seconds(1);

export interface EnteringAndLeavingParts {
  readonly keeper: ModeKeeper;
  readonly machine: Pick<Machine, 'devices'>;
  readonly records: Pick<KioskRecords, 'db' | 'orders'>;
  readonly acts: Pick<ActRunner, 'isIdle'>;
  readonly cabinet: Pick<CabinetWatch, 'facts'>;
  /** The guided job and the tests that are under way. */
  readonly sources: Pick<PanelSources, 'job' | 'tests'>;
  /** Told when the mode has changed without an act. */
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/**
 * Keeps customers out, and lets them in again. What runs is never broken off for it.
 *
 * Throws `MAINTENANCE_HELD` where leaving is held: the view says by what.
 */
export class EnteringAndLeaving {
  readonly #parts: EnteringAndLeavingParts;
  #cancelLook: () => void = () => {};

  constructor(parts: EnteringAndLeavingParts) {
    this.#parts = parts;
  }

  readonly handlers: ActHandlers<'enter-maintenance' | 'leave-maintenance'> = {
    'enter-maintenance': (_, actor) => this.#enter(actor),
    'leave-maintenance': (_, actor) => this.#leave(actor),
  };

  view(): MaintenanceMode {
    const { mode } = this.#parts.keeper;
    if (mode.is === 'off') return { is: 'off' };
    const by = mode.by.name;
    if (mode.is === 'asked') return { is: 'asked', by, waitsFor: this.#waitsFor() };
    return { is: 'entered', by, since: instantOf(mode.since), heldBy: this.#heldBy() };
  }

  /** Enters as soon as everything stands still. Called when anything has changed; by itself while it waits. */
  look(): void {
    const { acts, clock, keeper, logger, onChange, records } = this.#parts;
    this.#cancelLook();
    if (keeper.mode.is !== 'asked' || !records.db.open) return;
    const { by } = keeper.mode;
    try {
      if (this.#waitsFor().length === 0 && acts.isIdle) {
        keeper.advance({ is: 'standsStill', at: clock.now() }, by.staffId);
        onChange();
        return;
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ reason }, 'It could not be looked whether everything stands still.');
    }
    this.#cancelLook = clock.after(LOOK_EVERY, () => this.look());
  }

  close(): void {
    this.#cancelLook();
  }

  #enter({ name, staffId }: Actor): void {
    const { clock, keeper } = this.#parts;
    keeper.advance({ is: 'entryRequested', by: { staffId, name }, at: clock.now() }, staffId);
    this.look();
  }

  async #leave({ staffId }: Actor): Promise<void> {
    const { clock, keeper, machine, signal } = this.#parts;
    if (keeper.mode.is === 'entered') await askDevices(machine, clock, signal);
    const heldBy = this.#heldBy();
    if (keeper.advance({ is: 'exitRequested', heldBy }, staffId)) {
      this.#cancelLook();
      return;
    }
    throw new AppError('MAINTENANCE_HELD', 'The machine cannot go back to its customers yet.', {
      remedy: 'call-attendant',
      context: { heldBy },
    });
  }

  /** Codes of orders, and names of tests. */
  #waitsFor(): string[] {
    const orders = this.#parts.records.orders
      .listIn([...statesUnderWay])
      .filter(({ state }) => isUnderWay(state))
      .map(({ code }) => code);
    return [...orders, ...this.#runningTests()];
  }

  #runningTests(): string[] {
    const { sources } = this.#parts;
    return sources.tests().flatMap(({ outcome, test }) => (outcome === null ? [test] : []));
  }

  #heldBy(): ModeHold[] {
    const { cabinet, machine, sources } = this.#parts;
    return modeHolds({
      isDoorOpen: cabinet.facts.isDoorOpen,
      isJobOpen: sources.job() !== null,
      isTestRunning: this.#runningTests().length > 0,
      doDevicesAnswer: doDevicesAnswer(machine),
    });
  }
}
