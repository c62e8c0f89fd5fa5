import { z } from 'zod';
import { titleIdSchema } from './identifiers.ts';

export const languages = ['en', 'fr'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

/** The same text in every language of the screens. */
export const localisedTextSchema = z.strictObject({ en: z.string().min(1), fr: z.string().min(1) });

/** What the public may know of a film. Nothing here leads to its master. */
export const titleSchema = z.strictObject({
  titleId: titleIdSchema,
  name: localisedTextSchema,
  synopsis: localisedTextSchema,
  year: z.int().min(1870).max(2200),
  /** Director, cast, makers: as printed on the jacket. */
  credits: z.string(),
  /** Copyright and licence line, as its licence wants it printed. Empty where none is owed. */
  rights: z.string(),
  genres: z.array(z.enum(['animation', 'abstract', 'nature', 'science', 'music', 'test'])),
  runningSeconds: z.number().positive(),
  standard: z.enum(['pal', 'ntsc']),
  aspect: z.enum(['4:3', '16:9']),
  /** Sectors of the DVD image, the same for the master and for every main stream of it. */
  sectors: z.int().positive(),
  /** Paths on the bank's public media routes. */
  poster: z.string(),
  trailer: z.string(),
});
export type Title = z.infer<typeof titleSchema>;
