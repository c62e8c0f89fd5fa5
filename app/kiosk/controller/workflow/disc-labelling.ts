import type { Place } from '../../../../drivers/disc-robot/contract.ts';
import type { DocumentPrinter } from '../../../../drivers/document-printer/contract.ts';
import type { DiscLabel } from '../../../contracts/disc-label.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { ActRunner } from './act-runner.ts';
import { isProvenUnmoved, type DiscCarrier } from './disc-carrier.ts';
import { isWorking, type DrivePool } from './drive-pool.ts';
import { Lock } from './lock.ts';
import type { OrderDesk } from './order-desk.ts';

export interface DiscLabellingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly carrier: DiscCarrier;
  readonly pool: DrivePool;
  readonly printer: DocumentPrinter;
  readonly render: (label: DiscLabel) => Promise<Uint8Array>;
  readonly watchUrl: string;
  readonly distributorName: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A proven disc in its drive, and the slot that waits for it. */
export interface DiscToLabel {
  readonly orderId: string;
  readonly discId: string;
  readonly drive: number;
  readonly slot: number;
}

/**
 * Prints on discs, on their way from the drive to the slot.
 *
 * A label is no reason to lose a good disc: whatever fails here is reported (the event `label.failed`), and the disc goes on
 * to its slot, also where nobody knows whether it was printed. Nothing is printed on a disc twice. Only a disc that may be
 * anywhere is lost, as in any other move.
 */
export class DiscLabelling {
  readonly #parts: DiscLabellingParts;
  /** The printer holds one disc: the next one waits until it is out. Taken before the locks of trays and robot. */
  readonly #lock = new Lock();

  constructor(parts: DiscLabellingParts) {
    this.#parts = parts;
  }

  /**
   * @param stage takes the disc from where it is then to its slot.
   * @throws AppError what `stage` throws, or what leaves the disc where nobody can prove it is.
   */
  async through(disc: DiscToLabel, stage: (from: Place) => Promise<void>): Promise<void> {
    const { acts, carrier } = this.#parts;
    const tray = `tray:${disc.drive}` as const;
    const isReachable =
      carrier.canMove(tray, 'printer') && carrier.canMove('printer', `slot:${disc.slot}`);
    await carrier.untilWorks(acts.signal);
    if (isReachable) await this.#lock.hold(async () => stage(await this.#label(disc, tray)));
    else await stage(tray);
  }

  /** @returns where the disc is. */
  async #label(disc: DiscToLabel, tray: Place): Promise<Place> {
    const { acts, desk, printer } = this.#parts;
    const { discId, orderId } = disc;
    const { code } = desk.get(orderId);
    let place = tray;
    let isOnItsWay = false;
    try {
      const pdf = await this.#prepare(disc);
      if (pdf === null) return tray;
      const intent = { from: tray, to: 'printer', jobName: code };
      await acts.run(
        { kind: 'label.started', orderId, discId, intent },
        async () => {
          isOnItsWay = true;
          await this.#bringIn(disc, tray);
          isOnItsWay = false;
          place = 'printer';
          return printer.print({ pdf, jobName: code }, { signal: acts.signal });
        },
        ({ jobId }) => ({ jobId }),
      );
    } catch (error) {
      acts.signal.throwIfAborted();
      if (isOnItsWay && !isProvenUnmoved(error)) throw error;
      this.#report(disc, isAppError(error) ? error.code : 'PROGRAM_FAILED');
    }
    return place;
  }

  /** @returns null where the printer cannot print just now: the disc does not go to it then. */
  async #prepare(disc: DiscToLabel): Promise<Uint8Array | null> {
    const { acts, clock, desk, distributorName, printer, render, watchUrl } = this.#parts;
    const { code, language, title } = desk.get(disc.orderId);
    const burnedAt = timestamp(clock);
    const status = await printer.readStatus({ signal: acts.signal }).catch(() => printer.status);
    acts.signal.throwIfAborted();
    if (!isWorking(status.health)) {
      this.#report(disc, `printer ${status.health}`);
      return null;
    }
    try {
      return await render({ title, language, code, watchUrl, distributorName, burnedAt });
    } catch (error) {
      this.#report(disc, isAppError(error) ? error.code : 'PROGRAM_FAILED');
      return null;
    }
  }

  async #bringIn({ discId, drive }: DiscToLabel, tray: Place): Promise<void> {
    const { acts, carrier, clock, pool, records } = this.#parts;
    try {
      await carrier.moveByTray(drive, tray, 'printer', acts.signal);
    } catch (error) {
      // The disc has left the tray: that costs the drive, not the disc.
      if (!isAppError(error, 'TRAY_NOT_CLOSED')) throw error;
      pool.takeOutOfUse(drive, error.code);
    }
    const at = timestamp(clock);
    const { state } = records.discs.get(discId);
    records.discs.update(discId, state, 'printer', at, { reason: 'label' });
  }

  #report({ discId, orderId }: DiscToLabel, reason: string): void {
    const { clock, logger, records } = this.#parts;
    logger.warn({ orderId, discId, reason }, 'A disc goes without a label, or with half of one.');
    records.events.add('label.failed', orderId, { discId, reason }, timestamp(clock));
  }
}
