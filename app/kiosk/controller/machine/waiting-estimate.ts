import type { KioskRecords, OrderRecord } from '../records/kiosk-records.ts';
import {
  inMinutes,
  median,
  waitingTime,
  wholeWork,
  workTime,
  type MeasuredRates,
  type RemainingWork,
} from '../../../orders/waiting-time.ts';
import { milliseconds, type Milliseconds } from '../../../foundation/units.ts';
import type { ActKind, ActRecord } from '../../../../db/kiosk/act-journal.ts';
import type { LiveProgress } from '../workflow/live-progress.ts';
import type { DrivePool } from '../workflow/drive-pool.ts';

/** Acts that the rates are measured by: the latest of each kind. */
const MEASURED = 9;
const UNDER_WAY = ['placed', 'authorised', 'preparing', 'queued', 'producing'] as const;

/** Tells how long an order takes, from what this machine measured of itself and from the orders before it. */
export class WaitingEstimate {
  readonly #records: KioskRecords;
  readonly #progress: LiveProgress;
  readonly #pool: DrivePool;
  readonly #burnSpeed: number;

  constructor(records: KioskRecords, progress: LiveProgress, pool: DrivePool, burnSpeed: number) {
    this.#records = records;
    this.#progress = progress;
    this.#pool = pool;
    this.#burnSpeed = burnSpeed;
  }

  /** Whole minutes until a film of `sectors`, ordered now, is in its slot. */
  minutesFor(sectors: number): number {
    const rates = this.#rates();
    const before = this.#records.orders
      .listIn(UNDER_WAY)
      .map((order) => this.#timeFor(order, rates));
    const own = workTime(wholeWork(sectors), this.#burnSpeed, rates);
    return inMinutes(waitingTime(own, before, this.#pool.usable.length));
  }

  /** How long until the disc of an order under way is in its slot; null where it is not under way. */
  timeTo(orderId: string): Milliseconds | null {
    const rates = this.#rates();
    const before: Milliseconds[] = [];
    for (const order of this.#records.orders.listIn(UNDER_WAY)) {
      const time = this.#timeFor(order, rates);
      if (order.orderId === orderId) return waitingTime(time, before, this.#pool.usable.length);
      before.push(time);
    }
    return null;
  }

  #timeFor(order: OrderRecord, rates: MeasuredRates): Milliseconds {
    return workTime(this.#remaining(order), this.#burnSpeed, rates);
  }

  #remaining({ orderId, state, title }: OrderRecord): RemainingWork {
    const total = title.sectors;
    const left = (step: 'prepared' | 'burning' | 'checking') =>
      Math.max(0, total - this.#progress.sectorsOf(orderId, step));
    if (state.at === 'producing') {
      const isMade = state.disc.is === 'verified' || state.disc.is === 'staged';
      return {
        fetchSectors: 0,
        writeSectors: isMade ? 0 : left('burning'),
        verifySectors: isMade ? 0 : left('checking'),
        isHandled: state.disc.is === 'staged',
      };
    }
    const isFetched = state.at === 'queued';
    return { ...wholeWork(total), fetchSectors: isFetched ? 0 : left('prepared') };
  }

  #rates(): MeasuredRates {
    const handling = (['pick.started', 'stage.started'] as const).map((kind) =>
      median(this.#done(kind).flatMap((act) => durationOf(act) ?? [])),
    );
    const [pick, stage] = handling;
    return {
      fetch: null,
      write: median(this.#done('write.started').flatMap((act) => rateOf(act) ?? [])),
      verify: median(this.#done('verify.started').flatMap((act) => rateOf(act) ?? [])),
      handling:
        pick === null || stage === null || pick === undefined || stage === undefined
          ? null
          : milliseconds(pick + stage),
    };
  }

  #done(kind: ActKind): ActRecord[] {
    return this.#records.acts.listDone(kind, MEASURED);
  }
}

function durationOf(act: ActRecord): number | null {
  const value = act.evidence?.['milliseconds'];
  return typeof value === 'number' ? value : null;
}

/** Sectors a second. */
function rateOf(act: ActRecord): number | null {
  const sectors = act.evidence?.['sectors'];
  const duration = durationOf(act);
  if (typeof sectors !== 'number' || duration === null) return null;
  return (sectors * 1000) / Math.max(1, duration);
}
