import { describe, expect, it } from 'vitest';
import {
  type LicenceState,
  licenceStateSchema,
  type LicenceTerms,
} from '../../../../app/contracts/licence.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import {
  admitViewing,
  checkViewing,
  countDelivery,
  type LicenceFacts,
  renewViewing,
  surplusViewings,
} from '../../../../app/licences/viewing.ts';
import { after, factsOf, showing, viewing } from './facts-of.ts';

const withTerms = (changed: Partial<LicenceTerms>) => ({ ...defaultTerms, ...changed });
const players = (limit: number) => ({ ...defaultTerms.players, limit });
const open = (facts: LicenceFacts, minute: number, deviceId = 'tv') =>
  admitViewing(facts, { deviceId, now: after(minute) });
const refused = (why: string, date: string | null) => ({ is: 'refused', why, date });

describe('a viewing is admitted', () => {
  it('with a new showing and a lease of interval and grace, the first time', () => {
    expect(open(factsOf(), 10)).toEqual({
      is: 'admitted',
      showing: { is: 'new' },
      at: after(10),
      leaseUntil: after(12),
      over: [],
    });
  });

  it('of a disc that is made and was never reported taken: whoever proves to hold it was given it', () => {
    expect(open(factsOf({ state: 'ready' }), 1)).toMatchObject({ is: 'admitted' });
  });

  it('on a showing that began less than 24 hours ago, and on a new one after', () => {
    const facts = factsOf({ showings: [showing('s', 0, 6)], terms: withTerms({ showings: 2 }) });
    expect([open(facts, 24 * 60 - 1), open(facts, 24 * 60)]).toMatchObject([
      { showing: { is: 'resumed', showingId: 's' } },
      { showing: { is: 'new' } },
    ]);
  });

  it('on its last showing as long as that may be resumed', () => {
    const facts = factsOf({ showings: [showing('s', 0, 6)], terms: withTerms({ showings: 1 }) });
    expect([open(facts, 100), open(facts, 24 * 60)]).toMatchObject([
      { showing: { is: 'resumed', showingId: 's' } },
      refused('SHOWINGS_USED', after(6)),
    ]);
  });

  it('on a showing that counts already before one that does not yet, and on the youngest of them', () => {
    const showings = [showing('a', 0, 6), showing('b', 10, 16), showing('c', 20)];
    expect(open(factsOf({ showings }), 30)).toMatchObject({
      showing: { is: 'resumed', showingId: 'b' },
    });
  });

  it('in place of the same device’s own viewing, which takes no second place', () => {
    const facts = factsOf({
      terms: withTerms({ players: players(1) }),
      viewings: [viewing('old', 'tv', 's', 0)],
      showings: [showing('s', 0)],
      devices: ['tv'],
    });
    expect(open(facts, 1)).toMatchObject({
      is: 'admitted',
      showing: { is: 'resumed', showingId: 's' },
      over: [{ viewingId: 'old', why: 'replaced' }],
    });
  });

  it('into the place of a player that fell silent for interval and grace', () => {
    const facts = factsOf({
      terms: withTerms({ players: players(1) }),
      viewings: [viewing('old', 'laptop', 's', 0)],
      showings: [showing('s', 0)],
      devices: ['laptop'],
    });
    expect([open(facts, 1.99), open(facts, 2)]).toMatchObject([
      refused('TOO_MANY_PLAYERS', after(2)),
      {
        is: 'admitted',
        showing: { is: 'resumed', showingId: 's' },
        over: [{ viewingId: 'old', why: 'silent' }],
      },
    ]);
  });

  it('on a showing of its own while another device plays: two rooms are two showings', () => {
    const facts = factsOf({
      viewings: [viewing('w', 'laptop', 's', 0)],
      showings: [showing('s', 0)],
      devices: ['laptop'],
    });
    expect(open(facts, 1)).toMatchObject({ showing: { is: 'new' } });
  });

  it('after one that was tried and never came to count: that is given back after 24 hours', () => {
    const facts = factsOf({ showings: [showing('s', 0)], terms: withTerms({ showings: 1 }) });
    expect(open(facts, 24 * 60)).toMatchObject({ showing: { is: 'new' } });
  });
});

