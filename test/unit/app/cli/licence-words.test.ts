import { expect, it } from 'vitest';
import type { LicenceAccount } from '../../../../app/bank/licence-desk.ts';
import { accountLines, listLines } from '../../../../app/cli/licences/licence-words.ts';
import { defaultTerms } from '../../../../app/licences/terms.ts';

const noon = '2026-01-01T12:00:00.000Z';
const orderId = 'K7F392QD00000000000A';

const account: LicenceAccount = {
  licence: {
    orderId,
    code: 'K7F3-92QD',
    titleId: 'a-film',
    state: 'active',
    terms: { ...defaultTerms, notBefore: noon, hoursAfterFirstShowing: 48 },
    showingsUsed: 1,
    showingsLeft: 9,
    firstShowingAt: noon,
    endsAt: '2026-01-03T12:00:00.000Z',
    changedAt: noon,
  },
  firstPlaybackAt: noon,
  showings: [
    { showingId: 'w_1', begunAt: noon, countedAt: noon, deliveredTicks: 90_000 * 60 * 61 },
    { showingId: 'w_2', begunAt: noon, countedAt: null, deliveredTicks: 90_000 },
  ],
  playing: [{ device: 'Living room', since: noon, placeUntil: '2026-01-01T12:02:00.000Z' }],
  devices: [{ deviceId: 'v_0123456789', name: 'Living room' }],
  events: [
    {
      sequence: 1,
      at: noon,
      actor: 'kiosk k_1',
      event: 'ordered',
      from: null,
      to: 'ready',
      detail: null,
    },
    {
      sequence: 2,
      at: noon,
      actor: 'operator',
      event: 'terms-changed',
      from: 'ready',
      to: 'ready',
      detail: 'showings 9 -> 10',
    },
  ],
};

it('a licence is told in lines for a person', () => {
  expect(accountLines(account, 'A film')).toEqual([
    'K7F3-92QD  A film  (K7F392QD00000000000A)',
    'Active, since 2026-01-01 12:00 UTC.',
    'Showings: 1 counted, 9 left.',
    'Ends 2026-01-03 12:00 UTC.',
    '',
    'Terms',
    '  10 showings',
    '  not before 2026-01-01 12:00 UTC',
    '  48 hours after the first showing',
    '  5 devices, 2 playing at once',
    '  a silent player keeps its place for 120 s',
    '',
    'Playing now',
    '  Living room  since 2026-01-01 12:00 UTC  place kept until 2026-01-01 12:02 UTC',
    '',
    'Showings',
    '  begun 2026-01-01 12:00 UTC  counts since 2026-01-01 12:00 UTC  61 min sent',
    '  begun 2026-01-01 12:00 UTC  does not count                     0 min sent',
    '',
    'Devices',
    '  Living room  v_0123456789',
    '',
    'History',
    '  2026-01-01 12:00 UTC  The order was made.      by kiosk k_1',
    '  2026-01-01 12:00 UTC  Other terms were given.  by operator: showings 9 -> 10',
  ]);
});

it('what there is nothing of has no heading', () => {
  const { licence } = account;
  const fresh: LicenceAccount = {
    ...account,
    licence: {
      ...licence,
      state: 'ready',
      terms: { ...defaultTerms, showings: null, notAfter: noon },
      showingsUsed: 0,
      showingsLeft: null,
      endsAt: null,
    },
    showings: [],
    playing: [],
    devices: [],
    events: [],
  };
  expect(accountLines(fresh, 'A film')).toEqual([
    'K7F3-92QD  A film  (K7F392QD00000000000A)',
    'Ready, not played yet, since 2026-01-01 12:00 UTC.',
    'Showings: 0 counted, no limit.',
    '',
    'Terms',
    '  any number of showings',
    '  not after 2026-01-01 12:00 UTC',
    '  5 devices, 2 playing at once',
    '  a silent player keeps its place for 120 s',
  ]);
});

it('a list has a line for each licence', () => {
  const listed = { orderId, titleId: 'a-film', changedAt: noon, createdAt: noon } as const;
  expect(
    listLines([
      { ...listed, member: '100001', state: 'active' },
      { ...listed, member: '100002', state: 'revoked' },
    ]),
  ).toEqual([
    'K7F3-92QD  100001  a-film  active   since 2026-01-01 12:00 UTC',
    'K7F3-92QD  100002  a-film  revoked  since 2026-01-01 12:00 UTC',
  ]);
});
