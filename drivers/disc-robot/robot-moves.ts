import type { Place, RobotMove } from './contract.ts';

/**
 * The moves of whatever reaches every place of a machine: blanks to trays, discs from trays to slots, and everything to the
 * bins for rejected and retained discs; where it has a gripper that keeps a disc, out of the trays to it and on from there; and where it has a disc
 * printer, from the trays to it and from it to everything that is no tray.
 */
export function movesBetween(
  drives: number,
  slots: number,
  options: { readonly keepsDisc: boolean; readonly hasPrinter?: boolean },
): RobotMove[] {
  const trays = Array.from({ length: drives }, (_, index): Place => `tray:${index + 1}`);
  const compartments = Array.from({ length: slots }, (_, index): Place => `slot:${index + 1}`);
  const held: Place[] = options.keepsDisc ? ['gripper'] : [];
  const printer: Place[] = options.hasPrinter === true ? ['printer'] : [];
  const pairs: { from: Place; to: Place }[] = [];
  for (const from of ['input', ...held, ...printer, ...trays, ...compartments] as const) {
    pairs.push({ from, to: 'reject' }, { from, to: 'retain' });
  }
  for (const to of trays) for (const from of ['input', ...held] as const) pairs.push({ from, to });
  for (const to of held) for (const from of trays) pairs.push({ from, to });
  for (const to of printer) for (const from of [...trays, ...held]) pairs.push({ from, to });
  for (const to of compartments) {
    for (const from of [...trays, ...held, ...printer]) pairs.push({ from, to });
  }
  return pairs.map((pair) => ({ ...pair, needsClosedTrays: false }));
}
