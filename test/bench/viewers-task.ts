import { z } from 'zod';

const count = z.number().int().nonnegative();
const passSchema = z.strictObject({
  viewingId: z.string(),
  token: z.string(),
  /** base64url. */
  sessionKey: z.string(),
});
/** All that a simulated viewer needs to have of a bank. */
export type ViewerPass = z.infer<typeof passSchema>;

/** What the load is told, on its standard input. */
export const viewersTaskSchema = z.strictObject({
  /** Of the processes that serve; viewers take turns in choosing theirs. */
  urls: z.array(z.string()).min(1).readonly(),
  passes: z.array(passSchema).readonly(),
  /** Over which viewers begin, one after another. */
  rampSeconds: z.number().positive(),
  /** Of which figures are taken, once all play. */
  seconds: z.number().positive(),
  /** Opens one answer in so many; 0: none, for what answers is no bank. */
  checkOneIn: count,
  /** Of a film that is served by what is no bank. */
  film: z.strictObject({ blocks: count, blockMs: z.number().positive() }).nullable(),
});
export type ViewersTask = z.infer<typeof viewersTaskSchema>;

const latencySchema = z.strictObject({ p50: z.number(), p99: z.number(), highest: z.number() });

/** What it prints at its end, on a line of its own. Of the seconds that count alone, unless it says otherwise. */
export const viewersLoadSchema = z.strictObject({
  viewers: count,
  seconds: z.number(),
  requests: count,
  blocks: count,
  bytes: count,
  renewals: count,
  /** Blocks that came after the picture needed them. */
  late: count,
  /** Requests that were too early for the pace, and those that failed: of the whole run. */
  tooEarly: count,
  failed: count,
  firstFailure: z.string().nullable(),
  /** Answers that were opened, and whose blocks were parsed: of the whole run. Any that does not open is failed. */
  checked: count,
  /** From the begin of a request to its last byte. */
  requestMs: latencySchema,
  /** The same of requests of one block. */
  blockMs: latencySchema,
  processorMs: z.number(),
});
export type ViewersLoad = z.infer<typeof viewersLoadSchema>;
