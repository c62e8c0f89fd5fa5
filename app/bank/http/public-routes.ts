import { bankHealthSchema, bankRoutes, titleListSchema } from '../../contracts/bank-api.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import type { Catalogue } from '../orders/ports.ts';
import type { BankServer } from './bank-server.ts';
import { failures } from './failures.ts';

/** What everyone may ask: whether the bank is there, and what it has. */
export function addPublicRoutes(server: BankServer, catalogue: Catalogue, clock: Clock): void {
  server.get(
    bankRoutes.health,
    {
      schema: {
        summary: 'Whether the bank is there',
        tags: ['public'],
        response: { 200: bankHealthSchema, ...failures },
      },
    },
    async () => ({
      status: 'ok' as const,
      titles: catalogue.titles().length,
      time: timestamp(clock),
    }),
  );
  server.get(
    bankRoutes.titles,
    {
      schema: {
        summary: 'Every title that can be ordered',
        tags: ['public'],
        response: { 200: titleListSchema, ...failures },
      },
    },
    async () => ({ titles: [...catalogue.titles()] }),
  );
}
