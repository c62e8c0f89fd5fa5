import type { Place, RobotMove } from './contract.ts';

/**
 * The moves of whatever reaches every place of a machine: blanks to trays, discs from trays to slots, and everything to the
 * bins for rejected and retained discs; and, where it has a gripper that keeps a disc, on from there.
 */
export function movesBetween(
  drives: number,
  slots: number,
  options: { readonly keepsDisc: boolean },
): RobotMove[] {
  const trays = Array.from({ length: drives }, (_, index): Place => `tray:${index + 1}`);
  const compartments = Array.from({ length: slots }, (_, index): Place => `slot:${index + 1}`);
  const held: Place[] = options.keepsDisc ? ['gripper'] : [];
  const pairs: { from: Place; to: Place }[] = [];
  for (const from of ['input', ...held, ...trays, ...compartments] as const) {
    pairs.push({ from, to: 'reject' }, { from, to: 'retain' });
  }
  for (const to of trays) for (const from of ['input', ...held] as const) pairs.push({ from, to });
  for (const to of compartments) for (const from of [...trays, ...held]) pairs.push({ from, to });
  return pairs.map((pair) => ({ ...pair, needsClosedTrays: false }));
}
