import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Actor, type StaffRight, staffRights } from '../../../../../../app/contracts/staff.ts';
import { milliseconds, minutes, seconds } from '../../../../../../app/foundation/units.ts';
import { isWhollySimulated } from '../../../../../../app/kiosk/controller/maintenance/staff/demonstration.ts';
import { staffKeyFile } from '../../../../../../app/kiosk/controller/maintenance/staff/staff-secrets.ts';
import { STAFF_IDLE } from '../../../../../../app/kiosk/controller/maintenance/staff/staff-sessions.ts';
import type { Machine } from '../../../../../../drivers/contract/machine.ts';
import { StaffBench } from '../../../../../support/staff-room.ts';

let bench: StaffBench;
beforeEach(() => {
  bench = new StaffBench();
});
afterEach(() => bench.remove());

const add = (
  number: string,
  rights: readonly StaffRight[],
  more: { takesBadge?: boolean; by?: Actor } = {},
) =>
  bench.act(
    {
      act: 'add-person',
      number,
      name: `Person ${number}`,
      pin: '2580',
      rights: [...rights],
      takesBadge: more.takesBadge ?? false,
    },
    more.by,
  );
const idOf = (number: string) =>
  bench.room.people().find((person) => person.number === number)?.staffId ?? 's_nobody-at-all';
const sign = (number: string, pin = '2580') => bench.room.signIn({ by: 'number', number, pin });
const isIn = (token: string) => bench.room.actorOf(token, false) !== null;

describe('signing in', () => {
  test('somebody whom the owner added signs in with number and PIN, and is known by the token', async () => {
    await add('1001', ['exchange']);
    const session = await sign('1001');
    const actor = { staffId: idOf('1001'), name: 'Person 1001', rights: ['exchange'] };
    expect([session.idleSeconds, session.actor, bench.room.actorOf(session.token, false)]).toEqual([
      180,
      actor,
      actor,
    ]);
  });

  test('a wrong PIN and a number that nobody has are refused with the same words', async () => {
    await add('1001', []);
    const refusal = async (number: string) => {
      try {
        await sign(number, '0000');
        return null;
      } catch (error) {
        const { code, context, message } = error as {
          code: string;
          context: object;
          message: string;
        };
        return { code, context, message };
      }
    };
    const refused = await refusal('1001');
    expect(refused).toMatchObject({ code: 'STAFF_REFUSED', context: { attemptsLeft: 4 } });
    expect(await refusal('9999')).toEqual(refused);
  });

  test('a lock outlives the program, and another PIN from who may give one ends it', async () => {
    await add('1001', []);
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await bench.codeOf(() => sign('1001', '0000'));
    }
    bench.start();
    expect(await bench.codeOf(() => sign('1001'))).toBe('STAFF_LOCKED');
    expect(bench.room.people()).toMatchObject([{ number: '1001', isLocked: true }]);
    await bench.act({ act: 'change-person', staffId: idOf('1001'), pin: '1111' });
    expect(await bench.codeOf(() => sign('1001', '1111'))).toBe('done');
  });

  test('neither PIN nor badge nor number tried is in the records, and their key is its owner’s alone', async () => {
    bench.room.holdBadge('BADGE-4711');
    await add('1001', [], { takesBadge: true });
    await bench.codeOf(() => sign('735519', '864209'));
    const dump = JSON.stringify([
      bench.records.db.prepare('SELECT * FROM staff').all(),
      bench.records.db.prepare('SELECT * FROM staff_attempts').all(),
      bench.events(),
    ]);
    expect(['2580', 'BADGE-4711', '735519', '864209'].filter((one) => dump.includes(one))).toEqual(
      [],
    );
    expect(statSync(join(bench.folder, staffKeyFile)).mode & 0o777).toBe(0o600);
  });

  test('a key file that is none is told of, and left as it is', () => {
    const path = join(bench.folder, staffKeyFile);
    writeFileSync(path, 'short');
    expect(() => bench.start()).toThrowError(
      expect.objectContaining({ code: 'STAFF_KEY_UNUSABLE' }),
    );
    expect(readFileSync(path, 'utf8')).toBe('short');
  });
});

