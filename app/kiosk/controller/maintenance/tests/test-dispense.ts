import type { DeliveryGate } from '../../../../../drivers/delivery-gate/contract.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import { AppError } from '../../../../foundation/errors.ts';
import { changeSlot, type KioskRecords } from '../../records/kiosk-records.ts';
import type { ActRunner } from '../../workflow/act-runner.ts';
import type { Lock } from '../../workflow/lock.ts';

export interface TestDispenseParts {
  readonly records: KioskRecords;
  readonly acts: ActRunner;
  readonly gate: DeliveryGate;
  readonly gateLock: Lock;
  readonly clock: Clock;
}

/** Why a slot is kept for nobody meanwhile: a start after a power cut finds it by this. */
export const SLOT_UNDER_TEST = 'test';

/** Keeps a slot in which nothing lies from every order. @throws AppError `SLOT_NOT_FREE`. */
export function keepForTest({ clock, records }: TestDispenseParts, slot: number): void {
  const isEmpty = records.slots.find(slot)?.is === 'empty';
  if (isEmpty) {
    changeSlot(records, slot, { is: 'blocked', reason: SLOT_UNDER_TEST }, timestamp(clock));
    return;
  }
  throw new AppError('SLOT_NOT_FREE', 'That slot is kept for an order, or blocked.', {
    remedy: 'reject-input',
    context: { slot },
  });
}

/**
 * Opens the slot and sees it shut again. It is free afterwards where the sensors say that it is shut and that nothing lies in it;
 * otherwise it stays blocked.
 *
 * @param tell told what is done now.
 * @throws AppError what the gate says.
 */
export async function testDispense(
  parts: TestDispenseParts,
  test: number,
  slot: number,
  tell: (detail: string) => void,
): Promise<void> {
  const { acts, gate, gateLock, records } = parts;
  try {
    await gateLock.hold(() =>
      acts.run(
        { kind: 'present.started', orderId: null, test, discId: null, intent: { slot } },
        () => gate.exercise(slot, () => tell('open'), { signal: acts.signal }),
        () => {
          records.counters.add('vends.test');
          return { outcome: 'shut' };
        },
      ),
    );
  } finally {
    if (!acts.signal.aborted) releaseSlot(parts, slot);
  }
}

/** @returns whether its sensors say that it can be used. */
export function releaseSlot({ clock, gate, records }: TestDispenseParts, slot: number): boolean {
  const seen = gate.status.slots[slot - 1];
  const isSound = seen?.shutter === 'closed' && seen.item !== 'present';
  const state = records.slots.find(slot);
  if (!isSound || state?.is !== 'blocked' || state.reason !== SLOT_UNDER_TEST) return false;
  return changeSlot(records, slot, { is: 'cleared' }, timestamp(clock));
}
