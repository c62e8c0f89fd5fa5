import { describe, expect, test } from 'vitest';
import { advanceOrder, beginOrder } from '../../../../app/orders/order-machine.ts';
import type { OrderEvent } from '../../../../app/orders/order-event.ts';
import { orderStateSchema, type OrderState } from '../../../../app/orders/order-state.ts';
import { standardOrderRules } from '../../../../app/orders/order-rules.ts';
import { failureOf } from '../../../../app/orders/order-event.ts';

const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
const discId = 'd_disc01';
const READY = 1000;
const HOLD = READY + standardOrderRules.holdFor;
const finished = { slot: 3, discId, readyAt: READY, holdUntil: HOLD };
const making = { is: 'making', discId } as const;
const verified = { is: 'verified', discId } as const;
const staged = { is: 'staged', discId } as const;
const printing = { is: 'printing', tries: 1 } as const;
const queued = { at: 'queued', slot: 3, stream, attempt: 1, jacket: { is: 'notBegun' } } as const;
const producing = {
  at: 'producing',
  slot: 3,
  stream,
  attempt: 1,
  drive: 1,
  disc: making,
  jacket: printing,
} as const;

const states: Record<string, OrderState> = {
  placed: { at: 'placed', slot: 3 },
  paying: { at: 'paying', slot: 3, payBefore: 3000 },
  authorised: { at: 'authorised', slot: 3 },
  preparing: { at: 'preparing', slot: 3, stream },
  queued,
  'queued, second disc': { ...queued, attempt: 2, jacket: { is: 'printed' } },
  'queued, jacket printing': { ...queued, attempt: 2, jacket: printing },
  'queued, last jacket printing': { ...queued, attempt: 2, jacket: { is: 'printing', tries: 5 } },
  'queued, jacket stopped': { ...queued, attempt: 2, jacket: { is: 'stopped', tries: 2 } },
  picking: { ...producing, disc: { is: 'picking' } },
  making: producing,
  'making, jacket stopped': { ...producing, jacket: { is: 'stopped', tries: 1 } },
  'making, jacket refused': { ...producing, jacket: { is: 'refused' } },
  'making, last disc': { ...producing, attempt: 3 },
  verified: { ...producing, disc: verified },
  'verified, jacket printed': { ...producing, disc: verified, jacket: { is: 'printed' } },
  'verified, jacket refused': { ...producing, disc: verified, jacket: { is: 'refused' } },
  staged: { ...producing, disc: staged },
  'staged, last jacket printing': {
    ...producing,
    disc: staged,
    jacket: { is: 'printing', tries: 5 },
  },
  ready: { at: 'ready', ...finished },
  claiming: { at: 'claiming', ...finished, identifiedAt: 1500 },
  presenting: { at: 'presenting', ...finished, identifiedAt: 1500, takeBefore: null },
  'presenting, open': { at: 'presenting', ...finished, identifiedAt: 1500, takeBefore: 3000 },
  notTaken: { at: 'notTaken', ...finished },
  fulfilled: { at: 'fulfilled', discId, takenAt: 2000 },
  suspect: { at: 'suspect', was: 'presenting', slot: 3, discId, since: 2000 },
  'suspect in production': {
    at: 'suspect',
    was: 'producing',
    slot: 3,
    discId: null,
    since: 2000,
  },
  'suspect, to be remade': {
    at: 'suspect',
    was: 'producing',
    slot: 3,
    discId,
    since: 2000,
    remake: { stream, attempt: 2, jacket: { is: 'printed' } },
  },
  failed: { at: 'failed', reason: 'burn-failed', slot: null },
  'failed, disc in slot': { at: 'failed', reason: 'print-failed', slot: 3 },
  cancelled: { at: 'cancelled' },
  expired: { at: 'expired', discId, slot: 3 },
  released: { at: 'released', after: 'failed', reason: 'burn-failed' },
};