describe('a badge', () => {
  test('signs its owner in with the PIN for thirty seconds after it was read', async () => {
    bench.room.holdBadge('BADGE-1');
    await add('1001', [], { takesBadge: true });
    const signWithBadge = (pin: string) =>
      bench.codeOf(() => bench.room.signIn({ by: 'badge', pin }));
    const told = [await signWithBadge('2580')];
    bench.room.holdBadge('BADGE-1');
    bench.clock.advance(milliseconds(seconds(30) - 1));
    told.push(await signWithBadge('0000'), await signWithBadge('2580'));
    bench.room.holdBadge('BADGE-1');
    bench.clock.advance(seconds(30));
    told.push(await signWithBadge('2580'));
    bench.room.holdBadge('BADGE-2');
    told.push(await signWithBadge('2580'));
    expect(told).toEqual([
      'BADGE_NOT_SEEN',
      'STAFF_REFUSED',
      'done',
      'BADGE_NOT_SEEN',
      'STAFF_REFUSED',
    ]);
  });

  test('that is read while a customer is at a screen is the customer’s', async () => {
    bench.isCustomerThere = true;
    bench.room.holdBadge('BADGE-1');
    bench.isCustomerThere = false;
    expect(await add('1001', [], { takesBadge: true })).toBe('BADGE_NOT_SEEN');
    bench.room.holdBadge('BADGE-1');
    bench.isCustomerThere = true;
    expect(await add('1001', [], { takesBadge: true })).toBe('BADGE_NOT_SEEN');
  });

  test('has one owner, until it is taken from them', async () => {
    bench.room.holdBadge('BADGE-1');
    await add('1001', [], { takesBadge: true });
    bench.room.holdBadge('BADGE-1');
    const first = await add('1002', [], { takesBadge: true });
    await bench.act({ act: 'change-person', staffId: idOf('1001'), takesBadge: false });
    expect([first, await add('1002', [], { takesBadge: true })]).toEqual([
      'STAFF_BADGE_TAKEN',
      'done',
    ]);
    expect(bench.room.people().map(({ hasBadge }) => hasBadge)).toEqual([false, true]);
  });
});

describe('a session', () => {
  test('ends three minutes after the last touch; what the panel asks by itself keeps nobody in', async () => {
    await add('1001', []);
    const { token } = await sign('1001');
    bench.clock.advance(minutes(2));
    bench.room.actorOf(token, true);
    for (let second = 1; second < STAFF_IDLE / 1000; second += 1) {
      bench.clock.advance(seconds(1));
      bench.room.actorOf(token, false);
    }
    expect(isIn(token)).toBe(true);
    bench.clock.advance(seconds(1));
    expect(isIn(token)).toBe(false);
    expect(bench.events().at(-1)).toEqual({
      kind: 'staff.signed-out',
      detail: { staffId: idOf('1001'), why: 'idle' },
    });
  });

  test('ends when its person signs out, signs in anew, is changed or removed, and when somebody forces the cabinet', async () => {
    await add('1000', ['people']);
    await add('1001', []);
    const told: boolean[] = [];
    const tellAfter = async (end: (token: string) => unknown) => {
      const { token } = await sign('1001');
      await end(token);
      told.push(isIn(token));
    };
    await tellAfter(() => {});
    await tellAfter((token) => bench.room.signOut(token));
    await tellAfter(() => sign('1001'));
    await tellAfter(() =>
      bench.act({ act: 'change-person', staffId: idOf('1001'), rights: ['test'] }),
    );
    await tellAfter(() => bench.raiseAlarm());
    await tellAfter(() => bench.act({ act: 'remove-person', staffId: idOf('1001') }));
    expect(told).toEqual([true, false, false, false, false, false]);
  });

  test('ends though that cannot be recorded, which is told', async () => {
    await add('1001', []);
    const { token } = await sign('1001');
    bench.records.db.exec('DROP TABLE events');
    bench.clock.advance(STAFF_IDLE);
    expect([isIn(token), bench.failures.length]).toEqual([false, 1]);
  });

  test('is in no record: after a restart nobody is signed in', async () => {
    await add('1001', []);
    const { token } = await sign('1001');
    bench.start();
    expect(isIn(token)).toBe(false);
  });

  test('the machine’s own token is the owner’s, and signing out does not end it', () => {
    bench.room.signOut('the owner’s');
    expect(bench.room.actorOf('the owner’s', false)).toEqual({
      staffId: null,
      name: 'owner',
      rights: [...staffRights],
    });
  });
});

