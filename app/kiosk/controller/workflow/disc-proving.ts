import { startWrite } from '../../../../db/kiosk/write-start.ts';
import type { BurnResult } from '../../../../drivers/optical-drive/contract.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { sectors } from '../../../foundation/units.ts';
import type { DiscRejection } from '../../../orders/disc-machine.ts';
import type { OrderIn } from '../../../orders/order-state.ts';
import {
  changeDisc,
  discAfter,
  type KioskRecords,
  type OrderRecord,
} from '../records/kiosk-records.ts';
import { openFileSource } from '../spool/file-source.ts';
import type { ActRunner } from './act-runner.ts';
import type { DiscCarrier } from './disc-carrier.ts';
import { rejectionOf } from './disc-rejection.ts';
import type { DrivePool } from './drive-pool.ts';
import type { LiveProgress } from './live-progress.ts';
import type { OrderDesk } from './order-desk.ts';
import { burnPatiently } from './patient-burn.ts';

export interface DiscProvingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly progress: LiveProgress;
  readonly streamPathOf: (orderId: string) => string;
  readonly burnSpeed: number;
  readonly clock: Clock;
  readonly logger: Logger;
  /** A second drive is free again. */
  readonly onDriveFree: () => void;
}

/** What is made: the order as it was when production began, and the disc's name. */
export interface DiscJob {
  readonly order: OrderRecord;
  readonly state: OrderIn<'producing'>;
  readonly discId: string;
  /** The drive that it lies in. */
  readonly drive: number;
}

/** What a disc came to, and where it lies. */
export interface Proof {
  readonly job: DiscJob;
  /** Why it must be rejected; null where it is proven good. */
  readonly rejection: DiscRejection | null;
}

/** Writes a disc and reads every byte of it back: once more in another drive, where the first does not read it well. */
export class DiscProving {
  readonly #parts: DiscProvingParts;

  constructor(parts: DiscProvingParts) {
    this.#parts = parts;
  }

  /**
   * @param keep what is done with the disc: with a second drive it is that drive's for as long.
   * @param steps `verify` alone of a disc that was written before.
   */
  async prove(
    job: DiscJob,
    keep: (proof: Proof) => Promise<void>,
    steps: readonly ('write' | 'verify')[] = ['write', 'verify'],
  ): Promise<void> {
    const rejection = await this.#try(job, steps);
    const isUnread = rejection === 'verifyMismatch' || rejection === 'verifyUnreadable';
    const other = isUnread ? this.#leaseOther(job.drive) : null;
    if (other === null) {
      await keep({ job, rejection });
      return;
    }
    const { onDriveFree, pool } = this.#parts;
    try {
      const moved = await this.#carry(job, other);
      await keep({ job: moved, rejection: await this.#try(moved, ['verify']) });
    } finally {
      pool.release(other);
      onDriveFree();
    }
  }

  /** A drive that did not read a disc well may be at fault itself: another one has the last word, where the robot reaches it. */
  #leaseOther(drive: number): number | null {
    const { carrier, pool } = this.#parts;
    return pool.lease((other) => carrier.canChangeDrive(drive, other));
  }

  async #carry(job: DiscJob, drive: number): Promise<DiscJob> {
    const { acts, carrier, records } = this.#parts;
    const { discId, order } = job;
    const intent = { from: `tray:${job.drive}`, to: `tray:${drive}` };
    await carrier.untilWorks(acts.signal);
    await acts.run(
      { kind: 'carry.started', orderId: order.orderId, discId, intent },
      () => carrier.changeDrive(job.drive, drive, acts.signal),
      (_, at) => {
        changeDisc(records, discId, { is: 'carried', drive }, at);
        return {};
      },
    );
    return { ...job, drive };
  }

  /** @returns why the disc must be rejected; null where it is proven good. */
  async #try(job: DiscJob, steps: readonly ('write' | 'verify')[]): Promise<DiscRejection | null> {
    const { acts, logger, pool } = this.#parts;
    const { drive } = job;
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

  async #burn({ order, state, discId, drive }: DiscJob): Promise<void> {
    const { acts, burnSpeed, carrier, clock, progress, records, streamPathOf } = this.#parts;
    const { orderId, userId, distributorId } = order;
    const { stream } = state;
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

  async #verify({ order, state, discId, drive }: DiscJob): Promise<void> {
    const { acts, carrier, desk, progress, records } = this.#parts;
    const { orderId } = order;
    const { stream } = state;
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
}