/** An event of every kind, the special ones under names of their own. All happen at 2000 unless their name says otherwise. */
const at = 2000;
const events: Record<string, OrderEvent> = {
  registered: { at, is: 'registered' },
  registrationFailed: { at, is: 'registrationFailed' },
  paymentBegun: { at, is: 'paymentBegun' },
  paid: { at, is: 'paid' },
  notPaid: { at, is: 'notPaid' },
  payLimitPassed: { at, is: 'payLimitPassed' },
  streamDescribed: { at, is: 'streamDescribed', stream },
  streamReady: { at, is: 'streamReady' },
  streamFailed: { at, is: 'streamFailed', reason: 'stream-failed' },
  driveLeased: { at, is: 'driveLeased', drive: 1 },
  nothingPicked: { at, is: 'nothingPicked' },
  discPicked: { at, is: 'discPicked', discId },
  discVerified: { at, is: 'discVerified', discId },
  discStaged: { at, is: 'discStaged', discId },
  discRejected: { at, is: 'discRejected', discId, reason: 'writeError' },
  'rejected for a power cut': { at, is: 'discRejected', discId, reason: 'powerLoss' },
  'another disc verified': { at, is: 'discVerified', discId: 'd_other1' },
  'another disc staged': { at, is: 'discStaged', discId: 'd_other1' },
  'another disc rejected': { at, is: 'discRejected', discId: 'd_other1', reason: 'writeError' },
  discLost: { at, is: 'discLost', discId },
  jacketPrinted: { at, is: 'jacketPrinted' },
  jacketStopped: { at, is: 'jacketStopped' },
  printerReady: { at, is: 'printerReady' },
  'claim, fresh': { at, is: 'claimRequested', identifiedAt: 1900 },
  'claim, identified before ready': { at, is: 'claimRequested', identifiedAt: READY },
  'claim, identified too long ago': {
    at: 1900 + 120_001,
    is: 'claimRequested',
    identifiedAt: 1900,
  },
  'claim, identified in the future': { at, is: 'claimRequested', identifiedAt: 2001 },
  presentable: { at, is: 'presentable' },
  notPresentable: { at, is: 'notPresentable' },
  gateOpened: { at, is: 'gateOpened', takeBefore: 3000 },
  gateStayedClosed: { at, is: 'gateStayedClosed' },
  taken: { at, is: 'taken' },
  notTaken: { at, is: 'notTaken' },
  outcomeUnknown: { at, is: 'outcomeUnknown' },
  retracted: { at, is: 'retracted' },
  retractionUnproven: { at, is: 'retractionUnproven' },
  'holdPassed, too early': { at, is: 'holdPassed' },
  'holdPassed, due': { at: HOLD, is: 'holdPassed' },
  clockSetBack: { at: 500, is: 'clockSetBack' },
  slotCleared: { at, is: 'slotCleared' },
  cancelRequested: { at, is: 'cancelRequested' },
  holdReleased: { at, is: 'holdReleased' },
  restarted: { at, is: 'restarted' },
  'disc found blank': { at, is: 'discFound', discId, drive: 1, as: 'blank' },
  'disc found complete': { at, is: 'discFound', discId, drive: 1, as: 'complete' },
  'another disc found': { at, is: 'discFound', discId: 'd_other1', drive: 1, as: 'complete' },
  discMissing: { at, is: 'discMissing', discId },
  pathCleared: { at, is: 'pathCleared' },
  leftAtExit: { at, is: 'leftAtExit' },
  'resolved as given': { at, is: 'resolved', outcome: 'fulfilled' },
  'resolved as failed': { at, is: 'resolved', outcome: 'failed' },
};

