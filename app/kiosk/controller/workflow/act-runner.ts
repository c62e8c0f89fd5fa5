import type { ActFacts, ActKind } from '../../../../db/kiosk/act-journal.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';

export interface Act {
  readonly kind: ActKind;
  /** Null where it belongs to a test. */
  readonly orderId: string | null;
  /** The test of the machine that it belongs to; left out where it belongs to an order. */
  readonly test?: number;
  readonly discId: string | null;
  readonly intent: ActFacts;
}

/** What lets physical steps begin, or has them wait. */
export interface Interlock {
  mayBegin(kind: ActKind): boolean;
  /** Rejects with the signal's reason. */
  untilMayBegin(kind: ActKind, signal: AbortSignal): Promise<void>;
}

/** Runs physical steps, each between two records: intent before, evidence after. */
export class ActRunner {
  readonly #records: KioskRecords;
  readonly #clock: Clock;
  readonly bootId: string;
  /** Aborted when the program ends: an act that this cuts off stays open in the journal, and the next start finds it. */
  readonly signal: AbortSignal;

  readonly #interlock: Interlock | null;
  #underWay = 0;
  readonly #waitForIdle = new Set<() => void>();

  constructor(
    records: KioskRecords,
    clock: Clock,
    bootId: string,
    signal: AbortSignal,
    interlock: Interlock | null = null,
  ) {
    this.#records = records;
    this.#clock = clock;
    this.bootId = bootId;
    this.signal = signal;
    this.#interlock = interlock;
  }

  /** Whether an act of this kind could begin now. */
  mayBegin(kind: ActKind): boolean {
    return this.#interlock?.mayBegin(kind) ?? true;
  }

  /** Waits, for as long as it takes, until an act of this kind may begin. Rejects once the program is ending. */
  async untilMayBegin(kind: ActKind): Promise<void> {
    if (!this.mayBegin(kind)) await this.#interlock?.untilMayBegin(kind, this.signal);
    this.signal.throwIfAborted();
  }

  /** Whether no act is under way. */
  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** Resolves as soon as no act is under way. */
  async idle(): Promise<void> {
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#waitForIdle.add(resolve);
    });
  }

  /**
   * Waits while its kind may not begin. Begins nothing once the program is ending; what ends well in spite of that is recorded all the same.
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
    while (!this.mayBegin(act.kind)) await this.untilMayBegin(act.kind);
    this.signal.throwIfAborted();
    const at = timestamp(this.#clock);
    const actId = this.#records.atOnce(() => {
      before(at);
      this.#records.boundaries.note(`begin ${act.kind}`);
      return this.#records.acts.begin({ ...act, bootId: this.bootId, at });
    });
    return this.finish(actId, work, after, act.kind);
  }

  /**
   * Runs the work of an act whose intent is recorded.
   *
   * @param kind what it is called where power cuts are tried.
   */
  async finish<Result>(
    actId: number,
    work: () => Promise<Result>,
    after: (result: Result, at: string) => ActFacts,
    kind = 'act',
  ): Promise<Result> {
    const started = this.#clock.monotonic();
    const { boundaries } = this.#records;
    this.#underWay += 1;
    try {
      boundaries.pass(`act:before ${kind}`);
      const result = await work();
      boundaries.pass(`act:after ${kind}`);
      const at = timestamp(this.#clock);
      const milliseconds = Math.round(this.#clock.monotonic() - started);
      this.#records.atOnce(() => {
        const evidence = after(result, at);
        boundaries.note(`end ${kind}`);
        this.#records.acts.end(actId, 'done', { ...evidence, milliseconds }, at);
      });
      return result;
    } catch (error) {
      this.signal.throwIfAborted();
      boundaries.pass(`act:after ${kind} failed`);
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      this.#records.acts.end(actId, 'failed', { code }, timestamp(this.#clock));
      throw error;
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    for (const resolve of this.#waitForIdle) resolve();
    this.#waitForIdle.clear();
  }
}
