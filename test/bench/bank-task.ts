import { z } from 'zod';

/** What clients of a bank pull. */
export const bankLoadTaskSchema = z.strictObject({
  url: z.string(),
  kioskId: z.string(),
  /** PKCS #8, PEM. */
  privateKey: z.string(),
  /** Paths of main streams, a client each. */
  targets: z.array(z.string()),
});
export type BankLoadTask = z.infer<typeof bankLoadTaskSchema>;

/** What they have got. */
export const bankLoadSchema = z.strictObject({ bytes: z.number(), seconds: z.number() });
