import type { TFunction } from 'i18next';

const fixed = ['input', 'gripper', 'printer', 'reject', 'retain'] as const;
/** Where discs come from and go to, by the ledger. */
const beyond = ['unknown', 'outside', 'customer', 'removed'] as const;

/** A place of the machine as a person would call it: `tray:2`, the tray of drive 2. */
export function placeName(t: TFunction<'maintenance'>, place: string): string {
  const [kind, number = ''] = place.split(':');
  if (kind === 'tray' || kind === 'slot') return t(`place.${kind}`, { number });
  const known = fixed.find((name) => name === kind);
  return known === undefined ? place : t(`place.${known}`);
}

/** The same places as the title of a box or the cell of a table: `Drive 2`. */
export function spotName(t: TFunction<'maintenance'>, place: string): string {
  const [kind, number = ''] = place.split(':');
  if (kind === 'tray' || kind === 'slot') return t(`spot.${kind}`, { number });
  const known = [...fixed, ...beyond].find((name) => name === kind);
  return known === undefined ? place : t(`spot.${known}`);
}
