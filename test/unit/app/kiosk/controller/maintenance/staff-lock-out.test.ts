import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAppError } from '../../../../../../app/foundation/errors.ts';
import { ManualClock } from '../../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../../app/foundation/randomness.ts';
import { milliseconds, minutes, seconds } from '../../../../../../app/foundation/units.ts';
import { BadgeWatch } from '../../../../../../app/kiosk/controller/maintenance/staff/badge-watch.ts';
import {
  countAttempt,
  LOCKED_FOR,
  lockedFor,
} from '../../../../../../app/kiosk/controller/maintenance/staff/lock-out.ts';
import { SignIn } from '../../../../../../app/kiosk/controller/maintenance/staff/sign-in.ts';
import { StaffSessions } from '../../../../../../app/kiosk/controller/maintenance/staff/staff-sessions.ts';
import { kioskRecords } from '../../../../../../app/kiosk/controller/records/kiosk-records.ts';
import { openKioskDatabase } from '../../../../../../db/kiosk/open-kiosk-database.ts';
import { StaffAttemptStore } from '../../../../../../db/kiosk/staff-attempts.ts';
import { StaffStore } from '../../../../../../db/kiosk/staff-store.ts';

const RIGHT = '2580';
const KNOWN = '1001';
const UNKNOWN = '9999';

/** What somebody at the panel does, or what befalls the machine. */
const steps = fc.array(
  fc.oneof(
    fc.record({
      does: fc.constant('try' as const),
      number: fc.constantFrom(KNOWN, UNKNOWN),
      // Several at once, as from a program.
      pins: fc.array(fc.constantFrom(RIGHT, '0000'), { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ does: fc.constant('wait' as const), minutes: fc.integer({ min: 0, max: 10 }) }),
    fc.constant({ does: 'restart' as const }),
  ),
  { maxLength: 40 },
);

/** A machine whose PINs are compared without the long way of hashing them, and that notes each that was. */
function machine() {
  const clock = new ManualClock();
  const records = kioskRecords(openKioskDatabase(':memory:'));
  const people = new StaffStore(records.db);
  people.add(
    {
      staffId: 's_known-person',
      number: KNOWN,
      name: 'A',
      rights: [],
      pinHash: RIGHT,
      badgeKey: null,
    },
    '2026-01-01T12:00:00.000Z',
  );
  const compared: Comparison[] = [];
  let claimed = '';
  const start = () => {
    const sessions = new StaffSessions(clock, seededRandomness('lock'), () => {});
    const secrets = {
      badgeKey: (badge: string) => `badge ${badge}`,
      numberKey: (number: string) => {
        claimed = number;
        return `number ${number}`;
      },
      isPin: (hashed: string | null, pin: string) => {
        const isRight = hashed === pin;
        compared.push({ at: clock.now(), key: claimed, isRight });
        return Promise.resolve(isRight);
      },
    };
    const attempts = new StaffAttemptStore(records.db);
    const badges = new BadgeWatch(clock, () => false);
    return new SignIn({ records, people, attempts, secrets, sessions, badges, clock });
  };
  return { clock, records, compared, start };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'in';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

interface Comparison {
  readonly at: number;
  readonly key: string;
  readonly isRight: boolean;
}

/** Whether any six wrong PINs in a row of one number were compared in no less than the time of a lock. */
function isSlowEnough(compared: readonly Comparison[], number: string): boolean {
  let inRow: number[] = [];
  for (const { at, isRight } of compared.filter(({ key }) => key === number)) {
    inRow = isRight ? [] : [...inRow, at];
    if (at - (inRow.at(-6) ?? Number.NEGATIVE_INFINITY) < LOCKED_FOR) return false;
  }
  return true;
}

test('whatever is tried, and however often the machine is started again, no six wrong PINs are compared within fifteen minutes', async () => {
  const property = fc.asyncProperty(steps, async (script) => {
    const { clock, compared, records, start } = machine();
    let door = start();
    for (const step of script) {
      if (step.does === 'wait') clock.advance(minutes(step.minutes));
      else if (step.does === 'restart') door = start();
      else {
        const { number, pins } = step;
        await Promise.all(pins.map((pin) => codeOf(door.signIn({ by: 'number', number, pin }))));
      }
    }
    records.db.close();
    return [KNOWN, UNKNOWN].every((number) => isSlowEnough(compared, number));
  });
  const { counterexample, failed } = await fc.check(property, { numRuns: 60, seed: 20_261_121 });
  expect({ failed, counterexample }).toEqual({ failed: false, counterexample: null });
});

test('five wrong PINs lock a number that nobody has as one that somebody has, with the same words', async () => {
  const { start } = machine();
  const door = start();
  const told = async (number: string) => {
    const codes: string[] = [];
    for (let attempt = 1; attempt <= 6; attempt += 1) {
      codes.push(await codeOf(door.signIn({ by: 'number', number, pin: '0000' })));
    }
    return codes;
  };
  const refused = Array.from({ length: 5 }, () => 'STAFF_REFUSED');
  expect([await told(KNOWN), await told(UNKNOWN)]).toEqual([
    [...refused, 'STAFF_LOCKED'],
    [...refused, 'STAFF_LOCKED'],
  ]);
});

test('the right PIN does not open a lock; its end does, and begins the count anew', async () => {
  const { clock, start } = machine();
  const door = start();
  const sign = (pin: string) => codeOf(door.signIn({ by: 'number', number: KNOWN, pin }));
  for (let attempt = 1; attempt <= 5; attempt += 1) await sign('0000');
  clock.advance(milliseconds(LOCKED_FOR - 1));
  expect(await sign(RIGHT)).toBe('STAFF_LOCKED');
  clock.advance(milliseconds(1));
  expect([await sign('0000'), await sign(RIGHT)]).toEqual(['STAFF_REFUSED', 'in']);
});

test('a clock that is set back locks nobody for longer than fifteen minutes', () => {
  const locked = { failures: 5, lastAt: 0, lockedUntil: Date.parse('2026-01-01T12:15:00.000Z') };
  expect(lockedFor(locked, Date.parse('2026-01-01T03:00:00.000Z'))).toBe(LOCKED_FOR);
});

test('an attempt is counted before its PIN is looked at', () => {
  expect(countAttempt({ failures: 4, lastAt: 0, lockedUntil: null }, seconds(1))).toEqual({
    failures: 5,
    lastAt: 1000,
    lockedUntil: 1000 + LOCKED_FOR,
  });
});
