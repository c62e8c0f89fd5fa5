import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { maintenanceRoutes } from '../../../contracts/maintenance-api.ts';
import {
  type StaffMember,
  staffMemberSchema,
  type StaffSession,
  staffSessionSchema,
  type StaffSignIn,
  staffSignInSchema,
} from '../../../contracts/staff.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { requireRight } from '../maintenance/require-right.ts';
import { sendMalformed, sendRefusal } from './send-refusal.ts';
import { type StaffGuard, type TokenBook, tokenOf } from './staff-guard.ts';

/** The longest sign-in, in bytes. */
const LONGEST_SIGN_IN = 1024;

/** Who looks after the machine: signs them in and out, and says who they are. */
export interface StaffDoor extends TokenBook {
  /** @throws AppError `STAFF_REFUSED`, `STAFF_LOCKED`, `BADGE_NOT_SEEN`. */
  signIn(who: StaffSignIn): Promise<StaffSession>;
  signOut(token: string): void;
  people(): StaffMember[];
}

/** Adds signing in and out, and the list of those who look after the machine. */
export function addStaffRoutes(
  app: FastifyInstance,
  guard: StaffGuard,
  door: StaffDoor,
  logger: Logger,
): void {
  app.post(
    maintenanceRoutes.signIn,
    { preValidation: guard.admitOwnPages, bodyLimit: LONGEST_SIGN_IN },
    async (request, reply) => {
      const who = staffSignInSchema.safeParse(request.body);
      if (!who.success) {
        return sendMalformed(reply, 'STAFF_SIGN_IN_MALFORMED', 'Nobody signs in like that.');
      }
      try {
        return staffSessionSchema.parse(await door.signIn(who.data));
      } catch (error) {
        return sendRefusal(reply, error, logger);
      }
    },
  );
  app.post(maintenanceRoutes.signOut, { preValidation: guard.admit }, (request, reply) => {
    door.signOut(tokenOf(request) ?? '');
    return reply.code(204).send();
  });
  app.get(maintenanceRoutes.people, { preValidation: guard.admit }, (request, reply) => {
    try {
      requireRight(guard.actorOf(request), 'people');
      return z.array(staffMemberSchema).parse(door.people());
    } catch (error) {
      return sendRefusal(reply, error, logger);
    }
  });
}
