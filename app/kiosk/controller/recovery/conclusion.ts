import { timestamp } from '../../../foundation/clock.ts';
import type { RecoveryParts } from './recovery-parts.ts';
import { endOpenActs } from './under-way.ts';

/**
 * One transaction: what the power cut off of an order ends as `interrupted`, what was to be done for it is dropped, and the
 * order goes where the evidence leads, which asks for everything anew.
 */
export function conclude(
  parts: RecoveryParts,
  orderId: string,
  row: string,
  work: () => void,
): void {
  const { desk, records } = parts;
  records.atOnce(() => {
    dropEffects(parts, orderId);
    endOpenActs(parts, orderId, row);
    desk.happen(orderId, { is: 'restarted' });
    work();
  });
}

export function dropEffects({ clock, records }: RecoveryParts, orderId: string): void {
  const at = timestamp(clock);
  for (const { effectId } of records.effects.listOpen(orderId)) {
    records.effects.end(effectId, 'dropped', at);
  }
}