/** Every transition there is: from, by, to which state and with which effects. */
const transitions = `
placed | registered | authorised | describeStream
placed | registrationFailed | cancelled | report:cancelled freeStock discardStream
placed | cancelRequested | cancelled | report:cancelled freeStock discardStream
placed | paymentBegun | paying |
placed | restarted | cancelled | report:cancelled freeStock discardStream
paying | paid | authorised | describeStream
paying | notPaid | cancelled | report:cancelled freeStock discardStream
paying | restarted | paying |
authorised | streamDescribed | preparing | fetchStream
authorised | streamFailed | failed(stream-failed) | report:failed freeStock discardStream
authorised | cancelRequested | cancelled | report:cancelled freeStock discardStream
authorised | restarted | authorised | describeStream
preparing | streamReady | queued(1, notBegun) |
preparing | streamFailed | failed(stream-failed) | report:failed freeStock discardStream
preparing | cancelRequested | cancelled | report:cancelled freeStock discardStream
preparing | restarted | preparing | fetchStream
queued | driveLeased | producing(1, picking, printing) | makeDisc printJacket report:burning
queued | cancelRequested | cancelled | report:cancelled freeStock discardStream
queued | restarted | queued(1, notBegun) |
queued, second disc | driveLeased | producing(2, picking, printed) | makeDisc
queued, second disc | restarted | queued(2, printed) |
queued, jacket printing | driveLeased | producing(2, picking, printing) | makeDisc
queued, jacket printing | jacketPrinted | queued(2, printed) |
queued, jacket printing | jacketStopped | queued(2, stopped) |
queued, jacket printing | restarted | queued(2, stopped) |
queued, last jacket printing | driveLeased | producing(2, picking, printing) | makeDisc
queued, last jacket printing | jacketPrinted | queued(2, printed) |
queued, last jacket printing | jacketStopped | failed(print-failed) | report:failed freeStock discardStream
queued, last jacket printing | restarted | queued(2, stopped) |
queued, jacket stopped | driveLeased | producing(2, picking, stopped) | makeDisc
queued, jacket stopped | printerReady | queued(2, printing) | printJacket
queued, jacket stopped | restarted | queued(2, stopped) |
picking | nothingPicked | queued(1, printing) |
picking | discPicked | producing(1, making, printing) |
picking | discLost | suspect | discardStream
picking | jacketPrinted | producing(1, picking, printed) |
picking | jacketStopped | producing(1, picking, stopped) |
picking | another disc found | producing(1, making, printing) | continueDisc
picking | disc found blank | producing(1, making, printing) | continueDisc
picking | disc found complete | producing(1, making, printing) | continueDisc
picking | discMissing | suspect |
picking | restarted | producing(1, picking, stopped) |
making | discVerified | producing(1, verified, printing) | report:verified
making | discRejected | queued(2, printing) |
making | rejected for a power cut | queued(1, printing) |
making | discLost | suspect | discardStream
making | jacketPrinted | producing(1, making, printed) |
making | jacketStopped | producing(1, making, stopped) |
making | disc found blank | producing(1, making, printing) | continueDisc
making | disc found complete | producing(1, making, printing) | continueDisc
making | discMissing | suspect |
making | restarted | producing(1, making, stopped) |
making, jacket stopped | discVerified | producing(1, verified, stopped) | report:verified
making, jacket stopped | discRejected | queued(2, stopped) |
making, jacket stopped | rejected for a power cut | queued(1, stopped) |
making, jacket stopped | discLost | suspect | discardStream
making, jacket stopped | printerReady | producing(1, making, printing) | printJacket
making, jacket stopped | disc found blank | producing(1, making, stopped) | continueDisc
making, jacket stopped | disc found complete | producing(1, making, stopped) | continueDisc
making, jacket stopped | discMissing | suspect |
making, jacket stopped | restarted | producing(1, making, stopped) |
making, jacket refused | discVerified | producing(1, verified, refused) | report:verified
making, jacket refused | discRejected | failed(print-failed) | report:failed freeStock discardStream
making, jacket refused | rejected for a power cut | failed(print-failed) | report:failed freeStock discardStream
making, jacket refused | discLost | suspect | discardStream
making, jacket refused | disc found blank | producing(1, making, refused) | continueDisc
making, jacket refused | disc found complete | producing(1, making, refused) | continueDisc
making, jacket refused | discMissing | suspect | discardStream
making, jacket refused | restarted | producing(1, making, refused) |
making, last disc | discVerified | producing(3, verified, printing) | report:verified
making, last disc | discRejected | failed(burn-failed) | report:failed freeStock discardStream
making, last disc | rejected for a power cut | queued(3, printing) |
making, last disc | discLost | suspect | discardStream
making, last disc | jacketPrinted | producing(3, making, printed) |
making, last disc | jacketStopped | producing(3, making, stopped) |
making, last disc | disc found blank | producing(3, making, printing) | continueDisc
making, last disc | disc found complete | producing(3, making, printing) | continueDisc
making, last disc | discMissing | suspect |
making, last disc | restarted | producing(3, making, stopped) |
verified | discStaged | producing(1, staged, printing) |
verified | discRejected | queued(2, printing) |
verified | rejected for a power cut | queued(1, printing) |
verified | discLost | suspect | discardStream
verified | jacketPrinted | producing(1, verified, printed) |
verified | jacketStopped | producing(1, verified, stopped) |
verified | disc found complete | producing(1, verified, printing) | continueDisc
verified | discMissing | suspect |
verified | restarted | producing(1, verified, stopped) |
verified, jacket printed | discStaged | ready | report:ready discardStream
verified, jacket printed | discRejected | queued(2, printed) |
verified, jacket printed | rejected for a power cut | queued(1, printed) |
verified, jacket printed | discLost | suspect | discardStream
verified, jacket printed | disc found complete | producing(1, verified, printed) | continueDisc
verified, jacket printed | discMissing | suspect |
verified, jacket printed | restarted | producing(1, verified, printed) |
verified, jacket refused | discStaged | failed(print-failed) | report:failed discardStream clearSlot
verified, jacket refused | discRejected | failed(print-failed) | report:failed freeStock discardStream
verified, jacket refused | rejected for a power cut | failed(print-failed) | report:failed freeStock discardStream
verified, jacket refused | discLost | suspect | discardStream
verified, jacket refused | disc found complete | producing(1, verified, refused) | continueDisc
verified, jacket refused | discMissing | suspect | discardStream
verified, jacket refused | restarted | producing(1, verified, refused) |
staged | discLost | suspect | discardStream
staged | jacketPrinted | ready | report:ready discardStream
staged | jacketStopped | producing(1, staged, stopped) |
staged | discMissing | suspect |
staged | restarted | producing(1, staged, stopped) |
staged, last jacket printing | discLost | suspect | discardStream
staged, last jacket printing | jacketPrinted | ready | report:ready discardStream
staged, last jacket printing | jacketStopped | failed(print-failed) | report:failed discardStream clearSlot
staged, last jacket printing | discMissing | suspect |
staged, last jacket printing | restarted | producing(1, staged, stopped) |
ready | claim, fresh | claiming | checkSlot
ready | holdPassed, due | expired | report:cancelled clearSlot
ready | clockSetBack | ready |
claiming | clockSetBack | claiming |
presenting | clockSetBack | presenting |
presenting, open | clockSetBack | presenting |
notTaken | clockSetBack | notTaken |
suspect | clockSetBack | suspect |
suspect in production | clockSetBack | suspect |
suspect, to be remade | clockSetBack | suspect |
ready | restarted | ready |
claiming | presentable | presenting | present
claiming | notPresentable | ready |
claiming | restarted | ready |
presenting | gateOpened | presenting | report:presented
presenting | gateStayedClosed | ready |
presenting | taken | fulfilled | report:taken
presenting | notTaken | notTaken | report:not-taken recheckSlot
presenting | outcomeUnknown | suspect |
presenting | leftAtExit | expired | report:not-taken report:cancelled clearSlot
presenting, open | gateStayedClosed | suspect |
presenting, open | taken | fulfilled | report:taken
presenting, open | notTaken | notTaken | report:not-taken recheckSlot
presenting, open | outcomeUnknown | suspect |
presenting, open | leftAtExit | expired | report:not-taken report:cancelled clearSlot
notTaken | retracted | ready |
notTaken | retractionUnproven | suspect |
notTaken | restarted | notTaken | recheckSlot
suspect | taken | fulfilled | report:taken
suspect | resolved as given | fulfilled | report:taken
suspect | resolved as failed | failed(robot-fault) | report:failed
suspect in production | resolved as failed | failed(robot-fault) | report:failed
suspect, to be remade | pathCleared | queued(2, printed) |
suspect, to be remade | resolved as failed | failed(robot-fault) | report:failed discardStream
suspect, to be remade | resolved as given | fulfilled | report:taken discardStream
failed | holdReleased | released(failed) |
failed, disc in slot | slotCleared | failed(print-failed) |
failed, disc in slot | holdReleased | released(failed) |
cancelled | holdReleased | released(cancelled) |
expired | slotCleared | expired |
expired | holdReleased | released(expired) |
`
  .trim()
  .split('\n')
  .map((line) => line.trim());

