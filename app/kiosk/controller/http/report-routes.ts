import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { instantSchema, orderCodeSchema } from '../../../contracts/identifiers.ts';
import { maintenanceRoutes } from '../../../contracts/maintenance-api.ts';
import {
  type Audit,
  auditSchema,
  type DriveWear,
  driveWearSchema,
  type PanelEvent,
  panelEventsSchema,
  type ShiftReport,
  shiftReportSchema,
} from '../../../contracts/panel-reports.ts';
import type { Logger } from '../../../foundation/logger.ts';
import { sendMalformed, sendRefusal } from './send-refusal.ts';
import type { StaffGuard } from './staff-guard.ts';

export interface ReportDesk {
  shift(asked: { from?: string; to?: string }): ShiftReport;
  wear(): DriveWear[];
  events(code: string | null, before?: number): { events: PanelEvent[]; before: number | null };
  audit(): Promise<Audit>;
}

const stretchSchema = z
  .strictObject({ from: instantSchema.optional(), to: instantSchema.optional() })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to);
const pageSchema = z.strictObject({
  order: orderCodeSchema.optional(),
  before: z.coerce.number().int().positive().optional(),
});
const nothingSchema = z.strictObject({});

/** Adds what the books tell; any of those who look after the machine may read it. */
export function addReportRoutes(
  app: FastifyInstance,
  guard: Pick<StaffGuard, 'admit'>,
  desk: ReportDesk,
  logger: Logger,
): void {
  const add = <Asked>(
    path: string,
    asked: z.ZodType<Asked>,
    answer: z.ZodType,
    work: (asked: Asked) => unknown,
  ) => {
    const handle = async (request: FastifyRequest, reply: FastifyReply) => {
      const query = asked.safeParse(request.query);
      if (!query.success) {
        return sendMalformed(reply, 'REPORT_UNKNOWN', 'The machine does not know that report.');
      }
      try {
        return answer.parse(await work(query.data));
      } catch (error) {
        return sendRefusal(reply, error, logger);
      }
    };
    app.get(path, { preValidation: guard.admit }, handle);
  };
  add(maintenanceRoutes.shift, stretchSchema, shiftReportSchema, ({ from, to }) =>
    desk.shift({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }),
  );
  add(maintenanceRoutes.wear, nothingSchema, z.array(driveWearSchema), () => desk.wear());
  add(maintenanceRoutes.events, pageSchema, panelEventsSchema, ({ before, order }) =>
    desk.events(order ?? null, before),
  );
  add(maintenanceRoutes.audit, nothingSchema, auditSchema, () => desk.audit());
}
