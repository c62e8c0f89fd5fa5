import { timestamp } from '../../../foundation/clock.ts';
import type { RecoveryParts } from './recovery-parts.ts';

/** One event, and the record of the start, say what was found and what follows from it. */
export function summarise(parts: RecoveryParts, waiting: readonly string[]): void {
  const { acts, clock, decided, logger, records } = parts;
  const { bootId } = acts;
  const at = timestamp(clock);
  const found = {
    powerLosses: records.boots.countPowerLosses(),
    decided,
    suspect: records.orders.listIn(['suspect']).length,
    unknownDiscs: records.discs.listAt('unknown').length,
    waiting,
  };
  records.atOnce(() => {
    records.boots.noteReconciled(bootId, found, at);
    records.events.add('reconcile.finished', null, { bootId, ...found }, at);
  });
  logger.info({ bootId, ...found }, 'The machine is reconciled with its records.');
}
