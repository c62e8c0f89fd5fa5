import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Clock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import type { Milliseconds } from '../../app/foundation/units.ts';
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

/**
 * The system's clock, with leaps: time that nobody has to sit out. What is waited for goes on as it was: a program has as long
 * to answer as in life, however busy the machine is.
 */
export class LeapingClock implements Clock {
  #ahead = 0;

  now(): number {
    return systemClock.now() + this.#ahead;
  }

  monotonic(): number {
    return systemClock.monotonic() + this.#ahead;
  }

  after(delay: Milliseconds, action: () => void): () => void {
    return systemClock.after(delay, action);
  }

  leap(span: Milliseconds): void {
    this.#ahead += span;
  }
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