/** Refusals that say more than "not now". */
const tellingRefusals = Object.fromEntries([
  ...[
    'queued, second disc',
    'queued, jacket printing',
    'queued, last jacket printing',
    'queued, jacket stopped',
    'picking',
    'making',
    'making, jacket stopped',
    'making, jacket refused',
    'making, last disc',
    'verified',
    'verified, jacket printed',
    'verified, jacket refused',
    'staged',
    'staged, last jacket printing',
    'ready',
    'claiming',
    'presenting',
    'presenting, open',
    'notTaken',
    'fulfilled',
    'suspect',
    'suspect in production',
    'suspect, to be remade',
    'failed',
    'failed, disc in slot',
    'cancelled',
    'expired',
    'released',
  ].map((name) => [`${name} | cancelRequested`, 'ORDER_TOO_LATE'] as const),
  ...['fulfilled', 'failed', 'failed, disc in slot', 'cancelled', 'expired', 'released'].flatMap(
    (name) =>
      ['resolved as given', 'resolved as failed'].map(
        (by) => [`${name} | ${by}`, 'ORDER_SETTLED'] as const,
      ),
  ),
  ['ready | claim, identified before ready', 'IDENTITY_NOT_FRESH'],
  ['ready | claim, identified too long ago', 'IDENTITY_NOT_FRESH'],
  ['ready | claim, identified in the future', 'IDENTITY_NOT_FRESH'],
]);

