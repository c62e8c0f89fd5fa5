import { z } from 'zod';
import { pathNames } from './path.ts';

/** What one life of the kiosk is to be: from its start until it is cut off, or until everything has come to its end. */
export const lifeOrderSchema = z.strictObject({
  path: z.enum(pathNames),
  seed: z.string(),
  /** 0: the first, at whose beginning nothing is there yet. */
  life: z.int().nonnegative(),
  folder: z.string(),
  bankUrl: z.string(),
  /** The ordinal of the boundary, from 1, at which something happens; null: nothing does. */
  at: z.int().positive().nullable(),
  /** What happens there: the power goes, or the wall clock is set so many milliseconds forward. */
  what: z.union([z.literal('cut'), z.strictObject({ step: z.int() })]),
  /** How far its wall clock is off at the start, in milliseconds. */
  wallOff: z.int(),
});
export type LifeOrder = z.infer<typeof lifeOrderSchema>;

/** What the process of a life says to whoever started it, and what it is answered. */
export type LifeMessage =
  | { readonly ask: 'bank'; readonly isAway: boolean }
  | { readonly ask: 'over'; readonly trouble: string | null };

/** What lies in the folder of a run, beside the kiosk's data and its world. */
export const runFiles = {
  data: 'data',
  machine: 'machine',
  screens: 'screens',
  /** One line a boundary: life, ordinal, name. */
  trace: 'trace.txt',
  /** The true time, milliseconds since 1970, as a number of 64 bits. */
  time: 'time.bin',
  /** What the people of the path remember. */
  people: 'people.json',
} as const;
