import { join } from 'node:path';
import { systemClock } from '../../../app/foundation/clock.ts';
import { isAppError } from '../../../app/foundation/errors.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../app/foundation/units.ts';
import type { PaymentTerminal } from '../../../drivers/payment-terminal/contract.ts';
import { filePaymentMemory } from '../../../drivers/payment-terminal/payment-memory.ts';
import { openMdbTerminal } from '../../../drivers/payment-terminal/payment-terminal-mdb.ts';
import { openZvtTerminal } from '../../../drivers/payment-terminal/payment-terminal-zvt.ts';
import { SimulatedMdbAdapter } from '../../../drivers/payment-terminal/simulated-mdb-adapter.ts';
import { SimulatedZvtTerminal } from '../../../drivers/payment-terminal/simulated-zvt-terminal.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import { openTcpLine } from '../../../drivers/transports/tcp-line.ts';
import type { SerialLine } from '../../../drivers/transports/serial-line.ts';
import { parseFault } from '../../../drivers/world/faults.ts';
import type { World } from '../../../drivers/world/world.ts';
import { whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { unluckyCable } from '../../support/payment-cable.ts';
import {
  describePaymentMishaps,
  describePaymentTerminalContract,
  type PaymentTerminalBench,
} from './describe-payment-terminal.ts';
import { onHardware } from './hardware.ts';

/** How a driver is opened, and a simulated device connected, over the ends of one cable. */
interface Sort {
  open(line: SerialLine, clock: ManualClock, folder: string): Promise<PaymentTerminal>;
  device(
    world: World,
    clock: ManualClock,
  ): {
    connect(line: SerialLine, options: { readonly unplug: () => void }): () => void;
    restart?(): void;
  };
}

async function simulatedBench(sort: Sort): Promise<PaymentTerminalBench> {
  const { world, folder, remove } = worldUnderTest();
  const clock = new ManualClock();
  const device = sort.device(world, clock);
  const pass = <T>(outcome: Promise<T>, limit = seconds(400)) =>
    whileTimePasses(clock, outcome, limit);
  let disconnect = () => {};
  let cable = unluckyCable();
  let terminal: PaymentTerminal | null = null;

  const open = async (): Promise<PaymentTerminal> => {
    await terminal?.close();
    disconnect();
    cable = unluckyCable();
    disconnect = device.connect(cable.deviceEnd, { unplug: cable.unplug });
    terminal = await pass(sort.open(cable.driverEnd, clock, folder));
    return terminal;
  };
  /** A terminal that is still busy with what was asked before is asked again later, as a supervisor would. */
  const openPatiently = async (): Promise<PaymentTerminal> => {
    for (;;) {
      try {
        return await open();
      } catch (error) {
        if (!isAppError(error, 'PAYMENT_REFUSED_COMMAND')) throw error;
        clock.advance(seconds(1));
      }
    }
  };

  const first = await open();
  return {
    terminal: first,
    simulation: {
      inject: (fault) =>
        world.change((draft) => {
          draft.faults.push(parseFault(fault));
        }),
      ledger: () => world.state.payments,
      pullCable: () => cable.unplug(),
      lay: (mishap) => cable.lay(mishap),
      restart: () => device.restart?.(),
      reopen: openPatiently,
    },
    await: pass,
    async dispose() {
      await terminal?.close();
      disconnect();
      remove();
    },
  };
}

function zvt(options: {
  readonly framing: 'tcp' | 'serial';
  readonly holds: boolean;
  readonly captureBy?: 'book-total' | 'partial-reversal';
}): Sort {
  return {
    open: (line, clock, folder) =>
      openZvtTerminal({
        line,
        ...options,
        currency: 'EUR',
        password: '000000',
        limit: seconds(20),
        memory: filePaymentMemory(join(folder, 'payments.json')),
        clock,
        logger: silentLogger,
      }),
    device(world, clock) {
      const terminal = new SimulatedZvtTerminal(world, clock);
      return {
        connect: (line, { unplug }) => terminal.connect(line, { framing: options.framing, unplug }),
      };
    },
  };
}

const mdb: Sort = {
  open: (line, clock, folder) =>
    openMdbTerminal({
      line,
      currency: 'EUR',
      limit: seconds(20),
      memory: filePaymentMemory(join(folder, 'payments.json')),
      clock,
      logger: silentLogger,
    }),
  device: (world, clock) => new SimulatedMdbAdapter(world, clock),
};

const simulated = {
  'ZVT on TCP, held and booked': zvt({ framing: 'tcp', holds: true }),
  'ZVT on TCP, held and reversed in part': zvt({
    framing: 'tcp',
    holds: true,
    captureBy: 'partial-reversal',
  }),
  'ZVT on a serial line, held and booked': zvt({ framing: 'serial', holds: true }),
  'ZVT on TCP, charged at once': zvt({ framing: 'tcp', holds: false }),
  'MDB reader behind a Qibixx interface': mdb,
} satisfies Record<string, Sort>;

for (const [name, sort] of Object.entries(simulated)) {
  describePaymentTerminalContract(name, () => simulatedBench(sort));
  describePaymentMishaps(name, () => simulatedBench(sort));
}

onHardware('a ZVT terminal', 'DIPTYCH_TEST_ZVT', (address) => {
  describePaymentTerminalContract(address, async () => {
    const { hostname, port } = new URL(`zvt://${address}`);
    const line = await openTcpLine(hostname, Number(port), {
      clock: systemClock,
      limit: seconds(5),
    });
    const terminal = await openZvtTerminal({
      line,
      currency: 'EUR',
      password: process.env['DIPTYCH_TEST_ZVT_PASSWORD'] ?? '000000',
      clock: systemClock,
      logger: silentLogger,
    });
    return {
      terminal,
      simulation: null,
      await: (outcome) => outcome,
      dispose: () => terminal.close(),
    };
  });
});

onHardware('an MDB reader', 'DIPTYCH_TEST_MDB', (path) => {
  describePaymentTerminalContract(path, async () => {
    const settings = { baudRate: 115200, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    const terminal = await openMdbTerminal({
      line: await openSerialPort(path, settings),
      currency: 'EUR',
      clock: systemClock,
      logger: silentLogger,
    });
    return {
      terminal,
      simulation: null,
      await: (outcome) => outcome,
      dispose: () => terminal.close(),
    };
  });
});
