import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';
import type { FilePart } from '../../foundation/byte-source.ts';
import { presets } from '../preset.ts';
import type { SplitPlan } from '../types.ts';
import type { IndexedSegment } from './index-segment.ts';

/** What a thread of the engine is asked, and what it answers. Files are named by descriptors, which all threads share. */

const count = z.int().nonnegative();
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const shared = z.custom<SharedArrayBuffer>((value) => value instanceof SharedArrayBuffer);
const extent = z.strictObject({ offset: count, length: count });
const files = z.array(z.strictObject({ descriptor: count, offset: count, length: count }));
const plan = z.strictObject({
  keys: z.strictObject({ distributor: bytes, order: bytes }),
  navIdentifier: bytes.nullable(),
  overlays: z.array(z.strictObject({ position: count, bytes })),
  mapArea: extent.nullable(),
});

/** An image that a thread opens itself. */
const imageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('main-stream'), master: files, index: files, plan }),
  z.strictObject({ kind: z.literal('synthesis'), main: files, complement: files }),
]);
export type ThreadImage =
  | {
      readonly kind: 'main-stream';
      readonly master: readonly FilePart[];
      readonly index: readonly FilePart[];
      readonly plan: SplitPlan;
    }
  | {
      readonly kind: 'synthesis';
      readonly main: readonly FilePart[];
      readonly complement: readonly FilePart[];
    };

export const jobSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('copy'),
    image: imageSchema,
    /** Descriptor of the file that is written. */
    output: count,
    /** As `cutImage` gives it, and which stretch is next: see `copy-stretches.ts`. */
    cuts: shared,
    turn: shared,
  }),
  z.strictObject({
    kind: z.literal('index'),
    film: files,
    segment: z.strictObject({ from: count, to: count }),
    preset: z.enum(presets),
    bytesPerTick: z.number().nullable(),
  }),
]);
export type ThreadJob =
  | {
      readonly kind: 'copy';
      readonly image: ThreadImage;
      readonly output: number;
      readonly cuts: SharedArrayBuffer;
      readonly turn: SharedArrayBuffer;
    }
  | {
      readonly kind: 'index';
      readonly film: readonly FilePart[];
      readonly segment: { readonly from: number; readonly to: number };
      readonly preset: (typeof presets)[number];
      readonly bytesPerTick: number | null;
    };

export const answerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('copied') }),
  z.strictObject({
    kind: z.literal('indexed'),
    found: z.custom<IndexedSegment>((value) => typeof value === 'object' && value !== null),
  }),
  z.strictObject({
    kind: z.literal('failed'),
    code: z.string(),
    message: z.string(),
    remedy: z.enum(['retry', 'call-attendant', 'reject-input', 'fix-the-code']),
    context: z.record(z.string(), z.unknown()),
  }),
]);
export type ThreadAnswer = z.infer<typeof answerSchema>;

/** An error for the thread that asked. One of the system keeps its code, by which that thread knows a full disk. */
export function failureOf(error: unknown): ThreadAnswer {
  if (error instanceof AppError) {
    const { code, message, remedy, context } = error;
    return { kind: 'failed', code, message, remedy, context: { ...context } };
  }
  const system = error instanceof Error && 'code' in error ? String(error.code) : null;
  return {
    kind: 'failed',
    code: 'SPLIT_THREAD_FAILED',
    message: error instanceof Error ? error.message : String(error),
    remedy: 'call-attendant',
    context: { system },
  };
}
