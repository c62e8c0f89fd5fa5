import { join } from 'node:path';
import { systemClock } from '../../../app/foundation/clock.ts';
import { isAppError } from '../../../app/foundation/errors.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../app/foundation/units.ts';
import type { PaymentTerminal } from '../../../drivers/payment-terminal/contract.ts';
import { filePaymentMemory } from '../../../drivers/payment-terminal/payment-memory.ts';
import { openZvtTerminal } from '../../../drivers/payment-terminal/payment-terminal-zvt.ts';
import { SimulatedZvtTerminal } from '../../../drivers/payment-terminal/simulated-zvt-terminal.ts';
import { openTcpLine } from '../../../drivers/transports/tcp-line.ts';
import type { SerialLine } from '../../../drivers/transports/serial-line.ts';
import { parseFault } from '../../../drivers/world/faults.ts';
import type { World } from '../../../drivers/world/world.ts';
import { whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { unluckyCable, type Mishap } from '../../support/payment-cable.ts';
import {
  describePaymentMishaps,
  describePaymentTerminalContract,
  type PaymentTerminalBench,
} from './describe-payment-terminal.ts';
import { onHardware } from './hardware.ts';

/** How a driver is opened, and a simulated device connected, over the ends of one cable. */
interface Sort {
  open(line: SerialLine, clock: ManualClock, folder: string): Promise<PaymentTerminal>;
  device(world: World, clock: ManualClock): (line: SerialLine, unplug: () => void) => () => void;
}

async function simulatedBench(sort: Sort): Promise<PaymentTerminalBench> {
  const { world, folder, remove } = worldUnderTest();
  const clock = new ManualClock();
  const connect = sort.device(world, clock);
  const pass = <T>(outcome: Promise<T>, limit = seconds(400)) =>
    whileTimePasses(clock, outcome, limit);
  let disconnect = () => {};
  let unplug = () => {};
  let terminal: PaymentTerminal | null = null;

  const open = async (mishap: Mishap | null): Promise<PaymentTerminal> => {
    await terminal?.close();
    disconnect();
    const cable = unluckyCable(mishap);
    ({ unplug } = cable);
    disconnect = connect(cable.deviceEnd, cable.unplug);
    terminal = await pass(sort.open(cable.driverEnd, clock, folder));
    return terminal;
  };
  /** A terminal that is still busy with what was asked before is asked again later, as a supervisor would. */
  const openPatiently = async (mishap: Mishap | null): Promise<PaymentTerminal> => {
    for (;;) {
      try {
        return await open(mishap);
      } catch (error) {
        if (!isAppError(error, 'PAYMENT_REFUSED_COMMAND')) throw error;
        clock.advance(seconds(1));
      }
    }
  };

  const first = await open(null);
  return {
    terminal: first,
    simulation: {
      inject: (fault) =>
        world.change((draft) => {
          draft.faults.push(parseFault(fault));
        }),
      ledger: () => world.state.payments,
      pullCable: () => unplug(),
      reopen: (mishap) => openPatiently(mishap ?? null),
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
      return (line, unplug) => terminal.connect(line, { framing: options.framing, unplug });
    },
  };
}

const simulated = {
  'ZVT on TCP, held and booked': zvt({ framing: 'tcp', holds: true }),
  'ZVT on TCP, held and reversed in part': zvt({
    framing: 'tcp',
    holds: true,
    captureBy: 'partial-reversal',
  }),
  'ZVT on a serial line, held and booked': zvt({ framing: 'serial', holds: true }),
  'ZVT on TCP, charged at once': zvt({ framing: 'tcp', holds: false }),
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
      password: process.env.DIPTYCH_TEST_ZVT_PASSWORD ?? '000000',
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
