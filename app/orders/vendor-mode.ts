import { z } from 'zod';
import { staffIdSchema } from '../contracts/staff.ts';
import { unreachable } from '../foundation/errors.ts';
import type { OrderState } from './order-state.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
const instant = z.int().nonnegative();
/** Who asked for it; null: the machine's own token. */
const person = z.strictObject({ staffId: staffIdSchema.nullable(), name: z.string() });

/**
 * Whether the machine is kept for those who look after it: the hand-shake of XFS4IoT's VendorMode. `asked` is its enter-mode
 * request, on which nothing new is begun; it is acknowledged, and `entered`, once everything stands still.
 */
export const vendorModeSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('off') }),
  z.strictObject({ is: z.literal('asked'), by: person, since: instant }),
  z.strictObject({ is: z.literal('entered'), by: person, since: instant }),
]);
export type VendorMode = z.infer<typeof vendorModeSchema>;

export type VendorModeEvent =
  | {
      readonly is: 'entryRequested';
      readonly by: z.infer<typeof person>;
      readonly at: number;
    }
  /** No order, no test and no physical step is under way. */
  | { readonly is: 'standsStill'; readonly at: number }
  | { readonly is: 'exitRequested'; readonly heldBy: readonly ModeHold[] };

/** What keeps the machine from going back to its customers. */
export type ModeHold = 'door-open' | 'job-open' | 'test-running' | 'self-test-failed';

/** What the mode becomes; null where the event has no place in it, or it is held. Asking twice changes nothing. */
export function advanceVendorMode(mode: VendorMode, event: VendorModeEvent): VendorMode | null {
  switch (event.is) {
    case 'entryRequested':
      return mode.is === 'off' ? { is: 'asked', by: event.by, since: event.at } : mode;
    case 'standsStill':
      return mode.is === 'asked' ? { is: 'entered', by: mode.by, since: event.at } : null;
    case 'exitRequested':
      return mode.is === 'entered' && event.heldBy.length > 0 ? null : { is: 'off' };
    default:
      return unreachable(event);
  }
}

export interface ModeFacts {
  readonly isDoorOpen: boolean;
  readonly isJobOpen: boolean;
  readonly isTestRunning: boolean;
  /** Whether every device without which no order can be made answers. */
  readonly doDevicesAnswer: boolean;
}

export function modeHolds(facts: ModeFacts): ModeHold[] {
  const holds: ModeHold[] = [];
  if (facts.isDoorOpen) holds.push('door-open');
  if (facts.isJobOpen) holds.push('job-open');
  if (facts.isTestRunning) holds.push('test-running');
  if (!facts.doDevicesAnswer) holds.push('self-test-failed');
  return holds;
}

/**
 * Whether an order is in the middle of something that is finished before the machine is kept for its staff: a payment, a disc
 * being made, a hand-over. All else is parked: what is fetched from the bank, what waits for a drive, a finished disc that waits
 * for its jacket or its owner.
 */
export function isUnderWay(state: OrderState): boolean {
  switch (state.at) {
    case 'placed':
    case 'paying':
    case 'claiming':
    case 'presenting':
    case 'notTaken':
      return true;
    case 'producing':
      return state.disc.is !== 'staged' || state.jacket.is === 'printing';
    case 'queued':
      return state.jacket.is === 'printing';
    case 'authorised':
    case 'preparing':
    case 'ready':
    case 'suspect':
    case 'fulfilled':
    case 'failed':
    case 'cancelled':
    case 'expired':
    case 'released':
      return false;
    default:
      return unreachable(state);
  }
}

/** The states of which {@link isUnderWay} may hold. */
export const statesUnderWay = [
  'placed',
  'paying',
  'queued',
  'producing',
  'claiming',
  'presenting',
  'notTaken',
] as const satisfies readonly OrderState['at'][];
