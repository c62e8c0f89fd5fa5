import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import type { DiscRejection } from '../../../orders/disc-machine.ts';
import {
  changeDisc,
  changeSlot,
  noteInGripper,
  type KioskRecords,
} from '../records/kiosk-records.ts';
import type { ActRunner } from './act-runner.ts';
import { isProvenUnmoved, type DiscCarrier } from './disc-carrier.ts';
import type { DiscLabelling } from './disc-labelling.ts';
import { unfitMedium } from './disc-rejection.ts';
import type { DiscJob, DiscProving, Proof } from './disc-proving.ts';
import type { DrivePool } from './drive-pool.ts';
import type { LiveProgress } from './live-progress.ts';
import type { OrderDesk } from './order-desk.ts';

export interface DiscMakingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  /** Null where nothing prints on discs. */
  readonly labelling: DiscLabelling | null;
  readonly progress: LiveProgress;
  readonly proving: DiscProving;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

/** Makes one disc for an order: pick, check, write, read back, stage; or reject. Ends in an event of the order, always. */
export class DiscMaking {
  readonly #parts: DiscMakingParts;

  constructor(parts: DiscMakingParts) {
    this.#parts = parts;
  }

  /** @returns whether a disc was begun; if not, the order waits again and the machine has no blank for it now. */
  async make(orderId: string): Promise<boolean> {
    const order = this.#parts.desk.get(orderId);
    if (order.state.at !== 'producing') return true;
    const { randomness, progress } = this.#parts;
    const discId = `d_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    progress.beginDisc(orderId);
    const job = { order, state: order.state, discId, drive: order.state.drive };
    const picked = await this.#pick(job);
    if (picked !== 'inDrive') return picked === 'lost';
    await this.#writeAndDeliver(job);
    return true;
  }

  /** Goes on with a disc that a start after a power cut found in its drive. Ends in an event of the order, always. */
  async goOn(
    orderId: string,
    {
      discId,
      drive,
      from,
    }: { readonly discId: string; readonly drive: number; readonly from: 'write' | 'verify' },
  ): Promise<void> {
    const order = this.#parts.desk.get(orderId);
    if (order.state.at !== 'producing') return;
    this.#parts.progress.beginDisc(orderId);
    const job = { order, state: order.state, discId, drive };
    if (from === 'write') await this.#writeAndDeliver(job);
    else await this.#prove(job, ['verify']);
  }

  async #writeAndDeliver(job: DiscJob): Promise<void> {
    let unfit: DiscRejection | null;
    try {
      unfit = await this.#check(job);
      if (unfit !== null) await this.#reject(job, unfit);
    } catch (error) {
      this.#lose(job, error);
      return;
    }
    if (unfit === null) await this.#prove(job, ['write', 'verify']);
  }

  /** The last drive that the disc lay in is the one that is blamed where it is lost. */
  async #prove(job: DiscJob, steps: readonly ('write' | 'verify')[]): Promise<void> {
    let last = job;
    const keep = async (proof: Proof) => {
      last = proof.job;
      if (proof.rejection !== null) await this.#reject(proof.job, proof.rejection);
      else await this.#deliver(proof.job);
    };
    try {
      await this.#parts.proving.prove(job, keep, steps);
    } catch (error) {
      this.#lose(last, error);
    }
  }

  /** @returns where the disc is; the order has been told. */
  async #pick({ order, state, discId, drive }: DiscJob): Promise<'inDrive' | 'input' | 'lost'> {
    const { acts, carrier, desk, pool, records } = this.#parts;
    const { orderId } = order;
    const to = `tray:${drive}` as const;
    const intent = { discId, to, inPile: carrier.countIn('input') };
    const act = { kind: 'pick.started', orderId, discId: null, intent } as const;
    const work = () => carrier.moveByTray(drive, 'input', to, acts.signal);
    try {
      await acts.run(act, work, (_, at) => {
        const disc = { discId, orderId, attempt: state.attempt };
        records.discs.insert({ ...disc, state: { at: 'inDrive', drive }, place: to }, at);
        records.stock.release(orderId, 'blank');
        desk.happen(orderId, { is: 'discPicked', discId });
        return { discId };
      });
      return 'inDrive';
    } catch (error) {
      acts.signal.throwIfAborted();
      if (isProvenUnmoved(error)) {
        // A tray that does not open, or on which something lies already, would give the next order nothing either.
        for (const code of ['TRAY_NOT_OPENED', 'ROBOT_DESTINATION_FULL']) {
          if (isAppError(error, code)) pool.takeOutOfUse(drive, code);
        }
        desk.happen(orderId, { is: 'nothingPicked' });
        return 'input';
      }
      this.#loseUnnamed({ order, state, discId, drive }, error);
      return 'lost';
    }
  }

  async #check({ order, state, discId, drive }: DiscJob): Promise<DiscRejection | null> {
    const { acts, carrier, clock, pool, records } = this.#parts;
    const medium = await carrier.driveAt(drive).readMedium({ signal: acts.signal });
    const unfit = unfitMedium(medium, state.stream.sectors);
    records.atOnce(() => {
      records.discs.noteMedium(discId, medium.mediaId);
      if (unfit === null) changeDisc(records, discId, { is: 'foundBlank' }, timestamp(clock));
    });
    // A drive that has gone blind would go on spoiling the blanks of every order.
    const isSeen = medium.state !== 'none' && medium.state !== 'unknown';
    if (!isSeen) pool.noteBad(drive, 'DRIVE_NO_MEDIUM');
    if (unfit !== null) {
      this.#parts.logger.warn({ orderId: order.orderId, discId, unfit }, 'A blank was not fit.');
    }
    return unfit;
  }

  /** By way of the disc printer, where there is one. */
  async #deliver(job: DiscJob): Promise<void> {
    const { labelling } = this.#parts;
    const { drive } = job;
    const { slot } = job.state;
    const disc = { orderId: job.order.orderId, discId: job.discId, drive, slot };
    if (labelling === null) await this.#stage(job, `tray:${drive}`);
    else await labelling.through(disc, (from) => this.#stage(job, from));
  }

  async #stage({ order, state, discId, drive }: DiscJob, from: Place): Promise<void> {
    const { acts, carrier, desk, records } = this.#parts;
    const { orderId } = order;
    const { slot } = state;
    const to = `slot:${slot}` as const;
    await carrier.untilWorks(acts.signal);
    await acts.run(
      { kind: 'stage.started', orderId, discId, intent: { from, to } },
      () => (from === 'printer' ? carrier.move(from, to, acts.signal) : this.#fetch(drive, to)),
      (_, at) => {
        changeDisc(records, discId, { is: 'staged', slot }, at);
        changeSlot(records, slot, { is: 'filled', orderId, discId }, at);
        desk.happen(orderId, { is: 'discStaged', discId });
        return { slot };
      },
    );
  }

  async #reject({ order, discId, drive }: DiscJob, reason: DiscRejection): Promise<void> {
    const { acts, carrier, desk, records } = this.#parts;
    const { orderId } = order;
    const from = `tray:${drive}` as const;
    await carrier.untilWorks(acts.signal);
    const intent = { from, reason, inBin: carrier.countIn('reject') };
    await acts.run(
      { kind: 'reject.started', orderId, discId, intent },
      () => this.#fetch(drive, 'reject'),
      (_, at) => {
        changeDisc(records, discId, { is: 'rejected', reason }, at);
        const { state: next } = desk.happen(orderId, { is: 'discRejected', discId, reason });
        if (next.at === 'queued') records.stock.reserve(orderId, 'blank');
        return { reason };
      },
    );
  }

  /** Takes a disc out of its drive. A tray that does not close behind it costs the drive, not the disc. */
  async #fetch(drive: number, to: Place): Promise<void> {
    const { acts, carrier, pool } = this.#parts;
    try {
      await carrier.moveByTray(drive, `tray:${drive}`, to, acts.signal);
    } catch (error) {
      if (!isAppError(error, 'TRAY_NOT_CLOSED')) throw error;
      pool.takeOutOfUse(drive, error.code);
    }
  }

  /** Something failed that leaves the disc where nobody can prove it is. */
  #lose({ order, discId, drive }: DiscJob, error: unknown): void {
    const { acts, clock, desk, logger, pool, records } = this.#parts;
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.error({ orderId: order.orderId, discId, code }, 'A disc is somewhere in the machine.');
    pool.takeOutOfUse(drive, code);
    records.atOnce(() => {
      desk.happen(order.orderId, { is: 'discLost', discId });
      if (isAppError(error, 'DISC_LEFT_IN_GRIPPER'))
        noteInGripper(records, discId, timestamp(clock));
    });
  }

  /** The same for a disc that was being picked: it gets its record now. */
  #loseUnnamed({ order, state, discId, drive }: DiscJob, error: unknown): void {
    const { clock, records } = this.#parts;
    const { orderId } = order;
    const at = timestamp(clock);
    // The robot's word for the tray stands, though the tray does not close over it.
    const place = isAppError(error, 'TRAY_NOT_CLOSED') ? `tray:${drive}` : 'unknown';
    const disc = { discId, orderId, attempt: state.attempt, place };
    const lost = { at: 'unknown', last: 'gripper' } as const;
    records.atOnce(() => {
      records.discs.insert({ ...disc, state: lost }, at, { reason: 'lost' });
      records.stock.release(orderId, 'blank');
    });
    this.#lose({ order, state, discId, drive }, error);
  }
}
