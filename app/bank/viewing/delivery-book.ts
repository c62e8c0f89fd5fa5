import type { Clock } from '../../foundation/clock.ts';
import { isAppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { minutes, seconds } from '../../foundation/units.ts';
import { countDelivery } from '../../licences/viewing.ts';
import { DeliveredTime } from './delivered-time.ts';
import { Pace } from './pace.ts';
import type { PlayingTime } from './playing-time.ts';
import type { AdmittedViewing, ViewingAdmission } from './ports.ts';

/** How often somebody looks for what is to be reported or forgotten. */
const SWEEP = seconds(1);
/** How late delivered time may be recorded. Longer than a player's renewals, which record it too: one write does for both. */
const REPORT_AFTER = seconds(90);
/** A viewing that asks for nothing this long is no longer waited for. */
const QUIET_AFTER = seconds(15);
/** A viewing, and a showing, for which nobody asks this long is forgotten: what was given is recorded. */
const FORGET_AFTER = minutes(15);

/** What one viewing is given after another, on whatever device, as long as they are viewings of one showing. */
interface ShowingDelivery {
  readonly pace: Pace;
  readonly given: DeliveredTime;
  /** Milliseconds of the monotonic clock. */
  askedAt: number;
}

interface Delivery {
  readonly viewingId: string;
  readonly total: number;
  /** Ticks that this viewing was given first of its showing. */
  given: number;
  /** Ticks that are recorded, by whichever process. */
  recorded: number;
  /** Of `given`, what is among `recorded`. */
  reported: number;
  /** Milliseconds of the monotonic clock. */
  reportedAt: number;
  askedAt: number;
  /** Settles, never rejects, when what is being recorded is. */
  recording: Promise<void> | null;
}

export interface DeliveryBookParts {
  readonly admission: Pick<ViewingAdmission, 'recordDelivery'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What this process keeps of the viewings it serves: their pace, and what each was given. Nothing that is served comes out
 * of it, so a process that knows nothing of a viewing can go on with it.
 */
export class DeliveryBook {
  readonly #parts: DeliveryBookParts;
  readonly #deliveries = new Map<string, Delivery>();
  readonly #showings = new Map<string, ShowingDelivery>();
  #cancelSweep: (() => void) | null = null;
  #isClosed = false;

  constructor(parts: DeliveryBookParts) {
    this.#parts = parts;
  }

  /** Viewings that it knows. */
  get size(): number {
    return this.#deliveries.size;
  }

  /**
   * Takes from the pace of a viewing what of a range may go now, and notes it as given.
   *
   * @returns blocks that may go, from the first on; where there are none, milliseconds until the first may.
   */
  take(
    viewing: AdmittedViewing,
    time: PlayingTime,
    range: { readonly first: number; readonly count: number; readonly blocks: number },
  ): { readonly count: number; readonly waitMs: number } {
    const now = this.#parts.clock.monotonic();
    const delivery = this.#deliveryOf(viewing, time, now);
    const { given, pace } = this.#showingOf(viewing.showingId, range.blocks, now);
    for (let taken = 0; taken < range.count; taken++) {
      const block = range.first + taken;
      const ticks = time.paced(block);
      const waitMs = pace.waitFor(ticks, now);
      if (waitMs > 0) return { count: taken, waitMs: taken === 0 ? waitMs : 0 };
      pace.take(ticks, now);
      delivery.given += given.add(block, time.counted(block));
    }
    return { count: range.count, waitMs: 0 };
  }

  /**
   * Records what is due: at once that a showing has begun or counts, else now and then. To be awaited before the blocks that
   * make it so go out; soon after the viewing was admitted, since what other processes recorded is known from there.
   *
   * @returns whether that took any time.
   */
  async recordIfDue(viewingId: string): Promise<boolean> {
    const delivery = this.#deliveries.get(viewingId);
    if (delivery === undefined) return false;
    const hasWaited = delivery.recording !== null;
    await delivery.recording;
    const isDue = isDecisive(delivery) || this.#isLate(delivery);
    if (!isDue) return hasWaited;
    await this.#record(delivery);
    return true;
  }

  /** Records what is not yet recorded of a viewing, before its player leaves. */
  async flush(viewingId: string): Promise<void> {
    const delivery = this.#deliveries.get(viewingId);
    if (delivery !== undefined && unreported(delivery) > 0) await this.#record(delivery);
  }

  /** Records what there is, and forgets a viewing that is over. */
  async end(viewingId: string): Promise<void> {
    await this.flush(viewingId);
    this.#deliveries.delete(viewingId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelSweep?.();
    for (const delivery of this.#deliveries.values()) {
      if (unreported(delivery) > 0) await this.#recordOrSay(delivery);
    }
    this.#deliveries.clear();
    this.#showings.clear();
  }

  #showingOf(showingId: string, blocks: number, now: number): ShowingDelivery {
    const known = this.#showings.get(showingId);
    const showing = known ?? {
      pace: new Pace(now),
      given: new DeliveredTime(blocks),
      askedAt: now,
    };
    showing.askedAt = now;
    this.#showings.set(showingId, showing);
    return showing;
  }

  #deliveryOf(viewing: AdmittedViewing, time: PlayingTime, now: number): Delivery {
    const known = this.#deliveries.get(viewing.viewingId);
    if (known !== undefined) {
      known.recorded = Math.max(known.recorded, viewing.deliveredTicks);
      known.askedAt = now;
      return known;
    }
    const delivery: Delivery = {
      viewingId: viewing.viewingId,
      total: time.total,
      given: 0,
      recorded: viewing.deliveredTicks,
      reported: 0,
      reportedAt: now,
      askedAt: now,
      recording: null,
    };
    this.#deliveries.set(viewing.viewingId, delivery);
    this.#sweepLater();
    return delivery;
  }

  #isLate(delivery: Delivery): boolean {
    const now = this.#parts.clock.monotonic();
    return unreported(delivery) > 0 && now - delivery.reportedAt >= REPORT_AFTER;
  }

  async #record(delivery: Delivery): Promise<void> {
    const { total, viewingId } = delivery;
    const ticks = unreported(delivery);
    // Noted before it is sure: what admissions say meanwhile may contain it already.
    delivery.recorded += ticks;
    delivery.reported += ticks;
    delivery.reportedAt = this.#parts.clock.monotonic();
    const recording = this.#parts.admission.recordDelivery(
      viewingId,
      Math.min(delivery.recorded, total),
      total,
    );
    const settled = recording.catch(() => {});
    delivery.recording = settled;
    try {
      await recording;
    } catch (error) {
      delivery.recorded -= ticks;
      delivery.reported -= ticks;
      throw error;
    } finally {
      if (delivery.recording === settled) delivery.recording = null;
    }
  }

  async #recordOrSay(delivery: Delivery): Promise<void> {
    try {
      await this.#record(delivery);
    } catch (error) {
      // It is tried again as long as the viewing is known; that it counts was recorded before its blocks went out.
      this.#parts.logger.warn(
        { viewingId: delivery.viewingId, code: isAppError(error) ? error.code : null },
        'Delivered time could not be recorded.',
      );
    }
  }

  #sweepLater(): void {
    if (this.#isClosed || this.#cancelSweep !== null) return;
    this.#cancelSweep = this.#parts.clock.after(SWEEP, () => {
      void this.#sweep();
    });
  }

  async #sweep(): Promise<void> {
    const now = this.#parts.clock.monotonic();
    for (const delivery of this.#deliveries.values()) {
      if (unreported(delivery) > 0) {
        // Whoever still watches has it recorded as they ask.
        const { askedAt, reportedAt } = delivery;
        if (now - Math.max(askedAt, reportedAt) < QUIET_AFTER) continue;
        await this.#recordOrSay(delivery);
        // A write is short, many in a row are not: others come in between.
        await new Promise(setImmediate);
        if (this.#isClosed) return;
      } else if (now - delivery.askedAt >= FORGET_AFTER) {
        this.#deliveries.delete(delivery.viewingId);
      }
    }
    for (const [showingId, { askedAt }] of this.#showings) {
      // By then its pace is as it was at first.
      if (now - askedAt >= FORGET_AFTER) this.#showings.delete(showingId);
    }
    this.#cancelSweep = null;
    if (this.#deliveries.size + this.#showings.size > 0) this.#sweepLater();
  }
}

function unreported({ given, reported }: Delivery): number {
  return given - reported;
}

function counts(ticks: number, { total }: Delivery): boolean {
  return countDelivery({ countedAt: null }, ticks, total);
}

function isDecisive(delivery: Delivery): boolean {
  const { recorded } = delivery;
  const sum = recorded + unreported(delivery);
  return (
    sum > recorded && (recorded === 0 || (counts(sum, delivery) && !counts(recorded, delivery)))
  );
}
