import { expect, test } from 'vitest';
import type { PlayerPageView } from '../../../../../app/contracts/player-page.ts';
import { placeOf } from '../../../../../app/player/page/state/place.ts';

const refusal = { code: 'SHOWINGS_USED', sentence: { en: 'Used.', fr: 'Épuisées.' } };
const view: PlayerPageView = {
  disc: {
    titleId: 'big-buck-bunny',
    code: 'K7F3-92QD',
    distributorId: 'LUMIERE',
    issuedAt: '2026-11-20T14:03:00.000Z',
    isVerified: true,
  },
  account: { member: '100001', isSignedIn: true },
  suggestedName: 'Kitchen',
  licence: null,
  film: {
    seconds: 20,
    leaf: { width: 1024, height: 576 },
    chapters: [{ number: 1, seconds: 0 }],
    audio: [],
    subtitles: [],
  },
  showing: { is: 'none' },
};
const resting = { line: 'open', view, refusal: null, wantsPicture: false, isOver: false } as const;

test('the screen follows from what the player said and what the viewer wants', () => {
  const signedOut = { ...view, account: { member: null, isSignedIn: false } };
  const ended: PlayerPageView = { ...view, showing: { is: 'ended', refusal } };
  expect({
    nothingHeard: placeOf({ ...resting, view: null }),
    atRest: placeOf(resting),
    nobodySignedIn: placeOf({ ...resting, view: signedOut }),
    signInRefused: placeOf({ ...resting, view: signedOut, refusal }),
    watching: placeOf({ ...resting, wantsPicture: true }),
    watchingOnACutLine: placeOf({ ...resting, wantsPicture: true, line: 'lost' }),
    refused: placeOf({ ...resting, refusal }),
    revoked: placeOf({ ...resting, view: ended, wantsPicture: true }),
    over: placeOf({ ...resting, isOver: true }),
    tokenRefused: placeOf({ ...resting, line: 'tokenRefused' }),
    openElsewhere: placeOf({ ...resting, line: 'inUse' }),
  }).toEqual({
    nothingHeard: 'line',
    atRest: 'ready',
    nobodySignedIn: 'identify',
    signInRefused: 'identify',
    watching: 'watching',
    watchingOnACutLine: 'watching',
    refused: 'refused',
    revoked: 'refused',
    over: 'over',
    tokenRefused: 'line',
    openElsewhere: 'line',
  });
});
