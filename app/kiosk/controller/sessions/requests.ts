import type { ChannelKey, ChannelParams, ChannelReply } from '../../../contracts/kiosk-channels.ts';
import type { IdentificationRequest } from '../../../contracts/bank-api.ts';
import type { ReasonCode } from '../../../contracts/kiosk-view.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import { SECTOR_BYTES } from '../../../foundation/units.ts';
import { AppError, isAppError } from '../../../foundation/errors.ts';
import { newOrderId, orderCode } from '../../../foundation/order-code.ts';
import type { Randomness } from '../../../foundation/randomness.ts';
import type { Enrolment } from '../../../contracts/bank-api.ts';
import type { KioskBank } from '../bank/bank-client.ts';
import type { Claims, PreparedClaim } from '../claims/claims.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { KioskRecords, OrderRecord } from '../records/kiosk-records.ts';
import { refusalError, type OrderDesk } from '../workflow/order-desk.ts';
import type { Registration } from '../workflow/registration.ts';
import { identityError } from './identity-errors.ts';
import type { KioskSession } from './kiosk-session.ts';
import type { ViewBuilder } from './view-builder.ts';

export interface RequestParts {
  readonly bank: Pick<KioskBank, 'identify'>;
  readonly catalogue: Pick<Catalogue, 'find'>;
  readonly claims: Pick<Claims, 'keep' | 'prepare' | 'verify'>;
  readonly desk: OrderDesk;
  readonly enrolment: Enrolment;
  /** Bytes left on the disk where main streams and records are kept. */
  readonly freeBytes: () => number;
  readonly isBankReachable: () => boolean;
  readonly machine: Pick<Machine, 'hands' | 'price'>;
  readonly randomness: Randomness;
  readonly records: KioskRecords;
  readonly registration: Pick<Registration, 'expect' | 'failureOf'>;
  readonly views: Pick<ViewBuilder, 'catalogue'>;
  readonly watch: Pick<MachineWatch, 'freeSlots' | 'services'>;
  readonly signal: AbortSignal;
}

/** Bytes that stay free beside a main stream: for the records, the jackets, and the orders before. */
const KEPT_FREE = 1_000_000_000;

export type RequestHandlers = {
  readonly [Key in ChannelKey]: (
    session: KioskSession,
    params: ChannelParams<Key>,
  ) => Promise<ChannelReply<Key>> | ChannelReply<Key>;
};

/** What a screen may ask for, and what happens then. Every decision is taken here, whatever the screen shows. */
export function requestHandlers(parts: RequestParts): RequestHandlers {
  return {
    listCatalogue: () => ({ entries: parts.views.catalogue() }),
    identifyMember: (session, { member, pin }) =>
      identify(parts, session, { by: 'member', member, pin }),
    identifyCard: (session, { pin }) =>
      identify(parts, session, { by: 'card', card: session.requireCard(), pin }),
    identifyClaim: (session, params) => identifyClaim(parts, session, params),
    forgetCard: (session) => {
      session.forgetCard();
      return {};
    },
    placeOrder: (session, params) => placeOrder(parts, session, params),
    collectOrder: (session, { orderId }) => collectOrder(parts, session, orderId),
    cancelOrder: (session, { orderId }) => {
      const order = ownOrder(parts, session, orderId);
      if (session.claimedOrder !== null) throw collectsOnly();
      const { refusal } = parts.desk.happen(order.orderId, { is: 'cancelRequested' });
      if (refusal !== null) throw refusalError(refusal);
      return {};
    },
    endSession: (session) => {
      session.wipe();
      return {};
    },
    simulate: (_, params) => simulate(parts.machine, params),
  };
}

async function identify(
  { bank, signal }: RequestParts,
  session: KioskSession,
  who: IdentificationRequest,
): Promise<ChannelReply<'identifyMember'>> {
  const visit = session.beginIdentification();
  try {
    const { userId, proof, expiresAt } = await bank.identify(who, signal);
    const { freshUntil } = session.identify(visit, userId, proof, Date.parse(expiresAt));
    return { identifiedUntil: new Date(freshUntil).toISOString() };
  } catch (error) {
    throw identityError(error);
  }
}

/** Only while the bank cannot be asked: where it can, whoever collects is identified by it. */
async function identifyClaim(
  { claims, isBankReachable }: RequestParts,
  session: KioskSession,
  { code, pickUpCode }: ChannelParams<'identifyClaim'>,
): Promise<ChannelReply<'identifyClaim'>> {
  if (isBankReachable()) {
    throw new AppError('CLAIM_NOT_NEEDED', 'The line is back: please identify.', {
      remedy: 'reject-input',
    });
  }
  const visit = session.beginIdentification();
  const { orderId, userId } = await claims.verify(code, pickUpCode);
  const { freshUntil } = session.identifyByClaim(visit, userId, orderId);
  return { orderId, identifiedUntil: new Date(freshUntil).toISOString() };
}

function collectsOnly(): AppError {
  return new AppError('CLAIM_COLLECTS_ONLY', 'A pick-up code collects its disc, no more.', {
    remedy: 'reject-input',
  });
}

