import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';
import { seconds } from '../../../../../app/foundation/units.ts';
import { ScreenTokens } from '../../../../../app/kiosk/controller/http/screen-tokens.ts';
import { wireError } from '../../../../../app/kiosk/controller/http/wire-error.ts';
import { identityError } from '../../../../../app/kiosk/controller/sessions/identity-errors.ts';
import { KioskSession } from '../../../../../app/kiosk/controller/sessions/kiosk-session.ts';
import { AppError } from '../../../../../app/foundation/errors.ts';

let clock: ManualClock;
let changes: number;
let session: KioskSession;
const userId = 'u_0123456789';
const later = () => clock.now() + 600_000;

beforeEach(() => {
  clock = new ManualClock();
  changes = 0;
  session = new KioskSession(clock, () => {
    changes += 1;
  });
});

describe('an identification', () => {
  test('is fresh for two minutes, and its end is told', () => {
    session.identify(session.beginIdentification(), userId, 'proof', later());
    clock.advance(seconds(120));
    expect(session.identity).not.toBeNull();
    const before = changes;
    clock.advance(seconds(1));
    expect(session.identity).toBeNull();
    expect(changes).toBe(before + 1);
    expect(() => session.requireFresh()).toThrow(/identify/);
  });

  test('is fresh no longer than the bank’s proof', () => {
    session.identify(session.beginIdentification(), userId, 'proof', clock.now() + 10_000);
    clock.advance(seconds(11));
    expect(session.identity).toBeNull();
  });

  test('is used once, and its orders stay in sight', () => {
    session.identify(session.beginIdentification(), userId, 'proof', later());
    session.consumeIdentity();
    expect([session.identity, session.userId]).toEqual([null, userId]);
  });
});

test('a proof that was spent ends its own identification and no other', () => {
  session.identify(session.beginIdentification(), userId, 'first', later());
  session.identify(session.beginIdentification(), userId, 'second', later());
  session.spendProof('first');
  expect(session.identity?.proof).toBe('second');
  session.spendProof('second');
  expect([session.identity, session.userId]).toEqual([null, userId]);
});

test.each(['PROOF_USED', 'PROOF_EXPIRED', 'PROOF_REFUSED'])(
  'a bank that says %s asks for an identification',
  (code) => {
    const refused = identityError(new AppError(code, 'No.', { remedy: 'reject-input' }));
    expect(refused).toMatchObject({ code: 'IDENTITY_NOT_FRESH' });
  },
);

describe('an identification that is answered late', () => {
  test('is void once the session was wiped: the next person is not taken for the one before', () => {
    const visit = session.beginIdentification();
    session.wipe();
    expect(() => session.identify(visit, userId, 'proof', later())).toThrow(/identify/);
    expect([session.userId, session.identity]).toEqual([null, null]);
  });

  test('is void once another was begun', () => {
    const first = session.beginIdentification();
    const second = session.beginIdentification();
    session.identify(second, 'u_second', 'proof', later());
    expect(() => session.identify(first, userId, 'proof', later())).toThrow(/identify/);
    expect(session.userId).toBe('u_second');
  });
});

describe('a scanned card', () => {
  test('waits a minute for its PIN', () => {
    session.holdCard('CARD');
    expect(session.requireCard()).toBe('CARD');
    clock.advance(seconds(60));
    expect(session.isCardWaiting).toBe(false);
    expect(() => session.requireCard()).toThrow(/No card/);
  });

  test('is forgotten once its holder identified', () => {
    session.holdCard('CARD');
    session.identify(session.beginIdentification(), userId, 'proof', later());
    expect(session.isCardWaiting).toBe(false);
  });
});

test('the end of a session wipes all of it', () => {
  session.identify(session.beginIdentification(), userId, 'proof', later());
  session.holdCard('CARD');
  session.wipe();
  expect([session.userId, session.identity, session.isCardWaiting]).toEqual([null, null, false]);
});

test('a token lets one screen in once; only so many wait at a time', () => {
  const tokens = new ScreenTokens(seededRandomness('tokens'));
  const token = tokens.issue();
  expect([tokens.use(token), tokens.use(token), tokens.use('other')]).toEqual([true, false, false]);
  const oldest = tokens.issue();
  for (let count = 0; count < 64; count += 1) tokens.issue();
  expect(tokens.use(oldest)).toBe(false);
});

test('an error shows a screen its code and what it may know, and nothing of the inside', () => {
  const refused = new AppError('IDENTITY_REFUSED', 'No.', {
    remedy: 'reject-input',
    context: { attemptsLeft: 2, status: 403 },
  });
  expect(wireError(refused)).toEqual({
    code: 'IDENTITY_REFUSED',
    message: 'No.',
    remedy: 'reject-input',
    attemptsLeft: 2,
  });
  expect(wireError(new Error('/some/path')).message).not.toContain('path');
});
