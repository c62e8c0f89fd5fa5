import { wireErrorSchema } from '../../contracts/errors.ts';

/** What every route may answer instead: the same shape, whatever went wrong. */
export const failures = { '4xx': wireErrorSchema, '5xx': wireErrorSchema } as const;
