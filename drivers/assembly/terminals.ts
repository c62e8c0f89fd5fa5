import { join } from 'node:path';
import { unreachable } from '../../app/foundation/errors.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { PaymentTerminal } from '../payment-terminal/contract.ts';
import { filePaymentMemory } from '../payment-terminal/payment-memory.ts';
import { openMdbTerminal } from '../payment-terminal/payment-terminal-mdb.ts';
import { openZvtTerminal } from '../payment-terminal/payment-terminal-zvt.ts';
import { runSimulatedMdbAdapter } from '../payment-terminal/simulated-mdb-adapter.ts';
import { runSimulatedZvtTerminal } from '../payment-terminal/simulated-zvt-terminal.ts';
import type { PaymentSettings } from '../settings/machine-settings.ts';
import { unknownPresence } from '../supervision/presence.ts';
import { openTcpLine } from '../transports/tcp-line.ts';
import { servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { lineOf } from './lines.ts';

/** Every terminal of the settings but none at all. */
export type TerminalSettings = Exclude<PaymentSettings, { driver: 'none' }>;

export interface TerminalBlueprint extends Blueprint<PaymentTerminal> {
  readonly currency: string;
  readonly holds: boolean;
}

const NAME = 'payment';
/** For a terminal on the network to accept a connection. */
const CONNECT_LIMIT = seconds(5);

export function terminalBlueprint(settings: TerminalSettings): TerminalBlueprint {
  const { connection, currency, driver } = settings;
  const address = 'host' in connection ? `${connection.host}:${connection.port}` : connection.port;
  return {
    name: NAME,
    driver,
    address,
    currency,
    holds: settings.driver === 'mdb' || settings.holds,
    supervision: (surroundings) => ({
      name: 'The payment terminal',
      address,
      ...wayTo(settings, surroundings),
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

function wayTo(settings: TerminalSettings, surroundings: Surroundings) {
  const services = servicesFor(surroundings, NAME);
  const memory = filePaymentMemory(join(surroundings.folder, 'payments.json'));
  switch (settings.driver) {
    case 'zvt': {
      const { connection, currency, holds, password } = settings;
      const shared = { ...services, currency, holds, password, memory };
      if ('host' in connection) {
        const { host, port } = connection;
        return {
          presence: unknownPresence,
          open: async () => {
            const way = { clock: surroundings.clock, limit: CONNECT_LIMIT };
            return openZvtTerminal({ ...shared, line: await openTcpLine(host, port, way) });
          },
        };
      }
      const { baudRate, port } = connection;
      const framing = 'serial';
      const line = lineOf(
        {
          port,
          settings: { baudRate, dataBits: 8, parity: 'none', stopBits: 2 },
          simulated: {
            device: 'payment',
            unit: 1,
            attach: (end, { options: { clock, world } }) =>
              runSimulatedZvtTerminal(world, end, clock, { framing }),
          },
        },
        surroundings,
      );
      return {
        presence: line.presence,
        open: () => line.openWith((line) => openZvtTerminal({ ...shared, framing, line })),
      };
    }
    case 'mdb': {
      const { connection, currency } = settings;
      const { baudRate, port } = connection;
      const line = lineOf(
        {
          port,
          settings: { baudRate, dataBits: 8, parity: 'none', stopBits: 1 },
          simulated: {
            device: 'payment',
            unit: 1,
            attach: (end, { options: { clock, world } }) =>
              runSimulatedMdbAdapter(world, end, clock),
          },
        },
        surroundings,
      );
      return {
        presence: line.presence,
        open: () =>
          line.openWith((line) => openMdbTerminal({ ...services, currency, memory, line })),
      };
    }
    default:
      return unreachable(settings);
  }
}
