import type { FastifyInstance } from 'fastify';
import {
  maintenanceActSchema,
  maintenanceRoutes,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../../contracts/maintenance-api.ts';
import { type Actor, staffRights } from '../../../contracts/staff.ts';
import { wireError } from './wire-error.ts';

/** Whoever may read the machine's own files. */
const owner: Actor = { staffId: null, name: 'owner', rights: [...staffRights] };

export interface MaintenanceAccess {
  readonly maintenance: {
    view(actor: Actor): MaintenanceView;
    act(act: MaintenanceAct, actor: Actor): Promise<MaintenanceView>;
  };
  /** Whether that is the token of this machine's maintenance. */
  readonly isToken: (token: string) => boolean;
}

/** Adds the maintenance API. Whoever has no token learns nothing. */
export function addMaintenanceRoutes(app: FastifyInstance, door: MaintenanceAccess): void {
  const preValidation = async (
    request: { readonly headers: { readonly authorization?: string | undefined } },
    reply: { code(status: number): { send(body: unknown): unknown } },
  ) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !door.isToken(token)) {
      await reply.code(401).send({
        code: 'MAINTENANCE_REFUSED',
        message: 'This is for the people who look after this machine.',
        remedy: 'reject-input',
      });
    }
  };
  app.get(maintenanceRoutes.view, { preValidation }, () => door.maintenance.view(owner));
  app.post(maintenanceRoutes.acts, { preValidation }, async (request, reply) => {
    const act = maintenanceActSchema.safeParse(request.body);
    if (!act.success) {
      return reply.code(400).send({
        code: 'MAINTENANCE_ACT_UNKNOWN',
        message: 'The machine does not know that act.',
        remedy: 'reject-input',
      });
    }
    try {
      return await door.maintenance.act(act.data, owner);
    } catch (error) {
      return reply.code(409).send(wireError(error));
    }
  });
}
