import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';

/** Records a start under its own name, and counts a power loss where the one before left no mark of a clean end. */
export function noteStart(
  records: Pick<KioskRecords, 'atOnce' | 'boots' | 'counters' | 'events'>,
  bootId: string,
  clock: Clock,
): void {
  const at = timestamp(clock);
  records.atOnce(() => {
    const before = records.boots.last();
    const { after } = records.boots.begin(bootId, at);
    if (after === 'powerLoss') records.counters.add('power.losses');
    const wasReconciling = before !== null && before.reconciledAt === null;
    const detail = { bootId, after, powerLosses: records.boots.countPowerLosses() };
    records.events.add('boot.started', null, { ...detail, wasReconciling }, at);
  });
}
