import { z } from 'zod';

/** Where the world listens for recorder programs: `dev/endpoint.json`, beside the device nodes, readable by its owner. */
export const endpointSchema = z.strictObject({
  port: z.int().min(1).max(65535),
  token: z.string().min(1),
});

/**
 * What a recorder program asks of the world: JSON, one message a line, one answer each. `hello` comes first. While a
 * connection that has begun a burn is open its disc is being written; if it closes without `finish` the disc is a coaster.
 */
export const requestSchema = z.discriminatedUnion('ask', [
  z.strictObject({ ask: z.literal('hello'), token: z.string(), device: z.string() }),
  z.strictObject({ ask: z.literal('inspect') }),
  z.strictObject({ ask: z.literal('eject') }),
  z.strictObject({ ask: z.literal('load') }),
  z.strictObject({ ask: z.literal('begin'), sectors: z.int().min(0) }),
  z.strictObject({
    ask: z.literal('finish'),
    ending: z.enum(['closed', 'broken-off']),
    sectors: z.int().min(0),
  }),
]);
export type DriveRequest = z.infer<typeof requestSchema>;

const sector = z.int().min(0).nullable();

/** Sectors at which something goes wrong; null where it does not. */
export const burnFaultsSchema = z.strictObject({
  writeError: sector,
  powerCalibration: z.boolean(),
  closeFailed: z.boolean(),
  lost: sector,
  stalled: sector,
  hung: sector,
});
export type BurnFaults = z.infer<typeof burnFaultsSchema>;

export const inspectionSchema = z.strictObject({
  present: z.boolean(),
  busy: z.boolean(),
  tray: z.enum(['open', 'closed']),
  /** In libburn's words. */
  status: z.enum(['blank', 'empty', 'appendable', 'full']),
  mediaType: z.string(),
  mediaId: z.string(),
  capacity: z.int().min(0),
  /** How fast time goes: 1 as in life, null for no waiting at all. */
  rate: z.number().positive().nullable(),
});
export type Inspection = z.infer<typeof inspectionSchema>;

export const answerSchema = z.discriminatedUnion('answer', [
  /** Of `load`, whether a disc is seen on the tray. */
  z.strictObject({ answer: z.literal('done'), isEmpty: z.boolean().optional() }),
  z.strictObject({ answer: z.literal('refused'), why: z.string() }),
  z.strictObject({ answer: z.literal('inspection'), drive: inspectionSchema }),
  z.strictObject({ answer: z.literal('begun'), contentPath: z.string(), faults: burnFaultsSchema }),
]);
export type DriveAnswer = z.infer<typeof answerSchema>;
