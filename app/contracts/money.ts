import { z } from 'zod';

/** An amount in the smallest unit of its currency: 499 and `EUR` are 4,99 €. */
export const moneySchema = z.strictObject({
  amount: z.int().positive(),
  /** ISO 4217, three letters. */
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = Readonly<z.infer<typeof moneySchema>>;
