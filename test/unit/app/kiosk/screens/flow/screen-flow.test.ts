import { describe, expect, test } from 'vitest';
import type { KioskView, OrderView } from '../../../../../../app/contracts/kiosk-view.ts';
import type { Place } from '../../../../../../app/kiosk/screens/flow/place.ts';
import {
  advanceFlow,
  firstFlow,
  type Flow,
  type FlowEffect,
  type FlowEvent,
} from '../../../../../../app/kiosk/screens/flow/screen-flow.ts';
import {
  restingView,
  scriptedOrder,
  scriptedOrderId,
} from '../../../../../support/screen-script.ts';

const orderId = scriptedOrderId;
const requestKey = '7f8f6d1e-3a0c-4f0e-9c55-0d5b5c1f7a11';

function viewWith(part: {
  machine?: Partial<KioskView['machine']>;
  session?: Partial<KioskView['session']>;
}): KioskView {
  return {
    ...restingView,
    machine: { ...restingView.machine, ...part.machine },
    session: { ...restingView.session, ...part.session },
  };
}

function viewOf(order: Partial<OrderView>): KioskView {
  return viewWith({ session: { orders: [scriptedOrder(order)] } });
}

function from(place: Place, event: FlowEvent, view: KioskView = restingView) {
  const flow: Flow = { place, session: 1, refusal: null };
  return advanceFlow(flow, event, view);
}

/** The place after the machine showed `view`. */
function followed(place: Place, view: KioskView): Place {
  return from(place, { type: 'view-changed' }, view).flow.place;
}

describe('the way to a disc', () => {
  test('leads from the first touch to the order, one place after the other', () => {
    const events: FlowEvent[] = [
      { type: 'touched' },
      { type: 'film-door-chosen' },
      { type: 'title-chosen', titleId: 'dusk' },
      { type: 'film-wanted', titleId: 'dusk', requestKey },
      { type: 'identified', session: 1, requestKey },
      { type: 'order-placed', orderId, requestKey },
    ];
    let flow = firstFlow;
    const places = events.map((event) => {
      flow = advanceFlow(flow, event, restingView).flow;
      return flow.place;
    });
    expect(places).toEqual([
      { at: 'doors' },
      { at: 'catalogue' },
      { at: 'title', titleId: 'dusk' },
      { at: 'identify', purpose: { for: 'order', titleId: 'dusk' } },
      { at: 'confirm', titleId: 'dusk', requestKey },
      { at: 'making', orderId, isKnown: false },
    ]);
  });

  test('does not ask again who is still freshly identified', () => {
    const identifiedUntil = '2026-11-20T14:38:00.000Z';
    const view = viewWith({ session: { identifiedUntil } });
    const step = from(
      { at: 'title', titleId: 'dusk' },
      { type: 'film-wanted', titleId: 'dusk', requestKey },
      view,
    );
    expect(step.flow.place).toEqual({ at: 'confirm', titleId: 'dusk', requestKey });
  });

  test('an answer that comes after the customer has left moves nothing', () => {
    const step = from({ at: 'attract' }, { type: 'order-placed', orderId, requestKey });
    expect(step.flow.place).toEqual({ at: 'attract' });
  });

  test('an answer that was meant for whoever stood here before moves nobody', () => {
    const identify: Place = { at: 'identify', purpose: { for: 'collect', orderId: null } };
    const flow: Flow = { place: identify, session: 2, refusal: null };
    const late: FlowEvent[] = [
      { type: 'identified', session: 1, requestKey },
      { type: 'request-refused', session: 1, code: 'IDENTITY_REFUSED' },
    ];
    expect(late.map((event) => advanceFlow(flow, event, restingView).flow)).toEqual([flow, flow]);
  });

  describe('an order refused', () => {
    const nextKey = '1b0b0c86-4a9d-4b53-9a1a-6a2b4f4f3c10';
    const confirm: Place = { at: 'confirm', titleId: 'dusk', requestKey };
    const refusedWith = (code: string, place = confirm) =>
      from(place, { type: 'order-refused', code, requestKey, nextKey }).flow;

    test('for a stale identity asks for it again', () => {
      const purpose = { for: 'order', titleId: 'dusk' } as const;
      expect(refusedWith('IDENTITY_NOT_FRESH').place).toEqual({ at: 'identify', purpose });
    });

    test.each(['ORDERS_CLOSED', 'BANK_UNREACHABLE', 'ORDER_NOT_NOW'])(
      'with %s stays, tells the reason, and is asked anew by the next touch',
      (code) => {
        const place = { ...confirm, requestKey: nextKey };
        expect(refusedWith(code)).toEqual({ place, session: 1, refusal: code });
      },
    );

    test.each(['SCREEN_NO_ANSWER', 'SCREEN_NO_CONNECTION'])(
      'with %s may have been made: the next touch asks the same again',
      (code) => {
        expect(refusedWith(code)).toEqual({ place: confirm, session: 1, refusal: code });
      },
    );

    test('after its customer has left moves nobody else', () => {
      const theirs: Place = { ...confirm, requestKey: nextKey };
      expect(refusedWith('ORDERS_CLOSED', theirs).place).toEqual(theirs);
    });
  });
});

