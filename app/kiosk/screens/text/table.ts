import type { en } from './en.ts';

/** The shape of a table of sentences: what every other language must fill, no more and no less. */
export type Same<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends string ? string : Same<Table[Key]>;
};

/** The shape of the customer's table. */
export type TextTable = Same<typeof en>;
