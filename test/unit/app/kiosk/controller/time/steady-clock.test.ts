import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { hours, milliseconds, minutes, seconds } from '../../../../../../app/foundation/units.ts';
import { SteadyClock } from '../../../../../../app/kiosk/controller/time/steady-clock.ts';

const noon = '2026-03-01T12:00:00.000Z';

describe('the time of a kiosk', () => {
  test('goes on as the monotonic clock does, however often the wall clock is set', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            passes: fc.integer({ min: 0, max: 1e7 }),
            steps: fc.integer({ min: -1e9, max: 1e9 }),
          }),
        ),
        (changes) => {
          const wall = new ManualClock(noon);
          const clock = new SteadyClock(wall, null);
          let expected = Date.parse(noon);
          for (const { passes, steps } of changes) {
            wall.step(milliseconds(steps));
            wall.advance(milliseconds(passes));
            expected += passes;
            expect(clock.now()).toBe(expected);
          }
        },
      ),
    );
  });

  test('is set by the bank alone, to the wall clock where that agrees with the bank', () => {
    const wall = new ManualClock(noon);
    const clock = new SteadyClock(wall, null);
    const sets: number[] = [];
    clock.onSet = (difference) => sets.push(difference);
    clock.confirm(Date.parse(noon) + 20_000);
    wall.step(hours(3));
    clock.confirm(wall.now() + 700);
    wall.step(hours(-9));
    clock.confirm(Date.parse('2026-03-01T15:00:00.000Z'));
    expect([sets, clock.now()]).toEqual([[hours(3)], Date.parse('2026-03-01T15:00:00.000Z')]);
    clock.confirm(Date.parse('2026-03-01T16:00:00.000Z'));
    expect([sets, clock.now()]).toEqual([
      [hours(3), hours(1)],
      Date.parse('2026-03-01T16:00:00.000Z'),
    ]);
  });

  test.each([
    ['nothing is recorded', null, null, noon],
    ['the records end a moment ago', seconds(-5), null, noon],
    ['the records end two days ago', hours(-48), null, noon],
    ['the records end longer ago', hours(-49), 'longGap', noon],
    ['the records end a little later', seconds(20), null, noon],
    ['the records end later', minutes(5), 'ranBack', '2026-03-01T12:05:00.000Z'],
  ] as const)('at a start where %s', (_, ends, doubt, starts) => {
    const wall = new ManualClock(noon);
    const clock = new SteadyClock(wall, ends === null ? null : wall.now() + ends);
    expect([clock.doubt, clock.isTrusted, clock.now()]).toEqual([
      doubt,
      doubt === null,
      Date.parse(starts),
    ]);
    clock.confirm(wall.now());
    expect([clock.isTrusted, clock.now()]).toEqual([true, wall.now()]);
  });
});
