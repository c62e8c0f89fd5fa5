import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../app/contracts/maintenance-api.ts';
import { pause, systemClock } from '../../app/foundation/clock.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import type { KioskUnderTest } from './kiosk-under-test.ts';

/** The maintenance API of a kiosk under test, as whoever may read its files uses it. */
export interface MaintenanceDesk {
  view(): Promise<MaintenanceView>;
  /** @returns the view after it, or the code it was refused with. */
  tell(act: MaintenanceAct): Promise<MaintenanceView | string>;
  /** Resolves with the first view for which `isReached` holds. @throws Error after 20 s. */
  until(isReached: (view: MaintenanceView) => boolean): Promise<MaintenanceView>;
  /** Keeps customers out, and waits until nothing runs any more. */
  enter(): Promise<void>;
}

export function maintenanceDesk(
  kiosk: Pick<KioskUnderTest, 'controller' | 'dataFolder'>,
): MaintenanceDesk {
  const ask = (path: string, init: RequestInit = {}) => {
    const file = readFileSync(join(kiosk.dataFolder, maintenanceFile), 'utf8');
    const { token } = maintenanceDoorSchema.parse(JSON.parse(file));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    return fetch(`${kiosk.controller.url}${path}`, { ...init, headers });
  };
  const desk: MaintenanceDesk = {
    view: async () => maintenanceViewSchema.parse(await (await ask(maintenanceRoutes.view)).json()),
    async tell(act) {
      const body = JSON.stringify(act);
      const response = await ask(maintenanceRoutes.acts, { method: 'POST', body });
      const answer: unknown = await response.json();
      if (response.ok) return maintenanceViewSchema.parse(answer);
      return (answer as { code: string }).code;
    },
    async until(isReached) {
      const end = performance.now() + 20_000;
      for (;;) {
        const view = await desk.view();
        if (isReached(view)) return view;
        await pause(systemClock, milliseconds(50));
        if (performance.now() > end)
          throw new Error(`It did not come to that: ${JSON.stringify(view)}`);
      }
    },
    async enter() {
      await desk.tell({ act: 'enter-maintenance' });
      await desk.until(({ maintenance }) => maintenance.is === 'entered');
    },
  };
  return desk;
}
