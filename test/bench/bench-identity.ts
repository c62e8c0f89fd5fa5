import type { ImageLayout } from '../../app/disc/image-layout.ts';
import { planDisc } from '../../app/disc/plan-disc.ts';
import type { SplitPlan } from '../../app/split/index.ts';

/** Who orders the discs of the bench. */
export const benchIdentity = {
  titleId: 'big-buck-bunny',
  orderId: '0'.repeat(20),
  distributorId: 'BENCH',
};

/** What is written onto every disc of the bench: one order with its keys, so the same places each time. */
export function benchPlan(layout: ImageLayout): SplitPlan {
  const keys = { distributor: new Uint8Array(32).fill(0x31), order: new Uint8Array(32).fill(0x32) };
  return planDisc({ layout, identity: benchIdentity, keys, manifest: null });
}
