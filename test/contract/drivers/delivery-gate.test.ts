import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { seconds } from '../../../app/foundation/units.ts';
import type { SimulatedHands } from '../../../drivers/contract/machine.ts';
import type { DeliveryGate } from '../../../drivers/delivery-gate/contract.ts';
import { openKerongGate } from '../../../drivers/delivery-gate/delivery-gate-kerong.ts';
import { runSimulatedKerongBoard } from '../../../drivers/delivery-gate/simulated-kerong-board.ts';
import { serialPair } from '../../../drivers/transports/serial-pair.ts';
import { openSerialPort } from '../../../drivers/transports/serial-port.ts';
import { simulatedHands } from '../../../drivers/world/hands.ts';
import { discToPick, putDisc } from '../../../drivers/world/pile.ts';
import { shutDoor } from '../../../drivers/world/shut-door.ts';
import { whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { describeDeliveryGateContract, type DeliveryGateBench } from './describe-delivery-gate.ts';
import { onHardware } from './hardware.ts';

interface SimulatedBench extends DeliveryGateBench {
  readonly hands: SimulatedHands;
  readonly clock: ManualClock;
  /** Takes the disc out of slot 1 and leaves its door as it is. */
  snatch(): void;
  /** Lays another disc into slot 1. */
  layAnother(): void;
}

async function simulatedBench(): Promise<SimulatedBench> {
  const { world, remove } = worldUnderTest();
  const clock = new ManualClock();
  world.change((draft) => {
    draft.discs.at(-1)!.place = { at: 'slot', slot: 1 };
  });
  const cable = serialPair();
  const stop = runSimulatedKerongBoard(world, cable.deviceEnd, clock);
  const gate = await openKerongGate({
    line: cable.driverEnd,
    slots: 4,
    clock,
    logger: silentLogger,
  });
  const hands = simulatedHands({
    world,
    randomness: seededRandomness('hands'),
    scan: () => {},
    shutDoor: (slot) => shutDoor(world, slot),
  });
  return {
    gate,
    hands,
    clock,
    snatch: () => {
      const disc = world.discAt('slot', 1);
      if (disc) world.change((draft) => putDisc(draft, disc.id, { at: 'floor' }));
    },
    layAnother: () => {
      const disc = discToPick(world.state, { at: 'input' });
      if (disc) world.change((draft) => putDisc(draft, disc.id, { at: 'slot', unit: 1 }));
    },
    take: () => void hands.takeDisc(),
    await: (outcome, limit) => whileTimePasses(clock, outcome, limit),
    async dispose() {
      await gate.close();
      stop();
      remove();
    },
  };
}

describeDeliveryGateContract('Kerong KR-CU16, with the simulated board', simulatedBench);

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

describe('the Kerong gate when not all goes well', () => {
  let bench: SimulatedBench;
  let gate: DeliveryGate;
  beforeEach(async () => {
    bench = await simulatedBench();
    ({ gate } = bench);
  });
  afterEach(() => bench.dispose());
  const present = (onOpen = () => {}) =>
    bench.await(gate.present(1, seconds(10), onOpen), seconds(120));

  it('unlocks a door again that fell shut before the customer came', async () => {
    const outcome = present(() => {
      bench.clock.after(seconds(9), () => bench.take());
    });
    expect(await outcome).toBe('taken');
  });

  it('does not know what lies in a slot that was seen empty in between: it may have been swapped', async () => {
    const outcome = present(() => {
      bench.snatch();
      bench.clock.after(seconds(2), () => bench.layAnother());
    });
    expect(await outcome).toBe('unknown');
    expect(gate.status.slots[0]).toEqual({ shutter: 'closed', item: 'present' });
  });

  it('notices also while it waits for the door that the slot was empty for a while', async () => {
    // The door falls shut at 5 s and is unlocked again; the time is over at 7 s; it falls shut for good after 10 s.
    const outcome = gate.present(1, seconds(7), () => {
      bench.clock.after(seconds(8), () => bench.snatch());
      bench.clock.after(seconds(9), () => bench.layAnother());
    });
    expect(await bench.await(outcome, seconds(120))).toBe('unknown');
  });

  it('does not say that a slot never opened from which the disc is gone', async () => {
    bench.hands.inject('gate1.jammed-closed');
    let opened = false;
    bench.clock.after(seconds(1), () => bench.snatch());
    const outcome = present(() => {
      opened = true;
    });
    expect(await outcome).toBe('unknown');
    expect(opened).toBe(false);
  });

  it('says that a bolt does not move, and gives nothing', async () => {
    bench.hands.inject('gate1.jammed-closed');
    await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
    expect(gate.status.slots[0]).toEqual({ shutter: 'jammedClosed', item: 'present' });
    expect(gate.status.health).toBe('online');
  });

  it('gives the disc when the bolt has been mended', async () => {
    bench.hands.inject('gate1.jammed-closed');
    await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_CLOSED' });
    bench.hands.inject('clear');
    expect(await present(() => bench.take())).toBe('taken');
    expect(gate.status.slots[0]).toEqual({ shutter: 'closed', item: 'absent' });
  });

  it('says that a door does not close, and whether the disc is gone', async () => {
    bench.hands.inject('gate.jammed-open');
    await expect(present(() => bench.take())).rejects.toMatchObject({
      code: 'GATE_JAMMED_OPEN',
      context: { slot: 1, item: 'absent' },
    });
    expect(gate.status.slots[0]?.shutter).toBe('jammedOpen');
    await expect(present()).rejects.toMatchObject({ code: 'GATE_JAMMED_OPEN' });
    bench.hands.inject('clear');
    expect(await bench.await(gate.readState(), seconds(5))).toMatchObject({
      slots: [{ shutter: 'closed' }, {}, {}, {}],
    });
  });

  it('sees by itself that a slot was forced open, and presents it to nobody', async () => {
    const announced = new Promise((resolve) => {
      gate.onStatus(resolve);
    });
    bench.hands.inject('gate1.forced-open');
    expect(await bench.await(announced, seconds(5))).toMatchObject({
      health: 'fraudAttempt',
      reason: 'Slot 1 was forced open.',
    });
    await expect(present()).rejects.toMatchObject({ code: 'GATE_FORCED_OPEN' });
  });

  it('does not know what became of a disc when the board falls silent with the door open', async () => {
    expect(await present(() => bench.hands.inject('gate.silent'))).toBe('unknown');
    expect(gate.status).toMatchObject({ health: 'noDevice' });
    expect(gate.status.slots[0]).toEqual({ shutter: 'unknown', item: 'unknown' });
  });

  it('is offline while the board is silent, and online again when it answers', async () => {
    bench.hands.inject('gate.silent');
    await expect(bench.await(gate.readState(), seconds(10))).rejects.toMatchObject({
      code: 'DEVICE_OFFLINE',
    });
    bench.hands.inject('clear');
    expect(await bench.await(gate.readState(), seconds(10))).toMatchObject({ health: 'online' });
  });
});
