import type { en } from './en.ts';

type Same<Table> = {
  readonly [Key in keyof Table]: Table[Key] extends string ? string : Same<Table[Key]>;
};

/** The shape of the English table: what every other language must fill, no more and no less. */
export type TextTable = Same<typeof en>;
