import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import type { DocumentPrinter } from '../../../drivers/document-printer/contract.ts';
import { openIppPrinter } from '../../../drivers/document-printer/document-printer-ipp.ts';
import { openLpPrinter } from '../../../drivers/document-printer/document-printer-lp.ts';
import { GRACE } from '../../../drivers/document-printer/job-verdict.ts';
import { startSimulatedIppPrinter } from '../../../drivers/document-printer/simulated-ipp-printer.ts';
import { launchChild, type ChildLauncher } from '../../../drivers/transports/child-process.ts';
import { simulatedHands } from '../../../drivers/world/hands.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { LeapingClock } from '../../support/print-bench.ts';
import { startPrivateCups, whyNoCups, type PrivateCups } from '../../support/private-cups.ts';
import { describeDocumentPrinterContract, emptyPage } from './describe-document-printer.ts';

const reason = whyNoCups();
describe.skipIf(reason === null)('CUPS itself, where it is missing', () => {
  it('is not tried, for a reason', ({ skip }) => {
    skip(reason ?? '');
    expect.unreachable();
  });
});

describe.skipIf(reason !== null)('CUPS itself, with a scheduler of its own', () => {
  let cups: PrivateCups;
  let queues = 0;
  beforeAll(async () => {
    cups = await startPrivateCups();
  });
  afterAll(() => cups.stop());

  /** The programs of CUPS, sent to our scheduler. */
  const launch: ChildLauncher = (command) =>
    launchChild({
      ...command,
      environment: { ...command.environment, CUPS_SERVER: cups.server },
    });

  /** A queue to a simulated printer of its own; our driver before the queue. */
  async function bench(way: 'ipp' | 'lp', clock: Clock = systemClock) {
    queues += 1;
    const queue = `jacket-${way}${queues}`;
    const { world, folder, remove } = worldUnderTest();
    const logger = silentLogger;
    const device = await startSimulatedIppPrinter({ world, rate: null, clock, logger });
    cups.addQueue(queue, device.url);
    const printer: DocumentPrinter =
      way === 'ipp'
        ? await openIppPrinter({ url: `ipp://${cups.server}/printers/${queue}`, clock, logger })
        : await openLpPrinter({ queue, launch, clock, logger });
    const hands = simulatedHands({
      world,
      randomness: seededRandomness('hands'),
      scan: () => {},
      shutDoor: () => {},
    });
    return {
      printer,
      queue,
      hands,
      print: (jobName: string) => printer.print({ pdf: emptyPage, jobName }),
      printed: () => readdirSync(join(folder, 'printed')),
      async dispose() {
        await printer.close();
        cups.run('lpadmin', '-x', queue);
        await device.close();
        remove();
      },
    };
  }

  describeDocumentPrinterContract('IPP to a queue of CUPS', () => bench('ipp'));
  describeDocumentPrinterContract('lp to a queue of CUPS', () => bench('lp'));

  describe.each(['ipp', 'lp'] as const)('a queue reached by %s', (way) => {
    it('refuses while it is paused, and prints when staff resume it', async () => {
      const under = await bench(way);
      const { print, printed, printer, queue } = under;
      cups.run('cupsdisable', queue);
      await expect(print('A')).rejects.toMatchObject({ code: 'PRINTER_STOPPED' });
      expect(printer.status.health).toBe('userError');
      cups.run('cupsenable', queue);
      await print('A');
      expect(printed()).toEqual(['job-00001.pdf']);
      cups.run('cupsreject', queue);
      await expect(print('B')).rejects.toMatchObject({ code: 'PRINTER_STOPPED' });
      await under.dispose();
    });

    it('takes a job back that found no paper, and prints it once when there is some', async () => {
      const clock = new LeapingClock();
      const under = await bench(way, clock);
      const { hands, print, printed, printer } = under;
      hands.inject('printer.paper-out');
      // As soon as it is known that there is none, the time that a last sheet may take is over.
      const stop = printer.onStatus(({ paper }) => {
        if (paper === 'out') clock.leap(GRACE);
      });
      await expect(print('A')).rejects.toMatchObject({ code: 'PRINTER_PAPER_OUT' });
      expect(printer.status.paper).toBe('out');
      stop();
      hands.loadPaper(20);
      // The queue still repeats what it heard last: that is old by now, and keeps nobody from trying.
      while ((await printer.readStatus()).health !== 'online') expect(printed()).toEqual([]);
      expect(printer.status.paper).not.toBe('out');
      await print('A');
      expect(printed()).toHaveLength(1);
      await under.dispose();
    });
  });

  it('is offline when the queue is removed', async () => {
    const under = await bench('lp');
    const { printer, queue } = under;
    cups.run('lpadmin', '-x', queue);
    await expect(printer.readStatus()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(printer.status.health).toBe('noDevice');
    cups.addQueue(queue, 'http://127.0.0.1:9/ipp/print');
    await under.dispose();
  });
});
