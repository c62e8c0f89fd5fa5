import { z } from 'zod';
import {
  bankOrderSchema,
  bankRoutes,
  orderReportReplySchema,
  orderReportSchema,
  orderRequestSchema,
  reportNumberSchema,
  reportQuerySchema,
} from '../../contracts/bank-api.ts';
import { orderIdSchema } from '../../contracts/identifiers.ts';
import type { KioskRequests } from '../identity/kiosk-requests.ts';
import { type OrderBook, publicOrder } from '../orders/order-book.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';
import { authenticateKiosk, kioskOf } from './kiosk-authentication.ts';

export const orderParameters = z.strictObject({ orderId: orderIdSchema });
/** What all routes of an order share in the API's description. */
export const orderRoute = {
  tags: ['order'],
  security: [{ kioskSignature: [] }],
  params: orderParameters,
};

/** Orders: made once, read, and reported on. */
export function addOrderRoutes(server: BankServer, book: OrderBook, requests: KioskRequests): void {
  const preValidation = authenticateKiosk(requests);
  server.put(
    bankRoutes.order(':orderId'),
    {
      preValidation,
      schema: {
        ...orderRoute,
        summary: 'Make an order under an id of the kiosk; asking twice makes one',
        body: orderRequestSchema,
        response: { 200: bankOrderSchema, ...failures },
      },
    },
    (request) => book.place(kioskOf(request), request.params.orderId, request.body),
  );
  server.get(
    bankRoutes.order(':orderId'),
    {
      preValidation,
      schema: {
        ...orderRoute,
        summary: 'An order of this kiosk',
        response: { 200: bankOrderSchema, ...failures },
      },
    },
    async (request) => publicOrder(await book.get(kioskOf(request), request.params.orderId)),
  );
  server.post(
    bankRoutes.reports(':orderId'),
    {
      preValidation,
      schema: {
        ...orderRoute,
        summary: 'What became of an order; a repeated report changes nothing',
        querystring: reportQuerySchema,
        body: orderReportSchema,
        response: { 200: orderReportReplySchema, ...failures },
      },
    },
    async (request) => {
      const { body, params, query } = request;
      const place = reportNumberSchema.nullable().catch(null).parse(query);
      return { licence: await book.report(kioskOf(request), params.orderId, body, place) };
    },
  );
}