function inWords(state: OrderState): string {
  switch (state.at) {
    case 'queued':
      return `queued(${state.attempt}, ${state.jacket.is})`;
    case 'producing':
      return `producing(${state.attempt}, ${state.disc.is}, ${state.jacket.is})`;
    case 'failed':
      return `failed(${state.reason})`;
    case 'released':
      return `released(${state.after})`;
    default:
      return state.at;
  }
}

describe('the order machine', () => {
  test('makes exactly the transitions of its table, and refuses everything else unchanged', () => {
    const made: string[] = [];
    const telling: Record<string, string> = {};
    const changedByRefusal: string[] = [];
    for (const [from, state] of Object.entries(states)) {
      for (const [by, event] of Object.entries(events)) {
        const next = advanceOrder(state, event);
        if (next.refusal !== null) {
          if (next.refusal !== 'ORDER_NOT_NOW') telling[`${from} | ${by}`] = next.refusal;
          if (next.state !== state || next.effects.length > 0) changedByRefusal.push(from);
          continue;
        }
        const effects = next.effects.map((effect) =>
          effect.does === 'report' ? `report:${effect.event}` : effect.does,
        );
        made.push(`${from} | ${by} | ${inWords(next.state)} | ${effects.join(' ')}`.trim());
      }
    }
    expect(made.toSorted()).toEqual(transitions.toSorted());
    expect(telling).toEqual(tellingRefusals);
    expect(changedByRefusal).toEqual([]);
  });

  test('writes down only states that its schema reads back', () => {
    for (const state of Object.values(states)) {
      for (const event of Object.values(events)) {
        const next = advanceOrder(state, event).state;
        expect(orderStateSchema.parse(JSON.parse(JSON.stringify(next)))).toEqual(next);
      }
    }
  });

  test('begins with a reserved slot and asks the bank', () => {
    expect(beginOrder(2)).toEqual({
      state: { at: 'placed', slot: 2 },
      effects: [{ does: 'register' }],
      refusal: null,
    });
  });

  test('keeps a ready disc for the hold time of its rules', () => {
    const state = states['staged']!;
    const next = advanceOrder(state, { at: 5000, is: 'jacketPrinted' });
    expect(next.state).toEqual({
      at: 'ready',
      slot: 3,
      discId,
      readyAt: 5000,
      holdUntil: 5000 + standardOrderRules.holdFor,
    });
  });

  test('brings back what was dated by a clock that had been ahead, and nothing else', () => {
    const back: OrderEvent = { at: 500, is: 'clockSetBack' };
    const brought = { readyAt: 500, holdUntil: 500 + standardOrderRules.holdFor };
    const late = { at: 'paying', slot: 3, payBefore: 900_000 } as const;
    const cases = ['ready', 'presenting', 'notTaken', 'suspect'].map((name) => states[name]!);
    expect([...cases, late].map((state) => advanceOrder(state, back).state)).toEqual([
      { ...states['ready'], ...brought },
      { ...states['presenting'], ...brought, identifiedAt: 500 },
      { ...states['notTaken'], ...brought },
      { ...states['suspect'], since: 500 },
      { ...late, payBefore: 500 + standardOrderRules.payWithin },
    ]);
    const atRightTime = { ...back, at: 2000 };
    expect(cases.map((state) => advanceOrder(state, atRightTime).refusal)).toEqual(
      cases.map(() => 'ORDER_NOT_NOW'),
    );
  });

  test('wants a later identification after a disc was not taken', () => {
    const first = advanceOrder(states['presenting, open']!, { at: 9000, is: 'notTaken' }).state;
    const again = advanceOrder(first, { at: 9100, is: 'retracted' }).state;
    expect(again).toMatchObject({ at: 'ready', readyAt: 9100 });
    const sameIdentity = { at: 9200, is: 'claimRequested', identifiedAt: 1500 } as const;
    expect(advanceOrder(again, sameIdentity).refusal).toBe('IDENTITY_NOT_FRESH');
    const newIdentity = { ...sameIdentity, identifiedAt: 9150 };
    expect(advanceOrder(again, newIdentity).state.at).toBe('claiming');
  });

  test('keeps the name of a disc that was lost while it was picked', () => {
    const picking: OrderState = { ...producing, disc: { is: 'picking' } };
    const { state } = advanceOrder(picking, { at: 2000, is: 'discLost', discId });
    expect(state).toEqual({ at: 'suspect', was: 'producing', slot: 3, discId, since: 2000 });
  });

  test('names the failure by what the last disc was rejected for', () => {
    expect([
      failureOf('writeError'),
      failureOf('closeError'),
      failureOf('verifyMismatch'),
      failureOf('verifyUnreadable'),
      failureOf('notBlank'),
      failureOf('insufficientSpace'),
    ]).toEqual([
      'burn-failed',
      'burn-failed',
      'verify-failed',
      'verify-failed',
      'too-many-rejects',
      'too-many-rejects',
    ]);
  });
});
