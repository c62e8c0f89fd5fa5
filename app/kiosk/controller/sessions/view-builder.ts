import type { CatalogueEntry, KioskView } from '../../../contracts/kiosk-view.ts';
import type { Machine } from '../../../../drivers/contract/machine.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import type { Enrolment } from '../../../contracts/bank-api.ts';
import { freePayment } from '../../../orders/payment-state.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { MachineWatch } from '../machine/machine-watch.ts';
import type { WaitingEstimate } from '../machine/waiting-estimate.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
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
  readonly clock: Clock;
}

/** Builds what a screen may see. */
export class ViewBuilder {
  readonly #parts: ViewParts;

  constructor(parts: ViewParts) {
    this.#parts = parts;
  }

  view(session: KioskSession): KioskView {
    const { clock, enrolment, estimate, machine, progress, records, watch } = this.#parts;
    const { userId, identity } = session;
    const canBegin = watch.canBegin();
    const orders = userId === null ? [] : records.orders.listOf(userId);
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
          return orderView(order, { progress, estimate, canBegin, payment, prompt, clock });
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
