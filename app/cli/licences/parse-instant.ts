import { InvalidArgumentError } from 'commander';

/**
 * An instant as operators type it, as ISO 8601 in UTC; `none` stays. A day begins at midnight UTC.
 *
 * @throws InvalidArgumentError
 */
export function parseInstant(text: string): string {
  if (text === 'none') return text;
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const day = text.slice(0, 10);
  const [begin, instant] = [new Date(day), new Date(text)];
  // A 30th of February would be taken for the 2nd of March.
  const isDay = isIso && !Number.isNaN(begin.getTime()) && begin.toISOString().startsWith(day);
  if (isDay && !Number.isNaN(instant.getTime())) return instant.toISOString();
  throw new InvalidArgumentError('A day, or an instant with its zone: 2026-12-24T20:00Z.');
}
