import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  advanceDrive,
  type DriveEvent,
  driveStateSchema,
  type DriveState,
} from '../../../../app/orders/drive-machine.ts';

const bad = (another: boolean): DriveEvent => ({
  is: 'discBad',
  reason: 'DRIVE_WRITE_ERROR',
  another,
});
const reason = 'DRIVE_WRITE_ERROR';

/** What comes of events one after another; those that have no place change nothing. */
function after(...events: DriveEvent[]): DriveState {
  return events.reduce<DriveState>((state, event) => advanceDrive(state, event) ?? state, {
    at: 'unseen',
    failures: 0,
  });
}

describe('a drive', () => {
  test('is given to nobody before somebody has looked into it, and to one order at a time', () => {
    const free = after({ is: 'admitted' });
    const leased = after({ is: 'admitted' }, { is: 'leased' });
    expect([
      advanceDrive({ at: 'unseen', failures: 0 }, { is: 'leased' }),
      free,
      leased,
      advanceDrive(leased, { is: 'leased' }),
      advanceDrive(leased, { is: 'admitted' }),
      advanceDrive(leased, { is: 'released' }),
    ]).toEqual([
      null,
      { at: 'free', failures: 0 },
      { at: 'leased', failures: 0 },
      null,
      null,
      free,
    ]);
  });

  test('that failed twice in a row is used no more once its order is done with it', () => {
    const used = [{ is: 'admitted' }, { is: 'leased' }] as const;
    expect(after(...used, bad(true), { is: 'discGood' }, bad(true))).toEqual({
      at: 'leased',
      failures: 1,
    });
    expect(after(...used, bad(true), bad(true))).toEqual({ at: 'leaving', failures: 2, reason });
    expect(after(...used, bad(true), bad(true), { is: 'released' })).toEqual({
      at: 'outOfUse',
      failures: 2,
      reason,
      isSeen: true,
    });
  });

  test('is kept, whatever fails in it, where no other can take over', () => {
    expect(after({ is: 'admitted' }, { is: 'leased' }, bad(false), bad(false), bad(false))).toEqual(
      {
        at: 'leased',
        failures: 3,
      },
    );
  });

  test('that a person returns to use is free, once somebody has looked into it', () => {
    const out = { is: 'takenOut', reason } as const;
    expect(after({ is: 'admitted' }, out, { is: 'returned' })).toEqual({ at: 'free', failures: 0 });
    expect(after(out, { is: 'returned' })).toEqual({ at: 'unseen', failures: 0 });
    expect(after(out, { is: 'returned' }, { is: 'admitted' })).toEqual({ at: 'free', failures: 0 });
    expect(after({ is: 'admitted' }, { is: 'leased' }, out, { is: 'returned' })).toEqual({
      at: 'leased',
      failures: 0,
    });
  });

  test('never comes into an order’s hands twice, nor out of use by itself, whatever happens', () => {
    const anyEvent = fc.constantFrom<DriveEvent>(
      { is: 'heldBack' },
      { is: 'admitted' },
      { is: 'leased' },
      { is: 'released' },
      { is: 'discGood' },
      bad(true),
      bad(false),
      { is: 'takenOut', reason },
    );
    const isRight = (before: DriveState, event: DriveEvent, next: DriveState) =>
      driveStateSchema.safeParse(next).success &&
      (event.is !== 'leased' || before.at === 'free') &&
      (!('reason' in before) || 'reason' in next);
    const lives = fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let state: DriveState = { at: 'unseen', failures: 0 };
      return events.every((event) => {
        const before = state;
        state = advanceDrive(before, event) ?? before;
        return state === before || isRight(before, event, state);
      });
    });
    expect(fc.check(lives).failed).toBe(false);
  });
});
