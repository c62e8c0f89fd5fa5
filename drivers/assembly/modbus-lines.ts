import { SIMULATED } from '../settings/fields.ts';
import { pathPresence, worldPresence, type Presence } from '../supervision/presence.ts';
import { modbusBusOn, openModbusBus, type ModbusBus } from '../transports/modbus-bus.ts';
import { shareModbusBus } from '../transports/modbus-shared-bus.ts';
import { bodyOf, type Surroundings } from './blueprint.ts';
import type { LineUse } from './lines.ts';

/** The bus of a Modbus device: those that name one port share its line, each with a hold of its own. */
export function modbusOf(
  { port, settings, simulated }: LineUse,
  surroundings: Surroundings,
): {
  readonly presence: Presence;
  readonly openWith: <Opened>(open: (bus: ModbusBus) => Promise<Opened>) => Promise<Opened>;
} {
  const { buses, clock } = surroundings;
  const connect = async (): Promise<ModbusBus> => {
    if (port === SIMULATED) {
      const body = bodyOf(surroundings);
      const { attach, device, unit } = simulated;
      return modbusBusOn(body.socket(device, unit, (end) => attach(end, body)).connect(), clock);
    }
    let shared = buses.get(port);
    if (shared === undefined) {
      shared = shareModbusBus(() => openModbusBus({ path: port, settings, clock }));
      buses.set(port, shared);
    }
    return shared.hold();
  };
  return {
    presence:
      port === SIMULATED
        ? worldPresence(bodyOf(surroundings).world, simulated.device, simulated.unit)
        : pathPresence(port, clock),
    async openWith(open) {
      const bus = await connect();
      try {
        return await open(bus);
      } catch (error) {
        await bus.close();
        throw error;
      }
    },
  };
}
