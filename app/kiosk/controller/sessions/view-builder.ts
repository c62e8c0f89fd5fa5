import type { CatalogueEntry, KioskView } from '../../../contracts/kiosk-view.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Enrolment } from '../../../contracts/bank-api.ts';
import { freePayment } from '../../../orders/payment-state.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { Claims } from '../claims/claims.ts';
import type { WaitingEstimate } from '../machine/waiting-estimate.ts';
import type { KioskRecords, OrderRecord } from '../records/kiosk-records.ts';
import type { LiveProgress } from '../workflow/live-progress.ts';
import type { KioskSession } from './kiosk-session.ts';
import { orderView } from './order-view.ts';

export interface ViewParts {
  readonly records: KioskRecords;
  readonly watch: MachineWatch;
  readonly machine: Machine;
  readonly enrolment: Enrolment;
  readonly catalogue: Catalogue;
  readonly progress: LiveProgress;
  readonly estimate: WaitingEstimate;
  readonly claims: Pick<Claims, 'codeOf'>;
  readonly isBankReachable: () => boolean;
  readonly clock: Clock;
}

/** Builds what a screen may see. */
export class ViewBuilder {
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  view(session: KioskSession): KioskView {
    const { claims, clock, enrolment, estimate, machine, progress, records, watch } = this.#parts;
    const { claimedOrder, userId, identity } = session;
    const canBegin = watch.canBegin();
    const orders = userId === null ? [] : ordersOf(records, userId, claimedOrder);
    const isBankReachable = this.#parts.isBankReachable();
    return {
      now: timestamp(clock),
      machine: {
        ...watch.services,
        since: watch.since,
        simulated: machine.hands !== null,
        distributorName: enrolment.distributor.name,
        kioskName: enrolment.kioskName,
        slots: machine.gate.capabilities.slots,
        price: machine.price && {
          ...machine.price,
          isHeld: machine.payment.capabilities.holds,
        },
      },
      session: {
        identifiedUntil: identity === null ? null : new Date(identity.freshUntil).toISOString(),
        cardWaiting: session.isCardWaiting,
        orders: orders.map((order) => {
          const payment = records.payments.find(order.orderId) ?? freePayment;
          const { prompt } = machine.payment.status;
          const pickUpCode = claimedOrder === null ? claims.codeOf(order.orderId) : null;
          const known = { payment, prompt, pickUpCode, canBegin, isBankReachable };
          return orderView(order, { progress, estimate, clock, ...known });
        }),
      },
    };
  }

  catalogue(): CatalogueEntry[] {
    const { catalogue, estimate, watch } = this.#parts;
    const reasons = [...watch.services.ordersClosed];
    return catalogue.titles.map((title) => ({
      title,
      available: reasons.length === 0,
      reasons,
      minutes: estimate.minutesFor(title.sectors),
    }));
  }
}

/** All of a user's, or the one that a pick-up code was typed for. */
function ordersOf(records: KioskRecords, userId: string, claimed: string | null): OrderRecord[] {
  if (claimed === null) return records.orders.listOf(userId);
  const order = records.orders.find(claimed);
  return order === null ? [] : [order];
}
