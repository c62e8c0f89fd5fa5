import { z } from 'zod';
import { discIdSchema, instantSchema, orderCodeSchema, orderIdSchema } from './identifiers.ts';
import { localisedTextSchema } from './title.ts';

/** What holds discs, sheets or ink, in the words of XFS storage units. */
export const unitNames = ['input', 'reject', 'retain', 'paper', 'ink'] as const;
export const unitNameSchema = z.enum(unitNames);
export type UnitName = z.infer<typeof unitNameSchema>;

export const storageUnitSchema = z.strictObject({
  unit: unitNameSchema,
  /** Discs or sheets, percent of ink; null: nobody knows. */
  count: z.int().nonnegative().nullable(),
  capacity: z.int().positive().nullable(),
  /** Whether a sensor counts, or the books do since a person counted last. */
  countedBy: z.enum(['sensor', 'books']),
  countedAt: instantSchema.nullable(),
  level: z.enum(['ok', 'low', 'empty', 'high', 'full', 'unknown']),
  /** When it will be empty, or full, if it goes on as in the last days; null where that cannot be said. */
  lastsUntil: instantSchema.nullable(),
});
export type StorageUnit = z.infer<typeof storageUnitSchema>;

/** One disc inside the machine, or one that the machine lost. */
export const discPlaceSchema = z.strictObject({
  /** Null: something is there that no record knows. */
  discId: discIdSchema.nullable(),
  /** `input`, `gripper`, `tray:1`, `printer`, `slot:3`, `reject`, `retain`, `unknown`. */
  place: z.string(),
  /** In the words of a disc's life: `writing`, `staged`, `unknown`; `unlisted` for what no record knows. */
  state: z.string(),
  orderCode: orderCodeSchema.nullable(),
  isTest: z.boolean(),
  since: instantSchema.nullable(),
});
export type DiscPlace = z.infer<typeof discPlaceSchema>;

export const orderRemedies = ['resume', 'restart', 'give-up', 'hand-out'] as const;
/** An order that is at no end. */
export const unfinishedOrderSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  title: localisedTextSchema,
  state: z.string(),
  since: instantSchema,
  slot: z.int().positive().nullable(),
  /** Whether it waits for a person. */
  isStuck: z.boolean(),
  /** What a person may decide about it now. */
  can: z.array(z.enum(orderRemedies)),
});
export type UnfinishedOrder = z.infer<typeof unfinishedOrderSchema>;

export const guidedJobs = [
  'load-blanks',
  'load-paper',
  'change-ink',
  'clear-jam',
  'empty-reject',
  'empty-retain',
  'swap-drive',
  'clean-drive',
] as const;
export const guidedJobSchema = z.enum(guidedJobs);
export type GuidedJob = z.infer<typeof guidedJobSchema>;

/** What the person is asked for now: each has a picture and a sentence on the panel. */
export const jobSteps = [
  'open-door',
  'take-out',
  'insert-blanks',
  'insert-paper',
  'insert-ink',
  'free-the-way',
  'swap',
  'insert-cleaning-disc',
  'close-door',
  'count',
  'self-test',
  'done',
] as const;
/** A guided job that is under way: one at a time. */
export const openJobSchema = z.strictObject({
  number: z.int().positive(),
  job: guidedJobSchema,
  drive: z.int().positive().nullable(),
  step: z.enum(jobSteps),
  /** All of this job, in order. */
  steps: z.array(z.enum(jobSteps)),
  /** At `count`: the unit that is counted, and what the books say is in it. */
  counts: z
    .strictObject({ unit: unitNameSchema, books: z.int().nonnegative().nullable() })
    .nullable(),
  /** At `self-test`: whether it runs, or why it failed; it can be tried again. */
  test: z.enum(['running', 'failed']).nullable(),
  failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  begunAt: instantSchema,
  by: z.string(),
});
export type OpenJob = z.infer<typeof openJobSchema>;

export const machineTests = ['burn', 'print', 'dispense'] as const;
/** A disc, a sheet or a way out that is tried and not sold. */
export const machineTestSchema = z.strictObject({
  test: z.enum(machineTests),
  /** Null: it runs. */
  outcome: z.enum(['passed', 'failed']).nullable(),
  /** What it does now, or what it found. */
  detail: z.string(),
  drive: z.int().positive().nullable(),
  slot: z.int().positive().nullable(),
  beganAt: instantSchema,
});
export type MachineTest = z.infer<typeof machineTestSchema>;

/** Whether customers are kept out, in the manner of XFS VendorMode: asked for, then entered when nothing runs any more. */
export const maintenanceModeSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('off') }),
  /** `waitsFor`: orders or tests, by their codes, that are finished first. */
  z.strictObject({ is: z.literal('asked'), by: z.string(), waitsFor: z.array(z.string()) }),
  z.strictObject({
    is: z.literal('entered'),
    by: z.string(),
    since: instantSchema,
    /** Why it cannot be left yet: `door-open`, `job-open`, `test-failed`; empty where it can. */
    heldBy: z.array(z.enum(['door-open', 'job-open', 'test-running', 'self-test-failed'])),
  }),
]);
export type MaintenanceMode = z.infer<typeof maintenanceModeSchema>;

/** Copies of the records that this machine keeps. */
export const keepingSchema = z.strictObject({
  lastCopyAt: instantSchema.nullable(),
  copies: z.array(
    z.strictObject({ name: z.string(), at: instantSchema, bytes: z.int().nonnegative() }),
  ),
  /**
   * Why the machine cannot work with its records; left out where it can. `can`: the acts that help; `name`: what has to be typed
   * for `begin-anew` and `retire`.
   */
  fault: z
    .strictObject({
      code: z.string(),
      message: z.string(),
      details: z.array(z.string()),
      can: z.array(z.enum(['restore', 'begin-anew', 'retire'])),
      name: z.string(),
    })
    .optional(),
});
export type Keeping = z.infer<typeof keepingSchema>;