describe('a disc being made', () => {
  const making: Place = { at: 'making', orderId, isKnown: true };

  test('waits for an order that the machine does not show yet', () => {
    const fresh: Place = { at: 'making', orderId, isKnown: false };
    expect(followed(fresh, restingView)).toEqual(fresh);
  });

  test('becomes ready while its customer watches', () => {
    expect(followed(making, viewOf({ state: 'ready' }))).toEqual({ at: 'ready', orderId });
  });

  test('that fails shows what happened, and keeps the order as it was', () => {
    const view = viewOf({ state: 'failed', failure: 'burn-failed' });
    expect(followed(making, view)).toEqual({ at: 'trouble', order: view.session.orders[0] });
  });

  test('goes on although the machine takes no more orders', () => {
    const view = viewWith({
      machine: { mode: 'outOfService', ordersClosed: ['no-paper'], pickUpClosed: ['gate-fault'] },
      session: { orders: [scriptedOrder({ state: 'producing' })] },
    });
    expect(followed(making, view)).toEqual(making);
  });

  test('leaves nothing on the screen once the machine has ended the session', () => {
    const step = from(making, { type: 'view-changed' });
    expect(step.flow).toEqual({ place: { at: 'attract' }, session: 2, refusal: null });
  });
});

describe('a disc that has to be paid', () => {
  const making: Place = { at: 'making', orderId, isKnown: false };
  const pay: Place = { at: 'pay', orderId };

  test('is paid before it is made, and made once it is', () => {
    expect(followed(making, viewOf({ state: 'paying' }))).toEqual(pay);
    expect(followed(pay, viewOf({ state: 'paying' }))).toEqual(pay);
    expect(followed(pay, viewOf({ state: 'authorised' }))).toEqual({ ...making, isKnown: true });
  });

  test('that is not paid is no order any more', () => {
    const view = viewOf({ state: 'cancelled', failure: 'payment-declined' });
    expect(followed(pay, view)).toEqual({ at: 'trouble', order: view.session.orders[0] });
  });

  test('is found among the orders of its customer', () => {
    const view = viewOf({ state: 'paying' });
    const orders = { ...firstFlow, place: { at: 'orders' } as const };
    const step = advanceFlow(orders, { type: 'order-chosen', orderId }, view);
    expect(step.flow.place).toEqual(pay);
  });
});

describe('handing over', () => {
  const take: Place = { at: 'take', orderId, wasOpen: false };

  test('asks who it is before every disc, and opens the slot after', () => {
    const asked = from({ at: 'ready', orderId }, { type: 'disc-wanted', orderId });
    const purpose = { for: 'collect', orderId } as const;
    expect(asked.flow.place).toEqual({ at: 'identify', purpose });
    const step = from(asked.flow.place, { type: 'identified', session: 1, requestKey });
    expect(step).toEqual({
      flow: { place: take, session: 1, refusal: null },
      effects: [{ do: 'collect', orderId }],
    });
  });

  test('a disc that is still in its slot before the gate opened is not a disc left behind', () => {
    expect(followed(take, viewOf({ state: 'ready' }))).toEqual(take);
  });

  test('a gate that closes over the disc says so', () => {
    const view = viewOf({ state: 'ready' });
    expect(followed({ ...take, wasOpen: true }, view)).toEqual({
      at: 'trouble',
      order: view.session.orders[0],
    });
  });

  test('a taken disc leads to the end', () => {
    const view = viewOf({ state: 'fulfilled' });
    expect(followed({ ...take, wasOpen: true }, view)).toEqual({
      at: 'done',
      order: view.session.orders[0],
    });
  });

  test('a refusal to open leads back to the orders with its reason', () => {
    const { flow } = from(take, { type: 'request-refused', session: 1, code: 'GATE_FAULT' });
    expect(flow).toEqual({ place: { at: 'orders' }, session: 1, refusal: 'GATE_FAULT' });
  });

  test('nothing is collected while pick-up is closed', () => {
    const view = viewWith({
      machine: { pickUpClosed: ['gate-fault'] },
      session: { orders: [scriptedOrder({ state: 'ready' })] },
    });
    expect(from({ at: 'orders' }, { type: 'order-chosen', orderId }, view).effects).toEqual([]);
  });
});

