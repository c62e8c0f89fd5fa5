import { isAbsent } from '../../../../../drivers/contract/device.ts';
import type { Machine, NamedDevice } from '../../../../../drivers/contract/machine.ts';
import { AppError, isAppError } from '../../../../foundation/errors.ts';
import { pause, type Clock } from '../../../../foundation/clock.ts';
import { seconds } from '../../../../foundation/units.ts';

/** What a device has to answer a question about how it is. */
const ANSWER_WITHIN = seconds(20);

/** Of several, one that answers is enough; none of them is needed by itself then. */
const oneIsEnough: readonly NamedDevice['kind'][] = ['drive', 'reader'];

/**
 * Whether every device without which no order can be made answers, by what they said last. A fault that a device tells of is an
 * answer: what it closes is closed, and discs that are ready can be collected all the same.
 */
export function doDevicesAnswer({ devices }: Pick<Machine, 'devices'>): boolean {
  return devices.every((device) => {
    if (!oneIsEnough.includes(device.kind)) return !device.isNeeded || answers(device);
    return devices.some((other) => other.kind === device.kind && answers(other));
  });
}

function answers({ device }: NamedDevice): boolean {
  const { health } = device.status;
  return health !== 'starting' && !isAbsent(health);
}

/** Asks every device that can be asked how it is; what it says, or that it says nothing, stands in its status then. */
export async function askDevices(
  { devices }: Pick<Machine, 'devices'>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  const ends = AbortSignal.any([over.signal, signal]);
  const limit = pause(clock, ANSWER_WITHIN, ends).then(
    () => over.abort(noAnswer()),
    () => {
      // Everybody has answered, or the program ends.
    },
  );
  await Promise.all(devices.filter(({ isNeeded }) => isNeeded).map((named) => ask(named, ends)));
  over.abort();
  await limit;
  signal.throwIfAborted();
}

async function ask({ device }: NamedDevice, signal: AbortSignal): Promise<void> {
  try {
    if ('readState' in device) await device.readState({ signal });
    else if ('readStatus' in device) await device.readStatus({ signal });
  } catch (error) {
    // A device that cannot say how it is says so by its health.
    if (!isAppError(error)) throw error;
  }
}

function noAnswer(): AppError {
  return new AppError('DEVICE_TIMEOUT', 'It did not say how it is.', { remedy: 'call-attendant' });
}
