import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';

/** What the loop of the bank and a thread that generates say to each other. Bytes are handed over, not copied. */

const count = z.int().nonnegative();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const extentSchema = z.strictObject({ offset: count, length: count });
const discOrderSchema = z.strictObject({
  identity: z.strictObject({
    titleId: z.string(),
    orderId: z.string(),
    distributorId: z.string(),
  }),
  keys: z.strictObject({ distributor: bytes, order: bytes }),
  manifest: bytes,
});

/** What a thread is told at its start. */
export const pressDataSchema = z.strictObject({ vaultFolder: z.string().min(1) });
export type PressData = z.infer<typeof pressDataSchema>;

/** Each of these is answered once, by its `id`. */
const askedSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('open'), id: count, order: discOrderSchema }),
  z.strictObject({
    kind: z.literal('image'),
    id: count,
    title: z.strictObject({ titleId: z.string(), key: bytes }),
  }),
  z.strictObject({ kind: z.literal('overlay'), id: count, order: discOrderSchema }),
  z.strictObject({ kind: z.literal('read'), id: count, stream: count, extent: extentSchema }),
  /** The next piece of an overlay. */
  z.strictObject({ kind: z.literal('next'), id: count, stream: count }),
  z.strictObject({ kind: z.literal('hash'), id: count, stream: count }),
  z.strictObject({
    kind: z.literal('complement'),
    id: count,
    order: discOrderSchema,
    path: z.string(),
  }),
]);
export type PressRequest = z.infer<typeof askedSchema>;

/** These are not answered. */
const toldSchema = z.discriminatedUnion('kind', [
  /** Gives up a request, which is answered all the same. */
  z.strictObject({ kind: z.literal('abort'), id: count }),
  z.strictObject({ kind: z.literal('close'), stream: count }),
  /** Nobody asks for anything: files may be closed. */
  z.strictObject({ kind: z.literal('rest') }),
  /** Gives up everything, and ends the thread. */
  z.strictObject({ kind: z.literal('end') }),
]);
export type PressNotice = z.infer<typeof toldSchema>;

export const pressMessageSchema = z.union([askedSchema, toldSchema]);
export type PressMessage = z.infer<typeof pressMessageSchema>;

const failureSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  remedy: z.enum(['retry', 'call-attendant', 'reject-input', 'fix-the-code']),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
type Failure = z.infer<typeof failureSchema>;

export const pressReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('opened'),
    id: count,
    /** By which it is read and closed. */
    stream: count,
    size: count,
    film: z.array(extentSchema),
  }),
  z.strictObject({
    kind: z.literal('image-opened'),
    id: count,
    stream: count,
    size: count,
    version: z.string(),
  }),
  z.strictObject({ kind: z.literal('overlay-opened'), id: count, stream: count }),
  z.strictObject({ kind: z.literal('read'), id: count, bytes }),
  z.strictObject({ kind: z.literal('piece'), id: count, bytes: bytes.nullable() }),
  z.strictObject({ kind: z.literal('hashed'), id: count, sha256: z.string() }),
  z.strictObject({ kind: z.literal('written'), id: count }),
  z.strictObject({ kind: z.literal('failed'), id: count, failure: failureSchema }),
]);
export type PressReply = z.infer<typeof pressReplySchema>;

/** An error for the other side. What is none of ours may name a file, and is told by its kind alone. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof AppError) {
    const { code, message, remedy, cause } = error;
    const facts = Object.entries(error.context).filter(isPlain);
    const context = { ...Object.fromEntries(facts), ...(cause === undefined ? {} : kindOf(cause)) };
    return { code, message, remedy, context };
  }
  return {
    code: 'GENERATION_FAILED',
    message: 'A main stream or a complement could not be generated.',
    remedy: 'call-attendant',
    context: kindOf(error),
  };
}

export function errorOf({ code, message, remedy, context }: Failure): AppError {
  return new AppError(code, message, { remedy, context });
}

function isPlain(fact: [string, unknown]): fact is [string, string | number | boolean] {
  return ['string', 'number', 'boolean'].includes(typeof fact[1]);
}

function kindOf(error: unknown): { readonly cause: string } {
  if (!(error instanceof Error)) return { cause: typeof error };
  return { cause: 'code' in error ? String(error.code) : error.name };
}
