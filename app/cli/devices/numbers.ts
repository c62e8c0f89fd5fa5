import { InvalidArgumentError } from 'commander';

/** A whole number from 1, as it is typed. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Not a whole number from 1.');
  }
  return value;
}
