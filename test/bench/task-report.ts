import { z } from 'zod';

/** What one process of the engine says of itself when it is done. */
export const taskReportSchema = z.strictObject({
  /** The most memory it has had at once, in bytes, Node's own included. */
  peakBytes: z.number().positive(),
  /** For seeks: from files that are open to an opened stream, and on to the first MiB that was asked for. */
  openMs: z.number().nullable(),
  readMs: z.number().nullable(),
});
export type TaskReport = z.infer<typeof taskReportSchema>;
