import type { Clock } from '../../app/foundation/clock.ts';
import { AppError } from '../../app/foundation/errors.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import type { DriverServices, WireTap } from '../contract/device.ts';
import type { Supervision } from '../supervision/supervised-device.ts';
import type { SharedModbusBus } from '../transports/modbus-shared-bus.ts';
import type { SimulatedBody } from './simulated-body.ts';

/** What devices are built with. */
export interface Surroundings {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where drivers keep what must outlive them. */
  readonly folder: string;
  /** What simulated devices are part of; null where all are real. */
  readonly body: SimulatedBody | null;
  /** Modbus lines that several devices share, by their port. */
  readonly buses: Map<string, SharedModbusBus>;
  /** Closes the trays of all drives, for a robot that reaches under them; left out where it is alone on a bench. */
  readonly closeTrays?: () => Promise<void>;
  /** Who listens to the conversation with the device of that name. */
  readonly tapOf?: (name: string) => WireTap | undefined;
}

/** How one device of the settings is built: with supervision for a machine, without for a bench. */
export interface Blueprint<Opened> {
  /** `drive1`, `robot`, `reader2`. */
  readonly name: string;
  readonly driver: string;
  /** `/dev/sr0`, `ipp://…`, `simulated`. */
  readonly address: string;
  supervision(surroundings: Surroundings): Supervision<Opened>;
}

/** What every driver takes, for the device of that name. */
export function servicesFor(surroundings: Surroundings, name: string): DriverServices {
  const { clock, logger, tapOf } = surroundings;
  return { clock, logger, tap: tapOf?.(name) };
}

/** @throws AppError `PROGRAM_FAILED` where nothing is simulated: the settings decide that before. */
export function bodyOf({ body }: Surroundings): SimulatedBody {
  if (body !== null) return body;
  throw new AppError('PROGRAM_FAILED', 'A simulated device has no world to be in.', {
    remedy: 'fix-the-code',
  });
}