describe('a viewing is refused, with the reason and its date,', () => {
  it('where no kiosk makes the disc', () => {
    const facts = factsOf({ state: 'ready', isReported: false });
    expect(open(facts, 1)).toEqual(refused('LICENCE_NOT_ACTIVE', null));
  });

  it('before its first day', () => {
    const facts = factsOf({ terms: withTerms({ notBefore: after(5) }) });
    expect([open(facts, 4), open(facts, 5)]).toMatchObject([
      refused('LICENCE_NOT_YET', after(5)),
      { is: 'admitted' },
    ]);
  });

  it('from the end of its terms on', () => {
    const facts = factsOf({
      terms: withTerms({ notAfter: after(999), hoursAfterFirstShowing: 1 }),
      firstShowingAt: after(3),
    });
    expect([open(facts, 62), open(facts, 63)]).toMatchObject([
      { is: 'admitted' },
      refused('LICENCE_EXPIRED', after(63)),
    ]);
  });

  it('once it was written that it has expired, since its end and not since it was noticed', () => {
    const expired = { state: 'expired', changedAt: after(90) } as const;
    expect([
      open(factsOf({ ...expired, terms: withTerms({ notAfter: after(60) }) }), 91),
      open(factsOf(expired), 91),
    ]).toEqual([refused('LICENCE_EXPIRED', after(60)), refused('LICENCE_EXPIRED', after(90))]);
  });

  it('on a device too many', () => {
    const facts = factsOf({ devices: ['a', 'b'], terms: withTerms({ devices: 2 }) });
    expect([open(facts, 1, 'c'), open(facts, 1, 'b')]).toMatchObject([
      refused('TOO_MANY_DEVICES', null),
      { is: 'admitted' },
    ]);
  });

  it('where every place is taken, until the first is free', () => {
    const facts = factsOf({
      terms: withTerms({ players: players(2) }),
      viewings: [viewing('w1', 'a', 's1', 0, 4), viewing('w2', 'b', 's2', 0, 3)],
      showings: [showing('s1', 0), showing('s2', 0)],
      devices: ['a', 'b'],
    });
    expect(open(facts, 4)).toEqual(refused('TOO_MANY_PLAYERS', after(5)));
  });

  it('where its last showing plays on another device, until that may be silent', () => {
    const facts = factsOf({
      terms: withTerms({ showings: 2 }),
      viewings: [viewing('w', 'laptop', 's2', 60, 100)],
      showings: [showing('s1', -2000, -1990), showing('s2', 60, 66)],
      devices: ['laptop'],
    });
    expect(open(facts, 101)).toEqual(refused('TOO_MANY_PLAYERS', after(102)));
  });

  it('where a device has opened, and not yet begun, the last showing', () => {
    const facts = factsOf({
      terms: withTerms({ showings: 1 }),
      viewings: [viewing('w', 'laptop', null, 0)],
      devices: ['laptop'],
    });
    expect(open(facts, 1)).toEqual(refused('TOO_MANY_PLAYERS', after(2)));
  });

  it('when all showings have counted, with the day of the last', () => {
    const facts = factsOf({
      terms: withTerms({ showings: 2 }),
      showings: [showing('s1', -3000, -2990), showing('s2', -2000, -1990)],
    });
    expect(open(facts, 1)).toEqual(refused('SHOWINGS_USED', after(-1990)));
  });
});

describe('of several reasons', () => {
  /** Everything is wrong with it. */
  const worst = factsOf({
    state: 'ready',
    isReported: false,
    terms: withTerms({
      showings: 1,
      notBefore: after(500),
      notAfter: after(1),
      devices: 1,
      players: players(1),
    }),
    showings: [showing('s', -3000, -2990)],
    devices: ['other'],
    viewings: [viewing('w', 'other', 's', 9)],
  });
  const better = [
    { terms: { ...worst.terms, notAfter: null } },
    { isReported: true },
    { terms: { ...worst.terms, notAfter: null, notBefore: null } },
    { devices: ['other', 'tv'] },
    { showings: [] },
    { viewings: [] },
  ] as const;

  it('the more final one is told: expired, not made, not yet, devices, showings, players', () => {
    const told = better.map((_, mended) =>
      open(Object.assign({}, worst, ...better.slice(0, mended)) as LicenceFacts, 10),
    );
    expect(told).toEqual([
      refused('LICENCE_EXPIRED', after(1)),
      refused('LICENCE_NOT_ACTIVE', null),
      refused('LICENCE_NOT_YET', after(500)),
      refused('TOO_MANY_DEVICES', null),
      refused('SHOWINGS_USED', after(-2990)),
      refused('TOO_MANY_PLAYERS', after(11)),
    ]);
  });

  it.each([
    ['revoked', 'LICENCE_REVOKED'],
    ['returned', 'LICENCE_RETURNED'],
    ['cancelled', 'LICENCE_CANCELLED'],
  ] as const)('a licence that is %s is never called expired, nor anything else', (state, why) => {
    const facts = { ...worst, state, changedAt: after(7) };
    expect([open(facts, 10), checkViewing(facts, 'w', after(10))]).toEqual([
      refused(why, after(7)),
      { why, date: after(7) },
    ]);
  });
});

