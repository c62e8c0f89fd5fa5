import type { Actor } from '../../../contracts/staff.ts';

/** How a person stands in the ledger: by the opaque name that staff have, or as the machine's owner. */
export function nameInBooks({ name, staffId }: Actor): string {
  return staffId ?? name;
}
