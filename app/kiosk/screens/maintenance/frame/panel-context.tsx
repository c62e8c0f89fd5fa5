import { createContext, useContext } from 'react';
import type { MaintenanceAct, MaintenanceView } from '../../../../contracts/maintenance-api.ts';
import { repairJobs, rightOfAct } from '../../../../contracts/panel-acts.ts';
import type { StaffRight } from '../../../../contracts/staff.ts';
import type { MaintenanceClient } from './maintenance-client.ts';
import type { RoomName } from './rooms.ts';

/** What every room of the panel is given. */
export interface Panel {
  readonly view: MaintenanceView;
  readonly client: MaintenanceClient;
  /** `busy`: an act is being told. `stale`: the machine is silent, and what stands here may not be so any more. */
  readonly standing: 'open' | 'busy' | 'stale';
  readonly tell: (act: MaintenanceAct) => Promise<boolean>;
  readonly go: (room: RoomName) => void;
}

const Context = createContext<Panel | null>(null);
export const PanelProvider = Context.Provider;

export function usePanel(): Panel {
  const panel = useContext(Context);
  if (panel === null) throw new TypeError('A room stands outside of the panel.');
  return panel;
}

/** The right that a person lacks for an act; null where they may. */
export function missingRight(
  act: MaintenanceAct,
  rights: readonly StaffRight[],
): StaffRight | null {
  const needed: StaffRight[] = [rightOfAct[act.act]];
  if (act.act === 'begin-job' && repairJobs.includes(act.job)) needed.push('repair');
  return needed.find((right) => !rights.includes(right)) ?? null;
}
