import { startWrite } from '../../../../db/kiosk/write-start.ts';
import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import type { BurnResult } from '../../../../drivers/optical-drive/contract.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import { sectors } from '../../../foundation/units.ts';
import type { DiscRejection } from '../../../orders/disc-machine.ts';
import type { OrderIn } from '../../../orders/order-state.ts';
import {
  changeDisc,
  changeSlot,
  discAfter,
  noteInGripper,
  type KioskRecords,
  type OrderRecord,
} from '../records/kiosk-records.ts';
import { openFileSource } from '../spool/file-source.ts';
import type { ActRunner } from './act-runner.ts';
import { isProvenUnmoved, type DiscCarrier } from './disc-carrier.ts';
import type { DiscLabelling } from './disc-labelling.ts';
import { rejectionOf, unfitMedium } from './disc-rejection.ts';
import type { DrivePool } from './drive-pool.ts';
import type { LiveProgress } from './live-progress.ts';
import type { OrderDesk } from './order-desk.ts';
import { burnPatiently } from './patient-burn.ts';

export interface DiscMakingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  /** Null where nothing prints on discs. */
  readonly labelling: DiscLabelling | null;
  readonly progress: LiveProgress;
  readonly streamPathOf: (orderId: string) => string;
  readonly burnSpeed: number;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly logger: Logger;
}

/** What is made: the order as it was when production began, and the disc's name. */
interface Job {
  readonly order: OrderRecord;
  readonly state: OrderIn<'producing'>;
  readonly discId: string;
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
    const job = { order, state: order.state, discId };
    const picked = await this.#pick(job);
    if (picked !== 'inDrive') return picked === 'lost';
    try {
      const rejection = (await this.#check(job)) ?? (await this.#write(job));
      if (rejection !== null) await this.#reject(job, rejection);
      else await this.#deliver(job);
    } catch (error) {
      this.#lose(job, error);
    }
    return true;
  }

  /** Goes on with a disc that a start after a power cut found in its drive. Ends in an event of the order, always. */
  async goOn(
    orderId: string,
    { discId, from }: { readonly discId: string; readonly from: 'write' | 'verify' },
  ): Promise<void> {
    const order = this.#parts.desk.get(orderId);
    if (order.state.at !== 'producing') return;
    this.#parts.progress.beginDisc(orderId);
    const job = { order, state: order.state, discId };
    try {
      const rejection =
        from === 'write'
          ? ((await this.#check(job)) ?? (await this.#write(job)))
          : await this.#write(job, ['verify']);
      if (rejection !== null) await this.#reject(job, rejection);
      else await this.#deliver(job);
    } catch (error) {
      this.#lose(job, error);
    }
  }

  /** @returns where the disc is; the order has been told. */
  async #pick({ order, state, discId }: Job): Promise<'inDrive' | 'input' | 'lost'> {
    const { acts, carrier, desk, pool, records } = this.#parts;
    const { orderId } = order;
    const to = `tray:${state.drive}` as const;
    const act = { kind: 'pick.started', orderId, discId: null, intent: { discId, to } } as const;
    const work = () => carrier.moveByTray(state.drive, 'input', to, acts.signal);
    try {
      await acts.run(act, work, (_, at) => {
        const disc = { discId, orderId, attempt: state.attempt };
        records.discs.insert(
          { ...disc, state: { at: 'inDrive', drive: state.drive }, place: to },
          at,
        );
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
          if (isAppError(error, code)) pool.takeOutOfUse(state.drive, code);
        }
        desk.happen(orderId, { is: 'nothingPicked' });
        return 'input';
      }
      this.#loseUnnamed(order, state, discId, error);
      return 'lost';
    }
  }

  async #check({ order, state, discId }: Job): Promise<DiscRejection | null> {
    const { acts, carrier, clock, pool, records } = this.#parts;
    const medium = await carrier.driveAt(state.drive).readMedium({ signal: acts.signal });
    const unfit = unfitMedium(medium, state.stream.sectors);
    records.atOnce(() => {
      records.discs.noteMedium(discId, medium.mediaId);
      if (unfit === null) changeDisc(records, discId, { is: 'foundBlank' }, timestamp(clock));
    });
    // A drive that has gone blind would go on spoiling the blanks of every order.
    const isSeen = medium.state !== 'none' && medium.state !== 'unknown';
    if (!isSeen) pool.noteBad(state.drive, 'DRIVE_NO_MEDIUM');
    if (unfit !== null) {
      this.#parts.logger.warn({ orderId: order.orderId, discId, unfit }, 'A blank was not fit.');
    }
    return unfit;
  }

