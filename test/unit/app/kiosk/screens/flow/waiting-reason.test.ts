import { expect, test } from 'vitest';
import type { MakingStep } from '../../../../../../app/contracts/kiosk-view.ts';
import { waitingReason } from '../../../../../../app/kiosk/screens/flow/waiting-reason.ts';
import { scriptedOrder, stepsUpTo } from '../../../../../support/screen-script.ts';

const held = scriptedOrder({ state: 'queued', readyAt: null });
const steps = stepsUpTo(3).map((step): MakingStep =>
  step.step === 'jacket' ? { ...step, state: 'failed' } : step,
);
const stuck = scriptedOrder({ state: 'producing', readyAt: null, steps });

test('an order that nothing can be begun for waits for what keeps discs from being begun', () => {
  const reasons = ['bank-unreachable', 'robot-fault', 'no-paper'] as const;
  expect(waitingReason(held, reasons)).toBe('robot-fault');
});

test('an order whose jacket stopped waits for the printer, not for blanks', () => {
  expect(waitingReason(stuck, ['no-blank', 'no-paper'])).toBe('no-paper');
});

test('an order whose time is known waits for nothing', () => {
  expect(waitingReason(scriptedOrder({ state: 'queued' }), ['no-blank'])).toBeNull();
});

test('an order that waits although the machine gives no reason for it shows none', () => {
  expect(waitingReason(held, ['no-free-slot'])).toBeNull();
});

test('an order whose film has not come waits for the line, one that is fetched does not', () => {
  const reasons = ['bank-unreachable', 'robot-fault'] as const;
  const waits = (state: 'authorised' | 'preparing' | 'queued') =>
    waitingReason(scriptedOrder({ state, readyAt: null }), reasons);
  expect([waits('authorised'), waits('preparing'), waits('queued')]).toEqual([
    'bank-unreachable',
    'bank-unreachable',
    'robot-fault',
  ]);
});
