import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { openKerongGate } from '../../../drivers/delivery-gate/delivery-gate-kerong.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import {
  kerongKind,
  modbusKind,
  simulatedGateBench,
  winnsenKind,
  yhKind,
} from '../../support/gate-bench.ts';
import { describeDeliveryGateContract } from './describe-delivery-gate.ts';
import { describeGateTrouble } from './describe-gate-trouble.ts';
import { describePulledGate } from './describe-pulled-gate.ts';
import { onHardware } from './hardware.ts';

const kinds = [kerongKind, modbusKind, yhKind, winnsenKind];

for (const kind of kinds) {
  describeDeliveryGateContract(
    `${kind.name}, with the simulated board`,
    () => simulatedGateBench(kind),
    kind,
  );
  describePulledGate(kind);
}
describeGateTrouble(kerongKind);
describeGateTrouble(modbusKind);

onHardware('a delivery gate', 'DIPTYCH_TEST_GATE', (path) => {
  describeDeliveryGateContract(path, async () => {
    const settings = { baudRate: 19200, dataBits: 8, parity: 'none', stopBits: 1 } as const;
    const line = await openSerialPort(path, settings);
    const gate = await openKerongGate({
      line,
      slots: 2,
      clock: systemClock,
      logger: silentLogger,
    });
    return { gate, take: () => {}, await: (outcome) => outcome, dispose: () => gate.close() };
  });
});

describe.each([yhKind, winnsenKind])('a gate without item sensors: $name', (kind) => {
  it('says that a bolt does not move', async () => {
    const bench = await simulatedGateBench(kind);
    bench.hands.inject('gate1.jammed-closed');
    const outcome = bench.await(
      bench.gate.present(1, seconds(10), () => {}),
      seconds(60),
    );
    await expect(outcome).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
    await bench.dispose();
  });

  it('says that a door does not close', async () => {
    const bench = await simulatedGateBench(kind);
    bench.hands.inject('gate.jammed-open');
    const outcome = bench.await(
      bench.gate.present(1, seconds(10), () => {}),
      seconds(120),
    );
    await expect(outcome).rejects.toMatchObject({
      code: 'GATE_JAMMED_OPEN',
      context: { slot: 1, item: 'unknown' },
    });
    await bench.dispose();
  });

  it('sees by itself that a slot was forced open', async () => {
    const bench = await simulatedGateBench(kind);
    const announced = new Promise((resolve) => {
      bench.gate.onStatus(resolve);
    });
    bench.hands.inject('gate2.forced-open');
    expect(await bench.await(announced, seconds(5))).toMatchObject({
      health: 'fraudAttempt',
      reason: 'Slot 2 was forced open.',
    });
    await bench.dispose();
  });
});
