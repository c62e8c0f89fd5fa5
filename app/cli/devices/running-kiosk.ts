import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceView,
} from '../../contracts/maintenance-api.ts';
import { AppError } from '../../foundation/errors.ts';

/** It is on this machine: an answer takes milliseconds. */
const ANSWER_LIMIT_MS = 5000;

/**
 * What the kiosk that runs on this data folder says of itself; null where none runs.
 *
 * @throws AppError `KIOSK_NOT_UNDERSTOOD` if one does and answers something else.
 */
export async function askRunningKiosk(kioskFolder: string): Promise<MaintenanceView | null> {
  let text: string;
  try {
    text = readFileSync(join(kioskFolder, maintenanceFile), 'utf8');
  } catch {
    return null;
  }
  const door = maintenanceDoorSchema.parse(JSON.parse(text));
  let response: Response;
  try {
    response = await fetch(new URL(maintenanceRoutes.view, door.url), {
      headers: { authorization: `Bearer ${door.token}` },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    });
  } catch {
    // It was killed, and its file outlived it.
    return null;
  }
  const view = maintenanceViewSchema.safeParse(await response.json());
  if (view.success) return view.data;
  throw new AppError('KIOSK_NOT_UNDERSTOOD', 'The kiosk that runs here does not say how it is.', {
    remedy: 'call-attendant',
    context: { status: response.status },
  });
}

/**
 * Devices serve one program at a time.
 *
 * @throws AppError `DEVICES_IN_USE` while a kiosk runs on this data folder.
 */
export async function refuseWhileKioskRuns(kioskFolder: string): Promise<void> {
  if ((await askRunningKiosk(kioskFolder)) === null) return;
  throw new AppError('DEVICES_IN_USE', 'The kiosk that runs here has the devices: stop it first.', {
    remedy: 'reject-input',
  });
}
