import type { ActFacts, ActKind } from '../../../../db/kiosk/act-journal.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';

export interface Act {
  readonly kind: ActKind;
  readonly orderId: string;
  readonly discId: string | null;
  readonly intent: ActFacts;
}

/** Runs physical steps, each between two records: intent before, evidence after. */
export class ActRunner {
  readonly #records: KioskRecords;
  readonly #clock: Clock;
  readonly bootId: string;
  /** Aborted when the program ends: an act that this cuts off stays open in the journal, and the next start finds it. */
  readonly signal: AbortSignal;

  constructor(records: KioskRecords, clock: Clock, bootId: string, signal: AbortSignal) {
    this.#records = records;
    this.#clock = clock;
    this.bootId = bootId;
    this.signal = signal;
  }

  /**
   * Begins nothing once the program is ending; what ends well in spite of that is recorded all the same.
   *
   * @param before what is recorded together with the intent.
   * @param after what is recorded together with the evidence of success.
   */
  async run<Result>(
    act: Act,
    work: () => Promise<Result>,
    after: (result: Result, at: string) => ActFacts,
    before: (at: string) => void = () => {},
  ): Promise<Result> {
    this.signal.throwIfAborted();
    const at = timestamp(this.#clock);
    const actId = this.#records.atOnce(() => {
      before(at);
      return this.#records.acts.begin({ ...act, bootId: this.bootId, at });
    });
    return this.finish(actId, work, after);
  }

  /** Runs the work of an act whose intent is recorded. */
  async finish<Result>(
    actId: number,
    work: () => Promise<Result>,
    after: (result: Result, at: string) => ActFacts,
  ): Promise<Result> {
    const started = this.#clock.monotonic();
    try {
      const result = await work();
      const at = timestamp(this.#clock);
      const milliseconds = Math.round(this.#clock.monotonic() - started);
      this.#records.atOnce(() => {
        const evidence = after(result, at);
        this.#records.acts.end(actId, 'done', { ...evidence, milliseconds }, at);
      });
      return result;
    } catch (error) {
      this.signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#records.acts.end(actId, 'failed', { code }, timestamp(this.#clock));
      throw error;
    }
  }
}
