import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { wireErrorSchema } from '../../contracts/errors.ts';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceDoor,
  type MaintenanceView,
} from '../../contracts/maintenance-api.ts';
import { type StaffMember, staffMemberSchema } from '../../contracts/staff.ts';
import { AppError } from '../../foundation/errors.ts';

/** It is on this machine, and does at most what a sensor does. */
const ANSWER_LIMIT_MS = 15_000;

interface RunningKiosk {
  readonly door: MaintenanceDoor;
  readonly view: MaintenanceView;
}

/**
 * The kiosk that runs on this data folder, and what it says of itself; null where none runs: also where a file of one that was
 * killed leads to something else by now, which does not know its token.
 *
 * @throws AppError `KIOSK_NOT_UNDERSTOOD` if one does and answers something else.
 */
export async function findRunningKiosk(kioskFolder: string): Promise<RunningKiosk | null> {
  let text: string;
  try {
    text = readFileSync(join(kioskFolder, maintenanceFile), 'utf8');
  } catch {
    return null;
  }
  const door = doorIn(text);
  if (door === null) return null;
  let response: Response;
  try {
    response = await ask(door, maintenanceRoutes.view);
  } catch {
    // It was killed, and its file outlived it.
    return null;
  }
  return response.ok ? { door, view: await viewOf(response) } : null;
}

/** Null where a program of another version wrote it. */
function doorIn(text: string): MaintenanceDoor | null {
  try {
    return maintenanceDoorSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/**
 * The same, where one has to run.
 *
 * @throws AppError `KIOSK_NOT_RUNNING`
 */
export async function requireRunningKiosk(kioskFolder: string): Promise<RunningKiosk> {
  const running = await findRunningKiosk(kioskFolder);
  if (running !== null) return running;
  throw new AppError('KIOSK_NOT_RUNNING', 'No kiosk runs here: start it with `npm start`.', {
    remedy: 'reject-input',
  });
}

/** Tells a running kiosk what a person did or wants. @throws AppError with the code by which it refused. */
export async function tellRunningKiosk(
  door: MaintenanceDoor,
  act: MaintenanceAct,
): Promise<MaintenanceView> {
  const response = await ask(door, maintenanceRoutes.acts, act);
  return viewOf(response);
}

/** Those who look after a running kiosk. @throws AppError with the code by which it refused. */
export async function staffOf(door: MaintenanceDoor): Promise<StaffMember[]> {
  return answerOf(await ask(door, maintenanceRoutes.people), z.array(staffMemberSchema));
}

/**
 * Devices serve one program at a time.
 *
 * @throws AppError `DEVICES_IN_USE` while a kiosk runs on this data folder.
 */
export async function refuseWhileKioskRuns(kioskFolder: string): Promise<void> {
  if ((await findRunningKiosk(kioskFolder)) === null) return;
  throw new AppError('DEVICES_IN_USE', 'The kiosk that runs here has the devices: stop it first.', {
    remedy: 'reject-input',
  });
}

function ask(door: MaintenanceDoor, path: string, act?: MaintenanceAct): Promise<Response> {
  return fetch(new URL(path, door.url), {
    headers: { authorization: `Bearer ${door.token}`, 'content-type': 'application/json' },
    signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    ...(act === undefined ? {} : { method: 'POST', body: JSON.stringify(act) }),
  });
}

function viewOf(response: Response): Promise<MaintenanceView> {
  return answerOf(response, maintenanceViewSchema);
}

async function answerOf<Answer>(response: Response, schema: z.ZodType<Answer>): Promise<Answer> {
  const body: unknown = await response.json().catch(() => null);
  const answer = schema.safeParse(body);
  if (answer.success) return answer.data;
  const refusal = wireErrorSchema.safeParse(body);
  const { code, message } = refusal.success
    ? refusal.data
    : { code: 'KIOSK_NOT_UNDERSTOOD', message: 'The kiosk that runs here does not say how it is.' };
  throw new AppError(code, message, {
    remedy: 'reject-input',
    context: { status: response.status },
  });
}
