import { z } from 'zod';
import { instantSchema, orderCodeSchema, orderIdSchema, titleIdSchema } from './identifiers.ts';
import { moneySchema } from './money.ts';
import { pickUpCodeSchema } from './pick-up-code.ts';
import { titleSchema } from './title.ts';

/** Why a service is not given now. The screens have a sentence for each. */
export const reasonCodeSchema = z.enum([
  'starting',
  'no-blank',
  'no-drive',
  'drive-fault',
  'robot-fault',
  'gate-fault',
  'no-paper',
  'printer-fault',
  'reader-fault',
  'no-free-slot',
  'bank-unreachable',
  'database-fault',
  'records-stale',
  'not-enrolled',
  'retired',
  'maintenance',
  'door-open',
  'tampered',
  'on-battery',
  'power-low',
  'too-hot',
  'payment-fault',
  'payment-busy',
]);
export type ReasonCode = z.infer<typeof reasonCodeSchema>;

/** The machine as a customer may see it. */
export const machineViewSchema = z.strictObject({
  mode: z.enum(['starting', 'inService', 'degraded', 'outOfService', 'maintenance']),
  /** Why orders are not taken now; empty when they are. */
  ordersClosed: z.array(reasonCodeSchema),
  /** Why finished discs cannot be handed out now; empty when they can. */
  pickUpClosed: z.array(reasonCodeSchema),
  since: instantSchema,
  /** True where the devices are simulated: the screens then show hands for the simulated machine. */
  simulated: z.boolean(),
  distributorName: z.string(),
  kioskName: z.string(),
  /** Slots of the delivery gate, counted from 1: drawn on the pick-up screens. */
  slots: z.int().positive(),
  /** What every disc costs; null where nothing is charged. */
  price: z
    .strictObject({
      ...moneySchema.shape,
      /** Whether the money is only held until the disc is taken; else it is charged at once. */
      isHeld: z.boolean(),
    })
    .nullable(),
});
export type MachineView = z.infer<typeof machineViewSchema>;

/** The five true steps that a customer sees. */
export const makingSteps = ['prepared', 'burning', 'checking', 'jacket', 'slot'] as const;
export const makingStepSchema = z.strictObject({
  step: z.enum(makingSteps),
  state: z.enum(['waiting', 'active', 'done', 'failed']),
  /** Sectors done and in all for `prepared`, `burning`, `checking`; absent elsewhere. */
  done: z.int().nonnegative().optional(),
  total: z.int().positive().optional(),
});
export type MakingStep = z.infer<typeof makingStepSchema>;

/** The money of an order, as its customer may see it. */
export const paymentViewSchema = z.strictObject({
  ...moneySchema.shape,
  /**
   * `asked`: nothing is charged yet; `held`: until the disc is taken, or given up; `captured`: charged; `released`: nothing is
   * charged any more, or never was; `doubtful`: nobody knows yet.
   */
  state: z.enum(['asked', 'held', 'captured', 'released', 'doubtful']),
  /** What the terminal asks of the customer just now, in its own words; empty where it asks nothing. */
  prompt: z.string(),
  /** Until when it can be paid; null where nobody is asked. */
  payBefore: instantSchema.nullable(),
  /** It was cancelled, or took too long: the word of the terminal is waited for. */
  isEnding: z.boolean(),
});
export type PaymentView = z.infer<typeof paymentViewSchema>;

/** An order as its own customer may see it. */
export const orderViewSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  /**
   * Collects it while the line to the bank is down. To be noted by its customer: null once the machine was started
   * anew, or where it is of no use any more.
   */
  pickUpCode: pickUpCodeSchema.nullable(),
  titleId: titleIdSchema,
  state: z.enum([
    'placed',
    'paying',
    'authorised',
    'preparing',
    'queued',
    'producing',
    'ready',
    'claiming',
    'presenting',
    'fulfilled',
    'notTaken',
    'suspect',
    'failed',
    'cancelled',
    'expired',
    'released',
  ]),
  steps: z.array(makingStepSchema).length(5),
  /** Discs begun for this order: 2 when the first was rejected. */
  attempt: z.int().positive(),
  /** When the disc should be in its slot, as well as can be told. */
  readyAt: instantSchema.nullable(),
  holdUntil: instantSchema.nullable(),
  slot: z.int().positive().nullable(),
  /** While the gate is open: when it closes again. */
  takeBefore: instantSchema.nullable(),
  /** Why it failed, in the machine's words. */
  failure: reasonCodeSchema
    .or(
      z.enum([
        'burn-failed',
        'verify-failed',
        'stream-failed',
        'print-failed',
        'given-up',
        'too-many-rejects',
        'payment-declined',
      ]),
    )
    .nullable(),
  /** Null where it costs nothing. */
  payment: paymentViewSchema.nullable(),
});
export type OrderView = z.infer<typeof orderViewSchema>;

/** Who stands at the screen, as far as the screen needs to know. */
export const sessionViewSchema = z.strictObject({
  /** Whether somebody identified, and until when that counts as fresh. */
  identifiedUntil: instantSchema.nullable(),
  /** A card was scanned and waits for its PIN. The value itself never reaches the screen. */
  cardWaiting: z.boolean(),
  /** The customer's own orders at this machine; empty before identification. */
  orders: z.array(orderViewSchema),
});

/** All that the screens render from, pushed whole whenever any of it changes. */
export const kioskViewSchema = z.strictObject({
  now: instantSchema,
  machine: machineViewSchema,
  session: sessionViewSchema,
});
export type KioskView = z.infer<typeof kioskViewSchema>;

/** A film in this machine's catalogue, with what this machine can do about it now. */
export const catalogueEntrySchema = z.strictObject({
  title: titleSchema,
  /** Whether it can be ordered now, and if not why. */
  available: z.boolean(),
  reasons: z.array(reasonCodeSchema),
  /** Minutes from order to slot, the queue before it included. */
  minutes: z.int().positive(),
});
export type CatalogueEntry = z.infer<typeof catalogueEntrySchema>;
