import { z } from 'zod';
import { titleSchema } from '../../contracts/title.ts';

/** What the one who adds a title says of it; everything else is found in the film. */
export const titleFactsSchema = z.strictObject({
  ...titleSchema.pick({
    titleId: true,
    name: true,
    synopsis: true,
    year: true,
    credits: true,
    rights: true,
    genres: true,
  }).shape,
  /** To encode the film in this standard whatever it suggests. Of no effect on a DVD-Video, which is taken as it is. */
  standard: titleSchema.shape.standard.optional(),
  /** Where in the film the picture of the poster is looked for, in seconds; a third into it if not given. */
  posterAt: z.number().nonnegative().optional(),
});
export type TitleFacts = z.infer<typeof titleFactsSchema>;
