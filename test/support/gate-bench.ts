import { silentLogger } from '../../app/foundation/logger.ts';
import { ManualClock } from '../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import type { DriverServices, WirePiece } from '../../drivers/contract/device.ts';
import type { SimulatedHands } from '../../drivers/contract/machine.ts';
import type { DeliveryGate } from '../../drivers/delivery-gate/contract.ts';
import { openKerongGate } from '../../drivers/delivery-gate/delivery-gate-kerong.ts';
import { openModbusGate } from '../../drivers/delivery-gate/delivery-gate-modbus.ts';
import { openWinnsenGate } from '../../drivers/delivery-gate/delivery-gate-winnsen.ts';
import { openYhGate } from '../../drivers/delivery-gate/delivery-gate-yh.ts';
import { runSimulatedKerongBoard } from '../../drivers/delivery-gate/simulated-kerong-board.ts';
import { runSimulatedRelayBoard } from '../../drivers/delivery-gate/simulated-relay-board.ts';
import { runSimulatedWinnsenBoard } from '../../drivers/delivery-gate/simulated-winnsen-board.ts';
import { runSimulatedYhBoard } from '../../drivers/delivery-gate/simulated-yh-board.ts';
import { modbusBusOn } from '../../drivers/transports/modbus-bus.ts';
import type { SerialLine } from '../../drivers/transports/serial-line.ts';
import { serialPair } from '../../drivers/transports/serial-pair.ts';
import { simulatedHands } from '../../drivers/world/hands.ts';
import { discToPick, putDisc } from '../../drivers/world/pile.ts';
import { shutDoor } from '../../drivers/world/shut-door.ts';
import type { World } from '../../drivers/world/world.ts';
import { whileTimePasses } from './drivers-time.ts';
import { worldUnderTest } from './drivers-world.ts';
import type { DeliveryGateBench } from '../contract/drivers/describe-delivery-gate.ts';

/** A board, its stand-in, and its driver. */
export interface GateKind {
  readonly name: string;
  readonly sensesItems: boolean;
  readonly run: (world: World, line: SerialLine, clock: ManualClock) => () => void;
  readonly open: (line: SerialLine, services: DriverServices) => Promise<DeliveryGate>;
}

const SLOTS = 4;
/** Coils 8 and up, inputs 16 and up: shut, item, shut, item. */
const wiring = Array.from({ length: SLOTS }, (_, index) => ({
  coil: 8 + index,
  closedInput: 16 + 2 * index,
  itemInput: 17 + 2 * index,
}));

export const kerongKind: GateKind = {
  name: 'Kerong KR-CU16',
  sensesItems: true,
  run: runSimulatedKerongBoard,
  open: (line, services) => openKerongGate({ ...services, line, slots: SLOTS }),
};
export const modbusKind: GateKind = {
  name: 'Modbus relay board',
  sensesItems: true,
  run: (world, line, clock) =>
    runSimulatedRelayBoard(world, line, clock, { unit: 3, slots: wiring }),
  open: (line, services) =>
    openModbusGate({
      ...services,
      bus: modbusBusOn(line, services.clock),
      unit: 3,
      slots: wiring,
    }),
};
export const yhKind: GateKind = {
  name: 'YH',
  sensesItems: false,
  run: (world, line, clock) => runSimulatedYhBoard(world, line, clock, 2),
  open: (line, services) => openYhGate({ ...services, line, board: 2, slots: SLOTS }),
};
export const winnsenKind: GateKind = {
  name: 'Winnsen',
  sensesItems: false,
  run: (world, line, clock) => runSimulatedWinnsenBoard(world, line, clock, 1),
  open: (line, services) => openWinnsenGate({ ...services, line, station: 1, slots: SLOTS }),
};

export interface SimulatedGateBench extends DeliveryGateBench {
  readonly hands: SimulatedHands;
  readonly clock: ManualClock;
  readonly world: World;
  /** What was said on the wire. */
  readonly said: readonly WirePiece[];
  /** Pulls the cable. */
  readonly unplug: () => void;
  /** Takes the disc out of slot 1 and leaves its door as it is. */
  snatch(): void;
  /** Lays another disc into slot 1. */
  layAnother(): void;
}

/** A gate with four slots, a disc in the first, on the wire of its simulated board. */
export async function simulatedGateBench(kind: GateKind): Promise<SimulatedGateBench> {
  const { world, remove } = worldUnderTest();
  const clock = new ManualClock();
  world.change((draft) => {
    draft.discs.at(-1)!.place = { at: 'slot', slot: 1 };
  });
  const cable = serialPair();
  const stop = kind.run(world, cable.deviceEnd, clock);
  const said: WirePiece[] = [];
  const gate = await kind.open(cable.driverEnd, {
    clock,
    logger: silentLogger,
    tap: (piece) => said.push(piece),
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
    world,
    said,
    unplug: cable.unplug,
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
