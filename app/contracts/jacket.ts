import { z } from 'zod';
import { instantSchema, orderCodeSchema } from './identifiers.ts';
import { languageSchema, titleSchema } from './title.ts';

/** All that is printed on a jacket. */
export const jacketSchema = z.strictObject({
  title: titleSchema,
  language: languageSchema,
  code: orderCodeSchema,
  /** What the QR code says: the address of the page that tells how to watch. */
  watchUrl: z.url(),
  distributorName: z.string().min(1),
  burnedAt: instantSchema,
  /** From 2: a sheet like it may have been printed before, for nobody saw how that print ended. */
  copy: z.int().min(2).optional(),
});
export type Jacket = z.infer<typeof jacketSchema>;
