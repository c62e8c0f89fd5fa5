import { expect, test } from 'vitest';
import {
  advanceSlot,
  slotOfSuspect,
  type SlotEvent,
  type SlotState,
} from '../../../../app/orders/slot-machine.ts';

const mine = 'A'.repeat(20);
const another = 'B'.repeat(20);
const discId = 'd_disc01';

test('a slot serves one order at a time, and only that order fills and frees it', () => {
  const states: SlotState[] = [
    { is: 'empty' },
    { is: 'reserved', orderId: mine },
    { is: 'occupied', orderId: mine, discId },
    { is: 'blocked', reason: 'jammed' },
  ];
  const events: SlotEvent[] = [mine, another].flatMap((orderId) => [
    { is: 'reserved', orderId },
    { is: 'filled', orderId, discId },
    { is: 'freed', orderId },
  ]);
  const made = states.map((state) =>
    events.map((event) => advanceSlot(state, event)?.is ?? '-').join(' '),
  );
  expect(made).toEqual([
    'reserved - - reserved - -',
    '- occupied empty - - -',
    '- - empty - - -',
    '- - - - - -',
  ]);
});

test('any slot can be blocked, with the reason', () => {
  expect(advanceSlot({ is: 'empty' }, { is: 'blocked', reason: 'interrupted' })).toEqual({
    is: 'blocked',
    reason: 'interrupted',
  });
});

test('a suspect order keeps its slot closed only where its disc may have come to it', () => {
  expect({
    writing: slotOfSuspect(mine, 'producing', false),
    staging: slotOfSuspect(mine, 'producing', true),
    presenting: slotOfSuspect(mine, 'presenting', true),
    // Evidence that is missing is no evidence.
    retracting: slotOfSuspect(mine, 'notTaken', false),
  }).toEqual({
    writing: { is: 'freed', orderId: mine },
    staging: { is: 'blocked', reason: 'suspect in producing' },
    presenting: { is: 'blocked', reason: 'suspect in presenting' },
    retracting: { is: 'blocked', reason: 'suspect in notTaken' },
  });
});
