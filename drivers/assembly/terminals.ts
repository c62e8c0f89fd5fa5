import { join } from 'node:path';
import { seconds } from '../../app/foundation/units.ts';
import type { DriverServices } from '../contract/device.ts';
import type { PaymentMemory, PaymentTerminal } from '../payment-terminal/contract.ts';
import { filePaymentMemory } from '../payment-terminal/payment-memory.ts';
import { openMdbTerminal } from '../payment-terminal/payment-terminal-mdb.ts';
import { openZvtTerminal } from '../payment-terminal/payment-terminal-zvt.ts';
import { runSimulatedMdbAdapter } from '../payment-terminal/simulated-mdb-adapter.ts';
import { runSimulatedZvtTerminal } from '../payment-terminal/simulated-zvt-terminal.ts';
import { SIMULATED } from '../settings/fields.ts';
import type { PaymentSettings } from '../settings/machine-settings.ts';
import { unknownPresence } from '../supervision/presence.ts';
import type { Supervision } from '../supervision/supervised-device.ts';
import { openTcpLine } from '../transports/tcp-line.ts';
import { servicesFor, type Blueprint, type Surroundings } from './blueprint.ts';
import { eightN1, lineOf, type LineUse } from './lines.ts';

/** Every terminal of the settings but none at all. */
export type TerminalSettings = Exclude<PaymentSettings, { driver: 'none' }>;

export interface TerminalBlueprint extends Blueprint<PaymentTerminal> {
  readonly currency: string;
  readonly holds: boolean;
}

const NAME = 'payment';
/** A terminal on the network that was switched off says nothing: so often it is asked whether it is still there. */
const LOOK_EVERY = seconds(30);
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
      look: {
        every: address === SIMULATED ? null : LOOK_EVERY,
        ask: (terminal) => terminal.readStatus(),
      },
      clock: surroundings.clock,
      logger: surroundings.logger,
    }),
  };
}

type Way = Pick<Supervision<PaymentTerminal>, 'open' | 'presence'>;
type SettingsOf<Driver> = Extract<PaymentSettings, { driver: Driver }>;

function wayTo(settings: TerminalSettings, surroundings: Surroundings): Way {
  const services = servicesFor(surroundings, NAME);
  const memory = filePaymentMemory(join(surroundings.folder, 'payments.json'));
  return settings.driver === 'zvt'
    ? wayToZvt(settings, surroundings, { ...services, memory })
    : wayToMdb(settings, surroundings, { ...services, memory });
}

type Services = DriverServices & { readonly memory: PaymentMemory };

function wayToZvt(
  { captureBy, connection, currency, holds, password }: SettingsOf<'zvt'>,
  surroundings: Surroundings,
  services: Services,
): Way {
  const shared = { ...services, captureBy, currency, holds, password };
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
  const use: LineUse = {
    port,
    settings: { baudRate, dataBits: 8, parity: 'none', stopBits: 2 },
    simulated: {
      device: 'payment',
      unit: 1,
      attach: (end, { options: { clock, world } }) =>
        runSimulatedZvtTerminal(world, end, clock, { framing }),
    },
  };
  const { openWith, presence } = lineOf(use, surroundings);
  return {
    presence,
    open: () => openWith((line) => openZvtTerminal({ ...shared, framing, line })),
  };
}

function wayToMdb(
  { connection, currency }: SettingsOf<'mdb'>,
  surroundings: Surroundings,
  services: Services,
): Way {
  const { baudRate, port } = connection;
  const use: LineUse = {
    port,
    settings: { baudRate, ...eightN1 },
    simulated: {
      device: 'payment',
      unit: 1,
      attach: (end, { options: { clock, world } }) => runSimulatedMdbAdapter(world, end, clock),
    },
  };
  const { openWith, presence } = lineOf(use, surroundings);
  return {
    presence,
    open: () => openWith((line) => openMdbTerminal({ ...services, line, currency })),
  };
}
