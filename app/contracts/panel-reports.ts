import { z } from 'zod';
import {
  distributorIdSchema,
  instantSchema,
  orderCodeSchema,
  orderIdSchema,
  sha256Schema,
} from './identifiers.ts';
import { moneySchema } from './money.ts';
import { staffIdSchema } from './staff.ts';

/** Discs and money of a stretch of time, in the terms of EVA-DTS: paid, free and test vends apart. */
export const shiftReportSchema = z.strictObject({
  kioskName: z.string(),
  distributorId: distributorIdSchema,
  from: instantSchema,
  to: instantSchema,
  discs: z.strictObject({
    loaded: z.int(),
    begun: z.int(),
    verified: z.int(),
    given: z.strictObject({ paid: z.int(), free: z.int(), test: z.int() }),
    rejected: z.array(z.strictObject({ reason: z.string(), discs: z.int() })),
    retained: z.int(),
    unknown: z.int(),
  }),
  sheets: z.strictObject({ loaded: z.int(), printed: z.int() }),
  orders: z.strictObject({
    placed: z.int(),
    fulfilled: z.int(),
    cancelled: z.int(),
    failed: z.int(),
    expired: z.int(),
    suspect: z.int(),
  }),
  money: z.array(
    z.strictObject({ ...moneySchema.shape, payments: z.int(), kind: z.enum(['captured', 'held']) }),
  ),
  /** Corrections by hand: who (their name), what, how many. */
  corrections: z.array(
    z.strictObject({ at: instantSchema, by: z.string(), unit: z.string(), difference: z.int() }),
  ),
});
export type ShiftReport = z.infer<typeof shiftReportSchema>;

/** Good and bad discs of a drive, and how fast it writes, day by day. */
export const driveWearSchema = z.strictObject({
  drive: z.int().positive(),
  good: z.int().nonnegative(),
  bad: z.int().nonnegative(),
  days: z.array(
    z.strictObject({
      day: z.iso.date(),
      good: z.int().nonnegative(),
      bad: z.int().nonnegative(),
      /** Mean writing speed, as a multiple of 1 385 kB/s; null where nothing was written. */
      speed: z.number().nonnegative().nullable(),
    }),
  ),
});
export type DriveWear = z.infer<typeof driveWearSchema>;

/** Something that happened. The panel has a sentence for each kind; `facts` fill it in. */
export const panelEventSchema = z.strictObject({
  number: z.int().positive(),
  at: instantSchema,
  kind: z.string(),
  orderId: orderIdSchema.nullable(),
  code: orderCodeSchema.nullable(),
  /** Who did it, under the name that they have in the list of people; `staffId` null: the owner. Null: no person did. */
  by: z.strictObject({ staffId: staffIdSchema.nullable(), name: z.string() }).nullable(),
  facts: z.record(z.string(), z.unknown()),
});
export type PanelEvent = z.infer<typeof panelEventSchema>;
export const panelEventsSchema = z.strictObject({
  events: z.array(panelEventSchema),
  /** To ask for those before; null: there are none. */
  before: z.int().positive().nullable(),
});

/** What a look through the books found. */
export const auditSchema = z.strictObject({
  at: instantSchema,
  entries: z.int().nonnegative(),
  /** The hash of the last entry: what a later look must find again. */
  head: sha256Schema.nullable(),
  /** Discs in each place, by the ledger. */
  balances: z.record(z.string(), z.int()),
  counters: z.array(
    z.strictObject({
      name: z.string(),
      sinceInitialisation: z.int().nonnegative(),
      sinceReset: z.int().nonnegative(),
    }),
  ),
  findings: z.array(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      entry: z.int().positive().nullable(),
    }),
  ),
  isSound: z.boolean(),
});
export type Audit = z.infer<typeof auditSchema>;
