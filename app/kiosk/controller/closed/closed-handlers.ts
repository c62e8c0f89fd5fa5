import { AppError } from '../../../foundation/errors.ts';
import type { RequestHandlers } from '../sessions/requests.ts';
import { reasonOf } from './records-fault.ts';

/** What a customer may still ask of a kiosk that has no records: nothing that needs them. */
export function closedHandlers(fault: AppError): RequestHandlers {
  const refuse = (): never => {
    throw new AppError('ORDERS_CLOSED', 'This machine cannot work now.', {
      remedy: 'call-attendant',
      context: { reasons: [reasonOf(fault)] },
    });
  };
  return {
    listCatalogue: () => ({ entries: [] }),
    identifyMember: refuse,
    identifyCard: refuse,
    identifyClaim: refuse,
    forgetCard: (session) => {
      session.wipe();
      return {};
    },
    placeOrder: refuse,
    collectOrder: refuse,
    cancelOrder: refuse,
    endSession: (session) => {
      session.wipe();
      return {};
    },
    simulate: refuse,
  };
}