describe('the machine', () => {
  const shut = viewWith({
    machine: { mode: 'outOfService', ordersClosed: ['drive-fault'], pickUpClosed: ['gate-fault'] },
  });

  test('going out of service ends what a customer was choosing', () => {
    const step = from({ at: 'title', titleId: 'dusk' }, { type: 'view-changed' }, shut);
    expect(step).toEqual({
      flow: { place: { at: 'closed' }, session: 2, refusal: null },
      effects: [{ do: 'end-session' }],
    });
  });

  test('out of service still hands out discs where its gate works', () => {
    const halfShut = viewWith({ machine: { mode: 'outOfService', ordersClosed: ['drive-fault'] } });
    const step = from({ at: 'closed' }, { type: 'order-door-chosen' }, halfShut);
    expect(step.flow.place.at).toBe('identify');
    expect(followed(step.flow.place, halfShut)).toEqual(step.flow.place);
  });

  test('back in service shows the way in again', () => {
    expect(followed({ at: 'closed' }, restingView)).toEqual({ at: 'attract' });
    expect(followed({ at: 'starting' }, restingView)).toEqual({ at: 'attract' });
  });

  test('that reads a card before anything was touched asks for its PIN', () => {
    expect(followed({ at: 'attract' }, viewWith({ session: { cardWaiting: true } }))).toEqual({
      at: 'identify',
      purpose: { for: 'collect', orderId: null },
    });
  });
});

describe('ending', () => {
  const ends: readonly FlowEffect[] = [{ do: 'end-session' }];

  test.each<Place>([
    { at: 'catalogue' },
    { at: 'identify', purpose: { for: 'order', titleId: 'dusk' } },
    { at: 'making', orderId, isKnown: true },
    { at: 'done', order: scriptedOrder({ state: 'fulfilled' }) },
  ])('at $at wipes the session, here and at the controller', (place) => {
    expect(from(place, { type: 'session-ended' })).toEqual({
      flow: { place: { at: 'attract' }, session: 2, refusal: null },
      effects: ends,
    });
  });

  test('leaving the keypad forgets the card that waited', () => {
    const place: Place = { at: 'identify', purpose: { for: 'order', titleId: 'dusk' } };
    const step = from(place, { type: 'went-back' });
    expect(step.flow.place).toEqual({ at: 'title', titleId: 'dusk' });
    expect(step.effects).toEqual([{ do: 'forget-card' }]);
  });
});

describe('while the line is down', () => {
  const down = { mode: 'degraded', ordersClosed: ['bank-unreachable'] } as const;
  const machine = { ...down, ordersClosed: [...down.ordersClosed] };
  const claim: Place = { at: 'claim', orderId: null };

  test('whoever picks up is asked for codes, not for a PIN', () => {
    const view = viewWith({ machine });
    expect([
      from({ at: 'doors' }, { type: 'order-door-chosen' }, view).flow.place,
      from({ at: 'ready', orderId }, { type: 'disc-wanted', orderId }, view).flow.place,
      followed({ at: 'doors' }, viewWith({ machine, session: { cardWaiting: true } })),
    ]).toEqual([claim, { at: 'claim', orderId }, claim]);
  });

  test('the question changes when the line goes, and when it is back', () => {
    const purpose = { for: 'collect', orderId } as const;
    expect(followed({ at: 'identify', purpose }, viewWith({ machine }))).toEqual({
      at: 'claim',
      orderId,
    });
    expect(followed({ at: 'claim', orderId }, restingView)).toEqual({ at: 'identify', purpose });
  });

  test('who orders goes on: the order is refused where it is confirmed', () => {
    const place: Place = { at: 'identify', purpose: { for: 'order', titleId: 'dusk' } };
    expect(followed(place, viewWith({ machine }))).toBe(place);
  });

  test('both codes lead straight to the one order, wherever it stands', () => {
    const after = (order: Partial<OrderView>) => {
      const view = viewWith({ machine, session: { orders: [scriptedOrder(order)] } });
      const { flow, effects } = from(claim, { type: 'claimed', session: 1, orderId }, view);
      return [flow.place.at, effects];
    };
    expect([
      after({ state: 'ready' }),
      after({ state: 'queued' }),
      after({ state: 'fulfilled' }),
    ]).toEqual([
      ['take', [{ do: 'collect', orderId }]],
      ['making', []],
      ['orders', []],
    ]);
  });

  test('an answer of an earlier session moves nobody', () => {
    const { flow } = from(claim, { type: 'claimed', session: 7, orderId }, viewWith({ machine }));
    expect(flow.place).toBe(claim);
  });

  test('a claim that is stale by then is asked for again', () => {
    const place: Place = { at: 'take', orderId, wasOpen: false };
    const event = { type: 'request-refused', session: 1, code: 'IDENTITY_NOT_FRESH' } as const;
    expect(from(place, event, viewWith({ machine })).flow.place).toEqual({ at: 'claim', orderId });
  });

  test('codes are typed though the machine is shut for orders, and lead back where they came from', () => {
    const shut = viewWith({ machine: { ...machine, mode: 'outOfService' } });
    expect(followed(claim, shut)).toBe(claim);
    expect([
      from(claim, { type: 'went-back' }, viewWith({ machine })).flow.place,
      from({ at: 'claim', orderId }, { type: 'went-back' }, viewWith({ machine })).flow.place,
    ]).toEqual([{ at: 'doors' }, { at: 'ready', orderId }]);
  });
});
