import { SIMULATED } from '../settings/fields.ts';
import { pathPresence, worldPresence, type Presence } from '../supervision/presence.ts';
import type { SerialLine, SerialSettings } from '../transports/serial-line.ts';
import { openSerialPort } from '../transports/serial-port.ts';
import type { WiredDevice } from '../world/away.ts';
import { bodyOf, type Surroundings } from './blueprint.ts';
import type { SimulatedBody } from './simulated-body.ts';

/** How a device on a serial line is reached. */
export interface LineUse {
  /** `/dev/ttyUSB0`, or `simulated`. */
  readonly port: string;
  readonly settings: SerialSettings;
  /** What stands at the other end where it is simulated. */
  readonly simulated: {
    readonly device: WiredDevice;
    readonly unit: number;
    readonly attach: (deviceEnd: SerialLine, body: SimulatedBody) => () => void;
  };
}

export const eightN1 = { dataBits: 8, parity: 'none', stopBits: 1 } as const;

/**
 * The line of a device: whether it is there, and how a driver is opened on it. A driver that cannot be opened leaves no line
 * behind.
 */
export function lineOf(
  use: LineUse,
  surroundings: Surroundings,
): {
  readonly presence: Presence;
  readonly openWith: <Opened>(
    open: (line: SerialLine) => Opened | Promise<Opened>,
  ) => Promise<Opened>;
} {
  const { port, settings, simulated } = use;
  const connect = async (): Promise<SerialLine> => {
    if (port !== SIMULATED) return openSerialPort(port, settings);
    const body = bodyOf(surroundings);
    const { attach, device, unit } = simulated;
    return body.socket(device, unit, (end) => attach(end, body)).connect();
  };
  return {
    presence:
      port === SIMULATED
        ? worldPresence(bodyOf(surroundings).world, simulated.device, simulated.unit)
        : pathPresence(port, surroundings.clock),
    async openWith(open) {
      const line = await connect();
      try {
        return await open(line);
      } catch (error) {
        await line.close();
        throw error;
      }
    },
  };
}
