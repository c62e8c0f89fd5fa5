import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksAsPickUpCode, inGroups } from '../../../../app/contracts/pick-up-code.ts';
import { seededRandomness } from '../../../../app/foundation/randomness.ts';
import { hours, minutes } from '../../../../app/foundation/units.ts';
import {
  beginAttempt,
  drawPickUpCode,
  noAttempts,
  type ClaimAttempts,
} from '../../../../app/orders/claims.ts';

const drawn = fc.string().map((seed) => drawPickUpCode(seededRandomness(seed)));
const place = fc.nat(9);

describe('a pick-up code', () => {
  test('has ten figures that check, and is shown in three groups', () => {
    fc.assert(fc.property(drawn, (code) => checksAsPickUpCode(code)));
    expect(checksAsPickUpCode('0306406152')).toBe(true);
    expect(inGroups('0306406152')).toBe('030 640 6152');
    expect(inGroups('0306')).toBe('030 6');
  });

  test('with one figure mistyped never checks', () => {
    fc.assert(
      fc.property(drawn, place, fc.nat(9), (code, at, figure) => {
        const mistyped = code.slice(0, at) + String(figure) + code.slice(at + 1);
        expect(checksAsPickUpCode(mistyped)).toBe(mistyped === code);
      }),
    );
  });

  test('with any two figures swapped never checks', () => {
    fc.assert(
      fc.property(drawn, place, place, (code, one, other) => {
        const figures = code.split('');
        [figures[one], figures[other]] = [figures[other]!, figures[one]!];
        const swapped = figures.join('');
        expect(checksAsPickUpCode(swapped)).toBe(swapped === code);
      }),
    );
  });

  test.each(['', '030640615', '03064061522', '030 640 6152', '030640615X'])(
    'is not %j',
    (figures) => expect(checksAsPickUpCode(figures)).toBe(false),
  );
});

describe('attempts', () => {
  const now = Date.parse('2026-03-02T12:00:00.000Z');
  const locked: ClaimAttempts = { failures: 5, lockedAt: now };

  test('are five; the fifth begins a lock of fifteen minutes', () => {
    const seen: unknown[] = [];
    let attempts = noAttempts;
    for (let count = 1; count <= 6; count += 1) {
      const begun = beginAttempt(attempts, now);
      ({ attempts } = begun);
      seen.push(begun.is === 'open' ? [begun.left, begun.until] : ['locked', begun.until]);
    }
    const until = now + minutes(15);
    expect(seen).toEqual([
      [4, null],
      [3, null],
      [2, null],
      [1, null],
      [0, until],
      ['locked', until],
    ]);
  });

  test('begin anew when the lock has ended', () => {
    expect(beginAttempt(locked, now + minutes(15) - 1).is).toBe('locked');
    expect(beginAttempt(locked, now + minutes(15))).toEqual({
      is: 'open',
      left: 4,
      until: null,
      attempts: { failures: 1, lockedAt: null },
    });
  });

  test('are locked for fifteen minutes at most, though the clock went back', () => {
    const earlier = now - hours(5);
    expect(beginAttempt(locked, earlier)).toEqual({
      is: 'locked',
      until: earlier + minutes(15),
      attempts: { failures: 5, lockedAt: earlier },
    });
  });
});
