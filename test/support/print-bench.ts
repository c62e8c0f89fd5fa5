import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { milliseconds } from '../../app/foundation/units.ts';
import type { WirePiece } from '../../drivers/contract/device.ts';
import type { DocumentPrinter } from '../../drivers/document-printer/contract.ts';
import { openIppPrinter } from '../../drivers/document-printer/document-printer-ipp.ts';
import { openLpPrinter } from '../../drivers/document-printer/document-printer-lp.ts';
import { startSimulatedIppPrinter } from '../../drivers/document-printer/simulated-ipp-printer.ts';
import { simulatedLp } from '../../drivers/document-printer/simulated-lp.ts';
import { simulatedHands } from '../../drivers/world/hands.ts';
import { worldUnderTest } from './drivers-world.ts';

export interface PrintBenchOptions {
  readonly clock?: Clock;
  /** Null prints at once. */
  readonly rate?: number | null;
  /** What the driver asks for; A4 unless given. */
  readonly media?: string;
}

/** A clock on which `factor` seconds pass in one: for limits that a real program is waited for. */
export function hastenedClock(factor: number): Clock {
  return {
    now: () => systemClock.now() * factor,
    monotonic: () => systemClock.monotonic() * factor,
    after: (delay, action) => systemClock.after(milliseconds(delay / factor), action),
  };
}

/** A printer of a world of its own, three sheets in it, reached by `way`. */
export async function printBench(way: 'ipp' | 'lp', options: PrintBenchOptions = {}) {
  const { clock = systemClock, rate = null, media } = options;
  const { world, folder, remove } = worldUnderTest();
  const logger = silentLogger;
  const heard: WirePiece[] = [];
  const wanted = media === undefined ? {} : { media };
  const services = { clock, logger, tap: (piece: WirePiece) => heard.push(piece), ...wanted };
  let printer: DocumentPrinter;
  let closeDevice: () => Promise<void>;
  if (way === 'ipp') {
    const server = await startSimulatedIppPrinter({ world, rate, clock, logger });
    printer = await openIppPrinter({ url: server.url, ...services });
    closeDevice = () => server.close();
  } else {
    const programs = simulatedLp({ world, rate, clock, queue: 'jacket' });
    printer = await openLpPrinter({ queue: 'jacket', launch: programs.launch, ...services });
    closeDevice = () => Promise.resolve(programs.close());
  }
  const hands = simulatedHands({
    world,
    randomness: seededRandomness('hands'),
    scan: () => {},
    shutDoor: () => {},
  });
  return {
    printer,
    hands,
    world,
    folder,
    heard,
    closeDevice,
    /** What came out, by name. */
    printed: () => readdirSync(join(folder, 'printed')),
    async dispose() {
      await printer.close();
      await closeDevice();
      remove();
    },
  };
}
export type PrintBench = Awaited<ReturnType<typeof printBench>>;
