import { z } from 'zod';
import { AppError } from '../../app/foundation/errors.ts';

/** Bytes as the driver hands them over, of exactly `length`. */
export function bytesColumn(length?: number) {
  return z.custom<Uint8Array>(
    (value) => value instanceof Uint8Array && (length === undefined || value.length === length),
  );
}

/** JSON text, of what `schema` says. */
export function jsonColumn<T>(schema: z.ZodType<T>) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('Not JSON.');
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Believes a row after its schema has.
 *
 * @throws AppError `BANK_ROW_UNREADABLE`: somebody else wrote it, or the file is damaged. The row itself is not quoted.
 */
export function parseRow<T>(schema: z.ZodType<T>, table: string, row: unknown): T {
  const result = schema.safeParse(row);
  if (result.success) return result.data;
  throw new AppError('BANK_ROW_UNREADABLE', `A row of ${table} cannot be read.`, {
    remedy: 'call-attendant',
    context: { table, columns: result.error.issues.map((issue) => issue.path.join('.')) },
  });
}
