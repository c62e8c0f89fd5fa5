import type { MaintenanceAct, MaintenanceActName } from '../../../contracts/panel-acts.ts';
import type { MaintenanceView } from '../../../contracts/maintenance-api.ts';
import type { Actor } from '../../../contracts/staff.ts';

export type ActOf<Name extends MaintenanceActName> = Extract<MaintenanceAct, { act: Name }>;

/** How some acts are done. What throws an `AppError` is refused, and is no event. */
export type ActHandlers<Names extends MaintenanceActName = MaintenanceActName> = {
  readonly [Name in Names]: (act: ActOf<Name>, actor: Actor) => Promise<void> | void;
};

/** What other rooms add to the view: read at every look, so it must be cheap. */
export type PanelSources = {
  readonly [
    Part in 'maintenance' | 'units' | 'discs' | 'unfinished' | 'job' | 'tests' | 'keeping'
  ]: () => MaintenanceView[Part];
};
