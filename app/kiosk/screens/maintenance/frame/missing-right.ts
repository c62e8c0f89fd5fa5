import { type MaintenanceAct, repairJobs, rightOfAct } from '../../../../contracts/panel-acts.ts';
import type { StaffRight } from '../../../../contracts/staff.ts';

/** The right that a person lacks for an act; null where they may. */
export function missingRight(
  act: MaintenanceAct,
  rights: readonly StaffRight[],
): StaffRight | null {
  const needed: StaffRight[] = [rightOfAct[act.act]];
  if (act.act === 'begin-job' && repairJobs.includes(act.job)) needed.push('repair');
  return needed.find((right) => !rights.includes(right)) ?? null;
}
