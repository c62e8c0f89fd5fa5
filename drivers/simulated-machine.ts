import type { Clock } from '../app/foundation/clock.ts';
import { DisposalStack } from '../app/foundation/disposal.ts';
import type { Logger } from '../app/foundation/logger.ts';
import type { Randomness } from '../app/foundation/randomness.ts';
import type { Machine } from './contract/machine.ts';
import { openKerongGate } from './delivery-gate/delivery-gate-kerong.ts';
import { runSimulatedKerongBoard } from './delivery-gate/simulated-kerong-board.ts';
import { openSimulatedDiscRobot } from './disc-robot/simulated-disc-robot.ts';
import { openIppPrinter } from './document-printer/document-printer-ipp.ts';
import { startSimulatedIppPrinter } from './document-printer/simulated-ipp-printer.ts';
import { openSerialReader } from './id-reader/id-reader-serial.ts';
import { recorderInside } from './optical-drive/recorder-inside.ts';
import type { OpticalDrive } from './optical-drive/contract.ts';
import { openNoPayment } from './payment-terminal/no-payment.ts';
import { openCdrskinDrive } from './optical-drive/optical-drive-cdrskin.ts';
import { serialPair } from './transports/serial-pair.ts';
import { worldBlockDevices } from './world/block-devices.ts';
import { serveDrives } from './world/drive-server.ts';
import { firstWorld } from './world/first-world.ts';
import { simulatedHands } from './world/hands.ts';
import { settleAfterPowerCut } from './world/power-cut.ts';
import { shutDoor } from './world/shut-door.ts';
import { World } from './world/world.ts';

export interface SimulatedMachineOptions {
  /** Where the machine lives: its discs, its prints, its `world.json`. What lies there is found again. */
  readonly folder: string;
  /** The world of `folder`, where the caller has opened it already. */
  readonly world?: World;
  readonly drives: number;
  readonly slots: number;
  /** Blank discs and sheets at its first making. */
  readonly blanks: number;
  readonly paper: number;
  /** How fast machinery goes: 1 as in life, 10 ten times as fast. */
  readonly burnRate: number | 'unlimited';
  /**
   * The program that prints what cdrskin prints: `node dist/simulated-cdrskin.js`. `inside`: the same program runs in this
   * process, on `clock`.
   */
  readonly standIn:
    { readonly program: string; readonly leadingArguments: readonly string[] } | 'inside';
  readonly clock: Clock;
  readonly logger: Logger;
  readonly randomness: Randomness;
}

/** Fastest speed that the simulated recorders offer, 16x as most DVD-R are rated. */
const MAXIMUM_SPEED = 16;

/**
 * Opens a whole machine without a body: the drivers are the real ones but the robot's, at the other end of each wire is a
 * simulation, and behind all of them one world.
 */
export async function openSimulatedMachine(options: SimulatedMachineOptions): Promise<Machine> {
  const { clock, logger, randomness, folder } = options;
  const rate = options.burnRate === 'unlimited' ? null : options.burnRate;
  const open = new DisposalStack();
  try {
    const world = options.world ?? World.open(folder, () => firstWorld(options, randomness));
    settleAfterPowerCut(world);
    const server = await serveDrives({ world, rate, logger, randomness });
    open.defer(() => server.close());

    const drives: OpticalDrive[] = [];
    for (let drive = 1; drive <= world.state.trays.length; drive += 1) {
      const standIn =
        options.standIn === 'inside'
          ? { program: 'inside', leadingArguments: [], launch: recorderInside(world, rate, clock) }
          : options.standIn;
      const opened = await openCdrskinDrive({
        ...standIn,
        device: world.devicePath(drive),
        maximumSpeed: MAXIMUM_SPEED,
        openBlockDevice: worldBlockDevices(world, drive),
        clock,
        logger,
      });
      open.defer(() => opened.close());
      drives.push(opened);
    }

    const robot = openSimulatedDiscRobot({ world, rate, clock, logger });
    open.defer(() => robot.close());

    const gateCable = serialPair();
    open.defer(runSimulatedKerongBoard(world, gateCable.deviceEnd, clock));
    const gate = await openKerongGate({
      line: gateCable.driverEnd,
      slots: world.state.slots.length,
      clock,
      logger,
    });
    open.defer(() => gate.close());

    const readerCable = serialPair();
    const reader = openSerialReader({
      line: readerCable.driverEnd,
      model: 'Simulated scanner',
      clock,
      logger,
    });
    open.defer(() => reader.close());

    const paper = await startSimulatedIppPrinter({ world, rate, clock, logger });
    open.defer(() => paper.close());
    const printer = await openIppPrinter({ url: paper.url, clock, logger });
    open.defer(() => printer.close());

    const hands = simulatedHands({
      world,
      randomness,
      scan: (value) => {
        void readerCable.deviceEnd.write(Buffer.from(`${value}\r`, 'latin1')).catch(() => {
          logger.debug({}, 'A card was held before a reader that is unplugged.');
        });
      },
      shutDoor: (slot) => shutDoor(world, slot),
    });
    return {
      drives,
      robot,
      gate,
      reader,
      printer,
      labelPrinter: null,
      payment: openNoPayment(),
      signals: null,
      attendant: null,
      devices: [],
      hands,
      close: () => open.dispose(),
    };
  } catch (error) {
    await open.dispose();
    throw error;
  }
}
