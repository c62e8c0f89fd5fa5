import { Maintenance, type MaintenanceParts } from './maintenance.ts';
import type { PanelSources } from './panel-part.ts';
import { SettingRight, type SettingRightParts } from './setting-right.ts';
import type { StaffRoom } from './staff/compose.ts';

export type MaintenanceRoomParts = Omit<MaintenanceParts, 'handlers' | 'sources'> &
  SettingRightParts & {
    readonly staff: Pick<StaffRoom, 'handlers'>;
  };

/** Puts together what the people who look after a machine see and do. */
export function composeMaintenance(parts: MaintenanceRoomParts): Maintenance {
  const settingRight = new SettingRight(parts);
  const sources: PanelSources = {
    maintenance: () => ({ is: 'off' }),
    units: () => [],
    discs: () => [],
    unfinished: () => [],
    job: () => null,
    tests: () => [],
    keeping: () => ({ lastCopyAt: null, copies: [] }),
  };
  return new Maintenance({
    ...parts,
    sources,
    handlers: { ...settingRight.handlers, ...parts.staff.handlers },
  });
}
