import { z } from 'zod';

/** An error as it crosses a wire: its stable code, a sentence, and what to do. */
export const wireErrorSchema = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
  message: z.string(),
  remedy: z.enum(['retry', 'call-attendant', 'reject-input', 'fix-the-code']),
  /** Where an identification was refused: attempts left before the lock. */
  attemptsLeft: z.int().nonnegative().optional(),
  /** Where an identity is locked: until when. */
  until: z.string().optional(),
  /** Where a film may not be seen: since when, or from when on. */
  date: z.string().optional(),
});
export type WireError = z.infer<typeof wireErrorSchema>;