  /** Writes and reads back. @returns why the disc must be rejected; null where it is proven good. */
  async #write(
    job: Job,
    steps: readonly ('write' | 'verify')[] = ['write', 'verify'],
  ): Promise<DiscRejection | null> {
    const { acts, logger, pool } = this.#parts;
    const { drive } = job.state;
    for (const step of steps) {
      try {
        await (step === 'write' ? this.#burn(job) : this.#verify(job));
      } catch (error) {
        acts.signal.throwIfAborted();
        const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
        // Where it failed: the sector, the recorder's own words.
        const context = isAppError(error) ? error.context : {};
        logger.warn(
          { orderId: job.order.orderId, discId: job.discId, drive, code, context },
          'A disc failed.',
        );
        pool.noteBad(drive, code);
        return rejectionOf(error, step);
      }
    }
    pool.noteGood(drive);
    return null;
  }

  async #burn({ order, state, discId }: Job): Promise<void> {
    const { acts, burnSpeed, carrier, clock, progress, records, streamPathOf } = this.#parts;
    const { orderId, userId, distributorId } = order;
    const { stream, drive } = state;
    const source = openFileSource(streamPathOf(orderId));
    try {
      await acts.untilMayBegin('write.started');
      const actId = startWrite(records.db, records.acts, {
        discId,
        orderId,
        userId,
        distributorId,
        discState: discAfter(records, discId, { is: 'writeStarted' }),
        place: `tray:${drive}`,
        bootId: acts.bootId,
        sectors: stream.sectors,
        speed: burnSpeed,
        at: timestamp(clock),
      });
      const work = async (): Promise<BurnResult> => {
        const result = await burnPatiently(
          carrier.driveAt(drive),
          { source, sectors: sectors(stream.sectors), speed: burnSpeed },
          (now) => {
            if (now.phase === 'writing') progress.note(orderId, 'burning', now.sectorsDone);
          },
          clock,
          acts.signal,
        );
        if (result.sha256 === stream.sha256) return result;
        throw new AppError('DRIVE_STREAM_SHORT', 'Other bytes were written than were ordered.', {
          remedy: 'retry',
          context: { orderId, discId },
        });
      };
      await acts.finish(
        actId,
        work,
        (result, at) => {
          changeDisc(records, discId, { is: 'writeDone' }, at);
          records.discs.noteContent(discId, result.sha256);
          return { sectors: result.sectors, sha256: result.sha256 };
        },
        'write.started',
      );
      progress.note(orderId, 'burning', stream.sectors);
    } finally {
      source.close();
    }
  }

  async #verify({ order, state, discId }: Job): Promise<void> {
    const { acts, carrier, desk, progress, records } = this.#parts;
    const { orderId } = order;
    const { stream, drive } = state;
    await acts.run(
      { kind: 'verify.started', orderId, discId, intent: { drive, sha256: stream.sha256 } },
      () =>
        carrier
          .driveAt(drive)
          .verify(
            { sectors: sectors(stream.sectors), sha256: stream.sha256 },
            (done) => progress.note(orderId, 'checking', done),
            { signal: acts.signal, aroundReload: (reload) => carrier.holdTray(drive, reload) },
          ),
      (_, at) => {
        changeDisc(records, discId, { is: 'verifyPassed' }, at);
        records.discs.noteContent(discId, stream.sha256);
        desk.happen(orderId, { is: 'discVerified', discId });
        return { sectors: stream.sectors };
      },
      (at) => changeDisc(records, discId, { is: 'verifyStarted' }, at),
    );
    progress.note(orderId, 'checking', stream.sectors);
  }

  /** By way of the disc printer, where there is one. */
  async #deliver(job: Job): Promise<void> {
    const { labelling } = this.#parts;
    const { drive, slot } = job.state;
    const disc = { orderId: job.order.orderId, discId: job.discId, drive, slot };
    if (labelling === null) await this.#stage(job, `tray:${drive}`);
    else await labelling.through(disc, (from) => this.#stage(job, from));
  }

  async #stage({ order, state, discId }: Job, from: Place): Promise<void> {
    const { acts, carrier, desk, records } = this.#parts;
    const { orderId } = order;
    const { drive, slot } = state;
    const to = `slot:${slot}` as const;
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

  async #reject({ order, state, discId }: Job, reason: DiscRejection): Promise<void> {
    const { acts, carrier, desk, records } = this.#parts;
    const { orderId } = order;
    const from = `tray:${state.drive}` as const;
    const intent = { from, reason, inBin: carrier.countIn('reject') };
    await acts.run(
      { kind: 'reject.started', orderId, discId, intent },
      () => this.#fetch(state.drive, 'reject'),
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
  #lose({ order, state, discId }: Job, error: unknown): void {
    const { acts, clock, desk, logger, pool, records } = this.#parts;
    acts.signal.throwIfAborted();
    const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
    logger.error({ orderId: order.orderId, discId, code }, 'A disc is somewhere in the machine.');
    pool.takeOutOfUse(state.drive, code);
    records.atOnce(() => {
      desk.happen(order.orderId, { is: 'discLost', discId });
      if (isAppError(error, 'DISC_LEFT_IN_GRIPPER'))
        noteInGripper(records, discId, timestamp(clock));
    });
  }

  /** The same for a disc that was being picked: it gets its record now. */
  #loseUnnamed(order: OrderRecord, state: OrderIn<'producing'>, discId: string, error: unknown) {
    const { clock, records } = this.#parts;
    const { orderId } = order;
    const at = timestamp(clock);
    // The robot's word for the tray stands, though the tray does not close over it.
    const place = isAppError(error, 'TRAY_NOT_CLOSED') ? `tray:${state.drive}` : 'unknown';
    const disc = { discId, orderId, attempt: state.attempt, place };
    const lost = { at: 'unknown', last: 'gripper' } as const;
    records.atOnce(() => {
      records.discs.insert({ ...disc, state: lost }, at, { reason: 'lost' });
      records.stock.release(orderId, 'blank');
    });
    this.#lose({ order, state, discId }, error);
  }
}
