import { expect, test } from 'vitest';
import {
  advanceVendorMode,
  isUnderWay,
  modeHolds,
  statesUnderWay,
  type VendorMode,
  type VendorModeEvent,
} from '../../../../app/orders/vendor-mode.ts';
import {
  orderStateSchema,
  type OrderState,
  type OrderStateName,
} from '../../../../app/orders/order-state.ts';

const by = { staffId: 's_0123456789', name: 'Alex' };
const off: VendorMode = { is: 'off' };
const asked: VendorMode = { is: 'asked', by, since: 1 };
const entered: VendorMode = { is: 'entered', by, since: 2 };
const other = { staffId: null, name: 'owner' };

const ask: VendorModeEvent = { is: 'entryRequested', by, at: 1 };
const askAgain: VendorModeEvent = { is: 'entryRequested', by: other, at: 5 };
const still: VendorModeEvent = { is: 'standsStill', at: 2 };
const leave: VendorModeEvent = { is: 'exitRequested', heldBy: [] };
const leaveHeld: VendorModeEvent = { is: 'exitRequested', heldBy: ['door-open'] };

test.each<[string, VendorMode, VendorModeEvent, VendorMode | null]>([
  ['it is asked for', off, ask, asked],
  ['asked for again, it stays with who asked first', asked, askAgain, asked],
  ['it is entered once everything stands still', asked, still, entered],
  ['asked for while it is entered, it stays', entered, askAgain, entered],
  ['nothing enters it that was not asked for', off, still, null],
  ['it is entered once', entered, still, null],
  ['it is left where nothing holds it', entered, leave, off],
  ['it is not left while something holds it', entered, leaveHeld, null],
  ['it is called back before it was entered, whatever is open', asked, leaveHeld, off],
  ['left when it is off, it is off', off, leave, off],
])('%s', (_, before, event, after) => {
  expect(advanceVendorMode(before, event)).toEqual(after);
});

test('what holds it is named, all of it', () => {
  const well = { isDoorOpen: false, isJobOpen: false, isTestRunning: false, doDevicesAnswer: true };
  expect([
    modeHolds(well),
    modeHolds({ isDoorOpen: true, isJobOpen: true, isTestRunning: true, doDevicesAnswer: false }),
  ]).toEqual([[], ['door-open', 'job-open', 'test-running', 'self-test-failed']]);
});

const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
const discId = 'd_a-disc';
const finished = { slot: 1, discId, readyAt: 1, holdUntil: 2 };
const queued = { at: 'queued', slot: 1, stream, attempt: 1 } as const;
const producing = { at: 'producing', slot: 1, stream, attempt: 1, drive: 1 } as const;
const stopped = { is: 'stopped', tries: 1 } as const;
const printing = { is: 'printing', tries: 1 } as const;

/** Every state of an order that differs in whether it is waited for. */
const states: readonly [OrderState, boolean][] = [
  [{ at: 'placed', slot: 1 }, true],
  [{ at: 'paying', slot: 1, payBefore: 1 }, true],
  [{ at: 'authorised', slot: 1 }, false],
  [{ at: 'preparing', slot: 1, stream }, false],
  [{ ...queued, jacket: { is: 'notBegun' } }, false],
  [{ ...queued, jacket: printing }, true],
  [{ ...producing, disc: { is: 'picking' }, jacket: stopped }, true],
  [{ ...producing, disc: { is: 'making', discId }, jacket: { is: 'printed' } }, true],
  [{ ...producing, disc: { is: 'verified', discId }, jacket: stopped }, true],
  [{ ...producing, disc: { is: 'staged', discId }, jacket: printing }, true],
  [{ ...producing, disc: { is: 'staged', discId }, jacket: stopped }, false],
  [{ at: 'ready', ...finished }, false],
  [{ at: 'claiming', ...finished, identifiedAt: 1 }, true],
  [{ at: 'presenting', ...finished, identifiedAt: 1, takeBefore: null }, true],
  [{ at: 'notTaken', ...finished }, true],
  [{ at: 'fulfilled', discId, takenAt: 1 }, false],
  [{ at: 'suspect', was: 'producing', slot: 1, discId, since: 1 }, false],
  [{ at: 'failed', reason: 'burn-failed', slot: 1 }, false],
  [{ at: 'cancelled' }, false],
  [{ at: 'expired', discId, slot: 1 }, false],
  [{ at: 'released', after: 'failed', reason: null }, false],
];

test('a payment, a disc being made and a hand-over are waited for; what lies, waits or is fetched is parked', () => {
  expect(states.map(([state]) => isUnderWay(orderStateSchema.parse(state)))).toEqual(
    states.map(([, isWaitedFor]) => isWaitedFor),
  );
});

test('every state that may be waited for is looked at', () => {
  const waited = new Set<OrderStateName>(states.flatMap(([{ at }, is]) => (is ? [at] : [])));
  expect([...waited].toSorted()).toEqual([...statesUnderWay].toSorted());
});
