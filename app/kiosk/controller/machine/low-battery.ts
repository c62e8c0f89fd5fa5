import { pause, timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { minutes } from '../../../foundation/units.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { ActRunner } from '../workflow/act-runner.ts';
import type { CabinetWatch } from './cabinet-watch.ts';

export interface LowBatteryParts {
  readonly cabinet: CabinetWatch;
  readonly acts: ActRunner;
  readonly records: Pick<KioskRecords, 'events'>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told once, when everything may end. */
  readonly onPowerLow: () => void;
}

/** What is under way has so long to end: less than small supplies last after they say that they are nearly empty (assumed). */
const FINISH_WITHIN = minutes(2);

/** Ends the program cleanly before the battery does. Mains that come back before everything stands still call that off. */
export function stopOnLowBattery(parts: LowBatteryParts): () => void {
  let isStopping = false;
  const stand = async () => {
    isStopping = await standStill(parts);
  };
  const look = () => {
    if (isStopping || parts.cabinet.facts.power !== 'low') return;
    isStopping = true;
    void stand().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      if (!parts.signal.aborted) parts.logger.error({ reason }, 'Nothing stops for the battery.');
    });
  };
  const stop = parts.cabinet.onChange(look);
  look();
  return stop;
}

/** @returns whether the battery was still low then. */
async function standStill(parts: LowBatteryParts): Promise<boolean> {
  const { acts, cabinet, clock, logger, onPowerLow, records, signal } = parts;
  logger.warn({}, 'The battery is nearly empty: what is under way is finished, and nothing begun.');
  const over = new AbortController();
  const limit = pause(clock, FINISH_WITHIN, AbortSignal.any([over.signal, signal]));
  await Promise.race([acts.idle(), limit]);
  limit.catch(() => {
    // Everything stood still first.
  });
  over.abort();
  if (cabinet.facts.power !== 'low') return false;
  try {
    records.events.add('machine.power-low', null, {}, timestamp(clock));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logger.warn(
      { reason },
      'That the battery is nearly empty cannot be recorded: it ends all the same.',
    );
  }
  onPowerLow();
  return true;
}
