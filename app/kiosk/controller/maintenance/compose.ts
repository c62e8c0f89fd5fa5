import type { Keeping } from '../keeping/keeping.ts';
import type { Reports } from '../reports/reports.ts';
import { composeWork, type WorkParts } from './compose-work.ts';
import { Maintenance, type MaintenanceParts } from './maintenance.ts';
import { EnteringAndLeaving, type EnteringAndLeavingParts } from './mode/entering-and-leaving.ts';
import type { PanelSources } from './panel-part.ts';
import { SettingRight, type SettingRightParts } from './setting-right.ts';
import type { StaffRoom } from './staff/compose.ts';

export type MaintenanceRoomParts = Omit<MaintenanceParts, 'handlers' | 'sources'> &
  SettingRightParts &
  Omit<WorkParts, 'isMaintenanceEntered'> &
  Omit<EnteringAndLeavingParts, 'sources' | 'onChange'> & {
    readonly staff: Pick<StaffRoom, 'handlers'>;
    readonly keeping: Pick<Keeping, 'handlers' | 'view'>;
    readonly reports: Pick<Reports, 'handlers'>;
  };

/** Puts together what the people who look after a machine see and do. */
export function composeMaintenance(parts: MaintenanceRoomParts): Maintenance {
  const settingRight = new SettingRight(parts);
  const isMaintenanceEntered = () => mode.view().is === 'entered';
  const work = composeWork({ ...parts, isMaintenanceEntered });
  const sources: PanelSources = {
    maintenance: () => mode.view(),
    ...work.sources,
    keeping: () => parts.keeping.view(),
  };
  const onChange = () => parts.watch.look();
  const mode = new EnteringAndLeaving({ ...parts, sources, onChange });
  parts.desk.onChange(() => mode.look());
  parts.signal.addEventListener('abort', () => mode.close(), { once: true });
  mode.look();
  return new Maintenance({
    ...parts,
    sources,
    handlers: {
      ...settingRight.handlers,
      ...parts.staff.handlers,
      ...mode.handlers,
      ...parts.keeping.handlers,
      ...parts.reports.handlers,
      ...work.handlers,
    },
  });
}
