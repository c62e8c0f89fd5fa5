/** The ledger as double entry, counters. */
export const books = ``;
