import { isDeepStrictEqual } from 'node:util';
import type { ActKind } from '../../../../db/kiosk/act-journal.ts';
import type { PanelSignals } from '../../../../drivers/panel-signals/contract.ts';
import { AppError } from '../../../foundation/errors.ts';
import {
  calmCabinet,
  mayBeginStep,
  type CabinetFacts,
  type CabinetStep,
} from '../../../orders/cabinet.ts';
import type { Interlock } from '../workflow/act-runner.ts';
import { isWorking } from '../workflow/drive-pool.ts';

/**
 * Knows how the cabinet is, by its signals, and lets physical steps begin or wait. A sensor that says nothing holds nothing up,
 * but its last word stands: a door that was open is open, and a battery that was nearly empty is, until it says otherwise.
 *
 * An alarm is remembered until a person has looked (`returnToWork`) or the program is started again: a thief who closes the
 * door behind him has been there all the same.
 */
export class CabinetWatch implements Interlock {
  readonly #signals: PanelSignals | null;
  readonly #maximumCelsius: number;
  readonly #listeners = new Set<() => void>();
  readonly #unsubscribe: () => void;
  #hasAlarm = false;
  #facts: CabinetFacts = calmCabinet;

  /** @param signals null where the cabinet has none: then it is always calm. */
  constructor(signals: PanelSignals | null, maximumCelsius: number) {
    this.#signals = signals;
    this.#maximumCelsius = maximumCelsius;
    this.#unsubscribe = signals?.onStatus(() => this.#look()) ?? (() => {});
    this.#look();
  }

  get facts(): CabinetFacts {
    return this.#facts;
  }

  /** @returns a function that ends the subscription. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  mayBegin(kind: ActKind): boolean {
    return mayBeginStep(this.#facts, stepOf(kind));
  }

  untilMayBegin(kind: ActKind, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      if (this.mayBegin(kind)) {
        resolve();
        return;
      }
      const end = () => {
        stop();
        signal.removeEventListener('abort', onAbort);
      };
      const onAbort = () => {
        end();
        reject(signal.reason);
      };
      const stop = this.onChange(() => {
        if (!this.mayBegin(kind)) return;
        end();
        resolve();
      });
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  /**
   * A person has looked.
   *
   * @throws AppError `CABINET_ALARM` while the sensor still raises it.
   */
  returnToWork(): void {
    if (this.#signals?.status.tamper === 'alarm') {
      throw new AppError('CABINET_ALARM', 'The cabinet still raises its alarm.', {
        remedy: 'call-attendant',
      });
    }
    this.#hasAlarm = false;
    this.#look();
  }

  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  #look(): void {
    if (this.#signals === null) return;
    const { celsius, door, health, power, tamper } = this.#signals.status;
    this.#hasAlarm ||= tamper === 'alarm';
    const last = this.#facts;
    const facts: CabinetFacts = {
      isDoorOpen: door === 'unknown' ? last.isDoorOpen : door === 'open',
      isTamperedWith: this.#hasAlarm,
      power: power === 'unknown' ? last.power : power === 'notSupported' ? 'mains' : power,
      isTooHot: celsius !== null && celsius > this.#maximumCelsius,
      isWatched: isWorking(health) || health === 'fraudAttempt',
    };
    if (isDeepStrictEqual(facts, this.#facts)) return;
    this.#facts = facts;
    for (const listener of this.#listeners) listener();
  }
}

function stepOf(kind: ActKind): CabinetStep {
  switch (kind) {
    case 'write.started':
      return 'burn';
    case 'print.started':
      return 'print';
    case 'authorise.started':
    case 'capture.started':
    case 'release.started':
      return 'payment';
    default:
      return 'motion';
  }
}
