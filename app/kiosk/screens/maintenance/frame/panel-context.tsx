import { createContext, useContext } from 'react';
import type { MaintenanceAct, MaintenanceView } from '../../../../contracts/maintenance-api.ts';
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
