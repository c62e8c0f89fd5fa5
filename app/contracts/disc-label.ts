import { z } from 'zod';
import { instantSchema, orderCodeSchema } from './identifiers.ts';
import { languageSchema, titleSchema } from './title.ts';

/** All that is printed on a disc. */
export const discLabelSchema = z.strictObject({
  title: titleSchema,
  language: languageSchema,
  code: orderCodeSchema,
  /** What the QR code says: the address of the page that tells how to watch. */
  watchUrl: z.url(),
  distributorName: z.string().min(1),
  burnedAt: instantSchema,
});
export type DiscLabel = z.infer<typeof discLabelSchema>;
