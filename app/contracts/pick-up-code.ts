import { z } from 'zod';

/** Figures of a pick-up code: nine by chance, and one that checks them. */
export const pickUpCodeLength = 10;

/**
 * Whether these are ten figures that check: the sum of each figure times its place is a multiple of 11, as in ISBN-10
 * (ISO 2108:1992). 11 is prime and more than any place, so that one figure mistyped, or any two swapped, never checks.
 */
export function checksAsPickUpCode(figures: string): boolean {
  if (!/^\d{10}$/.test(figures)) return false;
  let sum = 0;
  for (let place = 1; place <= pickUpCodeLength; place += 1) {
    sum += place * Number(figures[place - 1]);
  }
  return sum % 11 === 0;
}

/** What lets its holder collect one order while the bank cannot be reached. A secret: never in a log, an event or a record. */
export const pickUpCodeSchema = z.string().refine(checksAsPickUpCode, 'Not a pick-up code.');

/** As it is shown and read aloud: `483 920 1756`. */
export function inGroups(figures: string): string {
  return [figures.slice(0, 3), figures.slice(3, 6), figures.slice(6)]
    .filter((group) => group !== '')
    .join(' ');
}