describe('a viewing that was admitted', () => {
  const facts = factsOf({
    terms: withTerms({ showings: 1, devices: 1, players: players(1) }),
    viewings: [viewing('w', 'tv', 's', 0)],
    showings: [showing('s', -10, -4)],
    devices: ['tv'],
  });

  it('may have blocks until its lease is over, also of the last showing', () => {
    expect([checkViewing(facts, 'w', after(1.99)), checkViewing(facts, 'w', after(2))]).toEqual([
      null,
      { why: 'VIEWING_ENDED', date: after(2) },
    ]);
  });

  it('has ended where nobody knows it', () => {
    expect(checkViewing(facts, 'other', after(1))).toEqual({ why: 'VIEWING_ENDED', date: null });
  });

  it.each(licenceStateSchema.options)('is stopped or not by the state %s alone', (state) => {
    const why: Record<LicenceState, string | undefined> = {
      ready: undefined,
      active: undefined,
      expired: 'LICENCE_EXPIRED',
      revoked: 'LICENCE_REVOKED',
      returned: 'LICENCE_RETURNED',
      cancelled: 'LICENCE_CANCELLED',
    };
    expect(checkViewing({ ...facts, state }, 'w', after(1))?.why).toBe(why[state]);
  });

  it('is stopped by the end of its terms, and by a first day that was moved', () => {
    const ended = { ...facts, terms: withTerms({ notAfter: after(1) }) };
    const moved = { ...facts, terms: withTerms({ notBefore: after(9) }) };
    expect([checkViewing(ended, 'w', after(1)), checkViewing(moved, 'w', after(1))]).toEqual([
      { why: 'LICENCE_EXPIRED', date: after(1) },
      { why: 'LICENCE_NOT_YET', date: after(9) },
    ]);
  });

  it('renews for interval and grace, but not once it is over', () => {
    expect([renewViewing(facts, 'w', after(1)), renewViewing(facts, 'w', after(2))]).toEqual([
      { is: 'renewed', at: after(1), leaseUntil: after(3) },
      { is: 'stopped', why: 'VIEWING_ENDED', date: after(2) },
    ]);
  });

  it('is over 24 hours after it was opened, however often it renews', () => {
    const day = 24 * 60;
    const old = { ...facts, viewings: [viewing('w', 'tv', 's', 0, day - 1)] };
    expect(renewViewing(old, 'w', after(day - 0.5))).toMatchObject({ leaseUntil: after(day) });
  });

  it('may be seen to its end when it was resumed in its last hour', () => {
    const late = { ...facts, viewings: [viewing('w', 'tv', 's', 23 * 60, 25 * 60)] };
    expect(checkViewing(late, 'w', after(25 * 60 + 1))).toBeNull();
  });
});

describe('a showing counts', () => {
  const uncounted = { countedAt: null };
  const MINUTE = 60 * 90_000;
  it('when more than 5 minutes or more than 5 % of the title was delivered', () => {
    const two = 120 * MINUTE;
    const short = 10 * MINUTE;
    expect([
      countDelivery(uncounted, 5 * MINUTE, two),
      countDelivery(uncounted, 5 * MINUTE + 1, two),
      countDelivery(uncounted, MINUTE / 2, short),
      countDelivery(uncounted, MINUTE / 2 + 1, short),
    ]).toEqual([false, true, false, true]);
  });

  it('for good', () => {
    expect(countDelivery({ countedAt: after(1) }, 0, MINUTE)).toBe(true);
  });
});

describe('a clock that steps back', () => {
  it('does not open a first day again that was reached, nor give back what has expired', () => {
    const reached = factsOf({
      terms: withTerms({ notBefore: after(60) }),
      viewings: [viewing('w', 'tv', null, 61)],
      devices: ['tv'],
    });
    const expired = factsOf({ state: 'expired', changedAt: after(60) });
    expect([checkViewing(reached, 'w', after(0)), open(expired, 0)]).toMatchObject([
      null,
      { why: 'LICENCE_EXPIRED' },
    ]);
  });

  it('does not make the 24 hours of a showing longer', () => {
    const facts = factsOf({
      terms: withTerms({ showings: 1 }),
      showings: [showing('s', 0, 6)],
      viewings: [viewing('w', 'laptop', 's', 1, 24 * 60)],
      devices: ['laptop'],
    });
    expect(open(facts, 10)).toMatchObject({ why: 'SHOWINGS_USED' });
  });

  it('does not end who plays, and writes no time before the last', () => {
    const facts = factsOf({ viewings: [viewing('w', 'tv', null, 30)], devices: ['tv'] });
    expect(renewViewing(facts, 'w', after(0))).toEqual({
      is: 'renewed',
      at: after(30),
      leaseUntil: after(32),
    });
  });
});

describe('new terms', () => {
  it('end the youngest players beyond their number, and who has not begun and finds no showing', () => {
    const facts = factsOf({
      showings: [showing('s1', -10, -4)],
      viewings: [
        viewing('w3', 'c', null, 2),
        viewing('w1', 'a', 's1', 0, 2),
        viewing('w2', 'b', null, 1),
      ],
      devices: ['a', 'b', 'c'],
    });
    const left = (changed: Partial<LicenceTerms>) =>
      surplusViewings({ ...facts, terms: withTerms(changed) }, after(2.5));
    expect([
      left({ players: players(3) }),
      left({ players: players(2) }),
      left({ players: players(3), showings: 2 }),
      left({ players: players(2), showings: 1 }),
      left({ players: players(3), showings: null }),
    ]).toEqual([[], ['w3'], ['w3'], ['w3', 'w2'], []]);
  });
});
