import type { KioskStandings } from '../../../db/bank/kiosk-standings.ts';
import type { KioskRecord } from '../../../db/bank/kiosks.ts';
import type { KioskStart } from '../../contracts/bank-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';

export interface KioskDeskParts {
  readonly standings: KioskStandings;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A kiosk as the bank's operators see it. */
export interface SeenKiosk {
  readonly kioskId: string;
  readonly name: string;
  readonly enrolledAt: string;
  /** 0 where it never said how far its records are. */
  readonly epoch: number;
  readonly number: number;
  readonly seenAt: string | null;
  readonly revokedAt: string | null;
}

/** Which kiosks are believed: one whose records went back is not, nor one that is no more. */
export class KioskDesk {
  readonly #parts: KioskDeskParts;

  constructor(parts: KioskDeskParts) {
    this.#parts = parts;
  }

  /** A kiosk says how far its records are. @throws AppError `KIOSK_STALE`. */
  async start(
    { kioskId }: KioskRecord,
    start: KioskStart,
  ): Promise<{ readonly epoch: number; readonly number: number }> {
    const { clock, logger, standings } = this.#parts;
    const { isGood, standing } = await standings.start(kioskId, start, timestamp(clock));
    const { epoch, number } = standing;
    if (!isGood) {
      const said = { epoch: start.epoch, number: start.number };
      logger.error({ kioskId, said, seen: { epoch, number } }, 'The records of a kiosk are stale.');
      throw staleKiosk();
    }
    if (start.restoredFrom !== null) {
      const { restoredFrom } = start;
      logger.warn({ kioskId, epoch, restoredFrom }, 'The records of a kiosk went back to a copy.');
    }
    return { epoch, number };
  }

  /** How far the bank has seen each kiosk's records; epoch 0 where it never said. */
  async list(kiosks: readonly KioskRecord[]): Promise<readonly SeenKiosk[]> {
    const seen: SeenKiosk[] = [];
    for (const { enrolledAt, kioskId, name } of kiosks) {
      const standing = await this.#parts.standings.find(kioskId);
      const { epoch, number } = standing ?? { epoch: 0, number: 0 };
      const { revokedAt, seenAt } = standing ?? { revokedAt: null, seenAt: null };
      seen.push({ kioskId, name, enrolledAt, epoch, number, seenAt, revokedAt });
    }
    return seen;
  }

  /** By its own word. @throws AppError `REQUEST_INVALID` where it names another. */
  async retire({ kioskId }: KioskRecord, named: string): Promise<void> {
    if (named !== kioskId) {
      throw new AppError('REQUEST_INVALID', 'A kiosk can say this of itself alone.', {
        remedy: 'reject-input',
      });
    }
    await this.revoke(kioskId);
  }

  /** The kiosk is no more. @returns whether it was believed before. */
  async revoke(kioskId: string): Promise<boolean> {
    const { clock, logger, standings } = this.#parts;
    const isNew = await standings.revoke(kioskId, timestamp(clock));
    if (isNew) logger.warn({ kioskId }, 'A kiosk is no more.');
    return isNew;
  }
}

export function staleKiosk(): AppError {
  return new AppError(
    'KIOSK_STALE',
    'The records of this kiosk are behind what the bank has seen of it.',
    { remedy: 'call-attendant' },
  );
}
