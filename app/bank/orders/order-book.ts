import type { KeyObject } from 'node:crypto';
import type { KioskRecord } from '../../../db/bank/kiosks.ts';
import type { OrderReports } from '../../../db/bank/order-reports.ts';
import type { OrderRecord, Orders } from '../../../db/bank/orders.ts';
import type { BankOrder, OrderReport, ReportNumber } from '../../contracts/bank-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import type { LicenceState } from '../../contracts/licence.ts';
import { advanceLicence } from '../../licences/licence.ts';
import { defaultTerms } from '../../licences/terms.ts';
import { staleKiosk } from '../identity/kiosk-desk.ts';
import { type Proof, readProof } from '../identity/proof.ts';
import type { Catalogue } from './ports.ts';

export interface OrderBookParts {
  readonly orders: Orders;
  readonly reports: OrderReports;
  readonly catalogue: Catalogue;
  readonly proofPublicKey: KeyObject;
  /** Key that signs the manifests of new orders. */
  readonly manifestKeyId: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

/** Orders as kiosks see them: each its own, and no other. */
export class OrderBook {
  readonly #parts: OrderBookParts;

  constructor(parts: OrderBookParts) {
    this.#parts = parts;
  }

  /**
   * Makes an order once: asked again for the same title and user, it answers with the one that stands, also when the
   * proof has expired since.
   *
   * @throws AppError `PROOF_REFUSED`, `PROOF_EXPIRED`, `PROOF_USED`, `TITLE_UNKNOWN`, or `ORDER_CONFLICT` where this
   *   order id stands for something else.
   */
  async place(
    kiosk: KioskRecord,
    orderId: string,
    request: { readonly titleId: string; readonly proof: string },
  ): Promise<BankOrder> {
    const { clock, manifestKeyId, orders, proofPublicKey, randomness } = this.#parts;
    const proof = await readProof(request.proof, proofPublicKey, kiosk.kioskId);
    const standing = await orders.find(orderId);
    if (standing !== null) return sameOrder(standing, kiosk, request.titleId, proof);
    if (clock.now() >= proof.expires * 1000) {
      throw refuse('PROOF_EXPIRED', 'This identification is too old. Please identify again.');
    }
    if (!this.#parts.catalogue.titles().some((title) => title.titleId === request.titleId)) {
      throw refuse('TITLE_UNKNOWN', 'There is no such title.');
    }
    const isNew = await orders.add({
      orderId,
      titleId: request.titleId,
      userId: proof.userId,
      distributorId: kiosk.distributorId,
      kioskId: kiosk.kioskId,
      proofId: proof.proofId,
      seed: randomness.bytes(32),
      signingKeyId: manifestKeyId,
      createdAt: timestamp(clock),
      terms: defaultTerms,
    });
    const made = await orders.find(orderId);
    if (made !== null) return sameOrder(made, kiosk, request.titleId, proof);
    if (!isNew) throw refuse('PROOF_USED', 'This identification has made another order already.');
    throw new AppError('ORDER_LOST', 'The order could not be read back.', {
      remedy: 'call-attendant',
    });
  }

  /** @throws AppError `ORDER_UNKNOWN`, also where it is another kiosk's. */
  async get(kiosk: KioskRecord, orderId: string): Promise<OrderRecord> {
    const order = await this.#parts.orders.find(orderId);
    if (order !== null && order.kioskId === kiosk.kioskId) return order;
    throw refuse('ORDER_UNKNOWN', 'There is no such order.');
  }

  /**
   * @param place which report of the kiosk it is; null from one that does not say.
   * @throws AppError `ORDER_UNKNOWN`, `REPORT_CONFLICT` where another report has this number, or `KIOSK_STALE` where the
   *   kiosk's records are behind what the bank has seen of it.
   */
  async report(
    kiosk: KioskRecord,
    orderId: string,
    report: OrderReport,
    place: ReportNumber | null = null,
  ): Promise<LicenceState> {
    const order = await this.get(kiosk, orderId);
    const recorded = await this.#parts.reports.record(
      order,
      report,
      place,
      timestamp(this.#parts.clock),
      advanceLicence,
    );
    if (recorded.outcome === 'stale') throw staleKiosk();
    if (recorded.outcome === 'contradicts') {
      throw refuse('REPORT_CONFLICT', 'Another report of this order has this number.');
    }
    return recorded.licence;
  }
}

/** An order as it may leave the bank: without its seed. */
export function publicOrder(order: OrderRecord): BankOrder {
  return {
    orderId: order.orderId,
    code: orderCode(order.orderId),
    titleId: order.titleId,
    userId: order.userId,
    distributorId: order.distributorId,
    kioskId: order.kioskId,
    licence: order.licence,
    createdAt: order.createdAt,
    firstPlaybackAt: order.firstPlaybackAt,
  };
}

function sameOrder(
  order: OrderRecord,
  kiosk: KioskRecord,
  titleId: string,
  proof: Proof,
): BankOrder {
  const isSame =
    order.kioskId === kiosk.kioskId && order.titleId === titleId && order.userId === proof.userId;
  if (!isSame) throw refuse('ORDER_CONFLICT', 'This order id stands for another order.');
  return publicOrder(order);
}

function refuse(code: string, message: string): AppError {
  return new AppError(code, message, { remedy: 'reject-input' });
}
