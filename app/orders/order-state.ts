import { z } from 'zod';
import { discIdSchema, sha256Schema } from '../contracts/identifiers.ts';
import { printJobSchema } from './print-job-machine.ts';

/** Milliseconds since 1970-01-01T00:00:00Z. */
const instant = z.int().nonnegative();
const slot = z.int().positive();
/** Discs begun that count, the present one included: 1 to 3. One that a power cut spoiled does not count. */
const attempt = z.int().positive();

/** What must have been received before a disc may be begun. */
export const streamSchema = z.strictObject({
  bytes: z.int().positive(),
  sectors: z.int().positive(),
  sha256: sha256Schema,
});
export type Stream = z.infer<typeof streamSchema>;

export const failureSchema = z.enum([
  'bank-unreachable',
  'stream-failed',
  'burn-failed',
  'verify-failed',
  'too-many-rejects',
  'print-failed',
  'drive-fault',
  'robot-fault',
  /** A person ended it. */
  'given-up',
]);
export type Failure = z.infer<typeof failureSchema>;

/** The disc being made. A disc has an identity from when it leaves the input bin. */
const discProgressSchema = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('picking') }),
  z.strictObject({ is: z.literal('making'), discId: discIdSchema }),
  z.strictObject({ is: z.literal('verified'), discId: discIdSchema }),
  z.strictObject({ is: z.literal('staged'), discId: discIdSchema }),
]);

/** A finished disc in its slot. */
const finished = { slot, discId: discIdSchema, readyAt: instant, holdUntil: instant };

/**
 * Where an order stands. Each state holds only what is true in it: a slot as long as one is kept, a disc from when one
 * exists, a stream from when the bank described it.
 */
export const orderStateSchema = z.discriminatedUnion('at', [
  /** Persisted, stock reserved; the bank has not confirmed it. */
  z.strictObject({ at: z.literal('placed'), slot }),
  /** The bank recorded it; the customer is asked for the money. */
  z.strictObject({ at: z.literal('paying'), slot, payBefore: instant }),
  /** The bank recorded it, and its money is held or nothing is owed. */
  z.strictObject({ at: z.literal('authorised'), slot }),
  /** The main stream is being fetched. */
  z.strictObject({ at: z.literal('preparing'), slot, stream: streamSchema }),
  /** Fetched and checked; waits for a drive. `attempt` is the disc to be begun. */
  z.strictObject({
    at: z.literal('queued'),
    slot,
    stream: streamSchema,
    attempt,
    jacket: printJobSchema,
  }),
  z.strictObject({
    at: z.literal('producing'),
    slot,
    stream: streamSchema,
    attempt,
    drive: z.int().positive(),
    disc: discProgressSchema,
    jacket: printJobSchema,
  }),
  z.strictObject({ at: z.literal('ready'), ...finished }),
  /** Somebody who identified at `identifiedAt` asks for it; the gate is being looked at, nothing moved. */
  z.strictObject({ at: z.literal('claiming'), ...finished, identifiedAt: instant }),
  /** The irreversible part. `takeBefore` from when the customer can reach the disc. */
  z.strictObject({
    at: z.literal('presenting'),
    ...finished,
    identifiedAt: instant,
    takeBefore: instant.nullable(),
  }),
  /** Not taken in time; the slot is being looked at. */
  z.strictObject({ at: z.literal('notTaken'), ...finished }),
  z.strictObject({ at: z.literal('fulfilled'), discId: discIdSchema, takenAt: instant }),
  /**
   * Nobody knows what became of the disc: a playback, a person or a time limit decides. `remake`: the disc was lost before
   * anybody could reach it, and another is made once its path was cleared; records of before have no such field.
   */
  z.strictObject({
    at: z.literal('suspect'),
    was: z.enum(['producing', 'presenting', 'notTaken']),
    slot,
    discId: discIdSchema.nullable(),
    since: instant,
    /** Its records went back to a copy: it may have been made and given since, so it is not made again. */
    isRestored: z.literal(true).optional(),
    remake: z.strictObject({ stream: streamSchema, attempt, jacket: printJobSchema }).optional(),
  }),
  /** No disc was given. `slot` as long as one of its discs may still lie in it. */
  z.strictObject({ at: z.literal('failed'), reason: failureSchema, slot: slot.nullable() }),
  z.strictObject({ at: z.literal('cancelled') }),
  /** Not collected in time. `slot` until its disc was taken away. */
  z.strictObject({ at: z.literal('expired'), discId: discIdSchema, slot: slot.nullable() }),
  /** Nothing is held of the customer any more. */
  z.strictObject({
    at: z.literal('released'),
    after: z.enum(['failed', 'cancelled', 'expired']),
    reason: failureSchema.nullable(),
  }),
]);
export type OrderState = z.infer<typeof orderStateSchema>;
export type OrderStateName = OrderState['at'];
export type OrderIn<Name extends OrderStateName> = Extract<OrderState, { at: Name }>;

/** States that hold instants by which something is decided. */
export const datedStates = [
  'paying',
  'ready',
  'claiming',
  'presenting',
  'notTaken',
  'suspect',
] as const satisfies readonly OrderStateName[];