async function placeOrder(
  parts: RequestParts,
  session: KioskSession,
  { titleId, requestKey, language }: ChannelParams<'placeOrder'>,
): Promise<ChannelReply<'placeOrder'>> {
  const { desk, registration, records } = parts;
  const { orderId, proof } = placedAgain() ?? (await placeWithClaim());
  const state = await desk.waitFor(orderId, ({ at }) => at !== 'placed', parts.signal);
  const failure = registration.failureOf(orderId);
  const refused = failure === undefined ? null : identityError(failure);
  // The bank takes a proof for one order alone.
  const isSpent = refused === null || isAppError(refused, 'IDENTITY_NOT_FRESH');
  if (proof !== null && isSpent) session.spendProof(proof);
  if (refused !== null) throw refused;
  if (state.at === 'cancelled') throw refusalError('ORDER_NOT_NOW');
  return { orderId };

  function placedAgain(): { readonly orderId: string; readonly proof: null } | null {
    const repeated = placedBefore(records, session, requestKey);
    return repeated === null ? null : { orderId: repeated, proof: null };
  }

  /** While the hash is being made the same confirmation may have come again, and everything else may have changed. */
  async function placeWithClaim() {
    session.requireProof();
    const claim = await parts.claims.prepare();
    parts.signal.throwIfAborted();
    return placedAgain() ?? placeNew(claim);
  }

  function placeNew(claim: PreparedClaim): { readonly orderId: string; readonly proof: string } {
    const { userId, proof: shown } = session.requireProof();
    const title = parts.catalogue.find(titleId);
    if (title === null) {
      throw new AppError('TITLE_UNKNOWN', 'This machine has no such film.', {
        remedy: 'reject-input',
      });
    }
    const hasRoom = parts.freeBytes() >= title.sectors * SECTOR_BYTES + KEPT_FREE;
    const closed = parts.watch.services.ordersClosed;
    const reasons: ReasonCode[] = hasRoom ? [...closed] : [...closed, 'database-fault'];
    if (isSomebodyPaying(records)) reasons.push('payment-busy');
    const [slot] = parts.watch.freeSlots();
    if (reasons.length > 0 || slot === undefined) {
      throw new AppError('ORDERS_CLOSED', 'Films cannot be ordered here now.', {
        remedy: 'call-attendant',
        context: { reasons },
      });
    }
    const id = newOrderId(parts.randomness);
    registration.expect(id, shown);
    records.atOnce(() => {
      desk.place({
        orderId: id,
        code: orderCode(id),
        title,
        userId,
        distributorId: parts.enrolment.distributor.distributorId,
        requestKey,
        language,
        slot,
        price: parts.machine.price,
      });
      parts.claims.keep(id, claim);
    });
    return { orderId: id, proof: shown };
  }
}

/** A terminal asks one customer at a time. */
function isSomebodyPaying({ orders, payments }: KioskRecords): boolean {
  return orders.listIn(['paying']).length > 0 || payments.listIn(['due']).length > 0;
}

/** The order that this confirmation made already; null where it is new. */
function placedBefore(
  records: KioskRecords,
  session: KioskSession,
  requestKey: string,
): string | null {
  const before = records.orders.findByRequestKey(requestKey);
  if (before === null) return null;
  if (before.userId === session.userId) return before.orderId;
  throw new AppError('ORDER_UNKNOWN', 'There is no such order.', { remedy: 'reject-input' });
}

async function collectOrder(
  parts: RequestParts,
  session: KioskSession,
  orderId: string,
): Promise<ChannelReply<'collectOrder'>> {
  const { desk, signal, watch } = parts;
  const order = ownOrder(parts, session, orderId);
  const { identifiedAt } = session.requireFresh();
  const reasons = watch.services.pickUpClosed;
  if (reasons.length > 0) throw pickUpClosed(reasons);
  const { refusal } = desk.happen(order.orderId, { is: 'claimRequested', identifiedAt });
  if (refusal !== null) throw refusalError(refusal);
  session.consumeIdentity();
  const state = await desk.waitFor(orderId, ({ at }) => at !== 'claiming', signal);
  if (state.at === 'ready') throw pickUpClosed(['gate-fault']);
  return {};
}

function pickUpClosed(reasons: readonly string[]): AppError {
  return new AppError('PICK_UP_CLOSED', 'Discs cannot be handed out here now.', {
    remedy: 'call-attendant',
    context: { reasons },
  });
}

/** Somebody else's order does not exist, as far as a session is told. */
function ownOrder({ desk }: RequestParts, session: KioskSession, orderId: string): OrderRecord {
  const order = desk.find(orderId);
  if (session.userId === null) session.requireFresh();
  const { claimedOrder } = session;
  const isTheirs = claimedOrder === null || claimedOrder === orderId;
  if (order !== null && order.userId === session.userId && isTheirs) return order;
  throw new AppError('ORDER_UNKNOWN', 'There is no such order.', { remedy: 'reject-input' });
}

function simulate(
  machine: Pick<Machine, 'hands'>,
  params: ChannelParams<'simulate'>,
): ChannelReply<'simulate'> {
  const { hands } = machine;
  if (hands === null) {
    throw new AppError('SIMULATION_OFF', 'The devices of this machine are real.', {
      remedy: 'reject-input',
    });
  }
  if (params.act === 'scan-card') {
    hands.scanCard(params.card);
  } else if (!hands.takeDisc()) {
    throw new AppError('SIMULATION_NOTHING_THERE', 'No disc lies in an open slot.', {
      remedy: 'reject-input',
    });
  }
  return {};
}