describe('saying who looks after the machine', () => {
  test('the last who may say so is neither removed nor deprived of it', async () => {
    await add('1001', ['people']);
    await add('1002', ['exchange']);
    const staffId = idOf('1001');
    const told = [
      await bench.act({ act: 'remove-person', staffId }),
      await bench.act({ act: 'change-person', staffId, rights: ['exchange'] }),
    ];
    await bench.act({ act: 'change-person', staffId: idOf('1002'), rights: ['people'] });
    told.push(await bench.act({ act: 'remove-person', staffId }));
    expect(told).toEqual(['STAFF_LAST_OF_PEOPLE', 'STAFF_LAST_OF_PEOPLE', 'done']);
  });

  test('nobody gives a right that they have not, nor a PIN to somebody who may do more', async () => {
    await add('1001', [...staffRights]);
    const clerk: Actor = { staffId: 's_0123456789', name: 'Clerk', rights: ['people', 'exchange'] };
    const staffId = idOf('1001');
    expect([
      await add('1002', ['exchange'], { by: clerk }),
      await add('1003', ['retire'], { by: clerk }),
      await bench.act({ act: 'change-person', staffId, pin: '0000' }, clerk),
      await bench.act({ act: 'change-person', staffId: idOf('1002'), rights: ['settle'] }, clerk),
      await bench.act({ act: 'change-person', staffId, rights: ['people', 'retire'] }, clerk),
    ]).toEqual([
      'done',
      'STAFF_RIGHT_MISSING',
      'STAFF_RIGHT_MISSING',
      'STAFF_RIGHT_MISSING',
      'done',
    ]);
  });

  test('a number is one person’s, and free again once they are removed', async () => {
    await add('1000', ['people']);
    await add('1001', []);
    const taken = await add('1001', []);
    const removed = idOf('1001');
    await bench.act({ act: 'remove-person', staffId: removed });
    expect([
      taken,
      await add('1001', []),
      await bench.act({ act: 'remove-person', staffId: removed }),
    ]).toEqual(['STAFF_NUMBER_TAKEN', 'done', 'STAFF_UNKNOWN']);
  });

  test('who did what to whom is in the events, and no name and no number', async () => {
    await add('1001', ['exchange', 'exchange']);
    const staffId = idOf('1001');
    await bench.act({ act: 'change-person', staffId, pin: '1111', rights: ['test'] });
    await bench.codeOf(() => sign('1001', '0000'));
    const { token } = await sign('1001', '1111');
    bench.room.signOut(token);
    await bench.act({ act: 'remove-person', staffId });
    expect(bench.events()).toEqual([
      { kind: 'staff.added', detail: { staffId, rights: ['exchange'], hasBadge: false, by: null } },
      {
        kind: 'staff.changed',
        detail: { staffId, rights: ['test'], hasBadge: false, isPinNew: true, by: null },
      },
      { kind: 'staff.refused', detail: { by: 'number', staffId } },
      { kind: 'staff.signed-in', detail: { by: 'number', staffId } },
      { kind: 'staff.signed-out', detail: { staffId, why: 'asked' } },
      { kind: 'staff.removed', detail: { staffId, by: null } },
    ]);
  });
});

describe('the person of the demonstration', () => {
  const person = { number: '1001', pin: '8642' };

  test('looks after a machine of simulated devices, and is added once', async () => {
    await bench.room.keepDemonstration(person, true);
    await bench.room.keepDemonstration(person, true);
    expect(bench.room.people()).toMatchObject([{ number: '1001', rights: [...staffRights] }]);
    expect(await bench.codeOf(() => sign('1001', '8642'))).toBe('done');
  });

  test('is taken from a machine that has got a real device, and is not added to one', async () => {
    await bench.room.keepDemonstration(person, true);
    await bench.room.keepDemonstration(person, false);
    expect([bench.room.people(), await bench.codeOf(() => sign('1001', '8642'))]).toEqual([
      [],
      'STAFF_REFUSED',
    ]);
  });

  test('belongs to no machine that has a real device, whatever else of it is simulated', () => {
    const machine = (...addresses: string[]) =>
      ({ hands: {}, devices: addresses.map((address) => ({ address })) }) as unknown as Machine;
    expect([
      isWhollySimulated(machine('simulated', 'simulated')),
      isWhollySimulated(machine('simulated', '/dev/sr0')),
      isWhollySimulated({ ...machine('simulated'), hands: null }),
    ]).toEqual([true, false, false]);
  });

  test('leaves a number to whoever has it', async () => {
    await add('1001', []);
    await bench.room.keepDemonstration(person, true);
    expect(bench.room.people()).toMatchObject([{ name: 'Person 1001' }]);
  });
});
