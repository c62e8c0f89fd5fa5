import type { FastifyInstance } from 'fastify';
import {
  maintenanceActSchema,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../contracts/maintenance-api.ts';
import type { Actor } from '../../../contracts/staff.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { sendMalformed, sendRefusal } from './send-refusal.ts';
import type { StaffGuard } from './staff-guard.ts';

/** The longest act, in bytes. */
const LONGEST_ACT = 16 * 1024;

export interface MaintenanceDesk {
  view(actor: Actor): MaintenanceView;
  act(act: MaintenanceAct, actor: Actor): Promise<MaintenanceView>;
}

/** Adds how the machine is, and what it is told. Whoever has no token learns nothing. */
export function addMaintenanceRoutes(
  app: FastifyInstance,
  guard: StaffGuard,
  desk: MaintenanceDesk,
  logger: Logger,
): void {
  const preValidation = guard.admit;
  app.get(maintenanceRoutes.view, { preValidation }, (request, reply) => {
    try {
      return maintenanceViewSchema.parse(desk.view(guard.actorOf(request)));
    } catch (error) {
      return sendRefusal(reply, error, logger);
    }
  });
  app.post(
    maintenanceRoutes.acts,
    { preValidation, bodyLimit: LONGEST_ACT },
    async (request, reply) => {
      const act = maintenanceActSchema.safeParse(request.body);
      if (!act.success) {
        return sendMalformed(
          reply,
          'MAINTENANCE_ACT_UNKNOWN',
          'The machine does not know that act.',
        );
      }
      try {
        return maintenanceViewSchema.parse(await desk.act(act.data, guard.actorOf(request)));
      } catch (error) {
        return sendRefusal(reply, error, logger);
      }
    },
  );
}
