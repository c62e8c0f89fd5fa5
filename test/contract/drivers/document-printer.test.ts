import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { openIppPrinter } from '../../../drivers/document-printer/document-printer-ipp.ts';
import { startSimulatedIppPrinter } from '../../../drivers/document-printer/simulated-ipp-printer.ts';
import { simulatedHands } from '../../../drivers/world/hands.ts';
import { whileTimePasses } from '../../support/drivers-time.ts';
import { worldUnderTest } from '../../support/drivers-world.ts';
import { describeDocumentPrinterContract, emptyPage } from './describe-document-printer.ts';
import { onHardware } from './hardware.ts';

async function simulatedBench(clock = systemClock, rate: number | null = null) {
  const { world, folder, remove } = worldUnderTest();
  const logger = silentLogger;
  const server = await startSimulatedIppPrinter({ world, rate, clock, logger });
  const printer = await openIppPrinter({ url: server.url, clock, logger });
  const hands = simulatedHands({
    world,
    randomness: seededRandomness('hands'),
    scan: () => {},
    shutDoor: () => {},
  });
  return {
    printer,
    hands,
    server,
    world,
    folder,
    async dispose() {
      await printer.close();
      await server.close();
      remove();
    },
  };
}

describeDocumentPrinterContract('IPP, with the simulated printer', simulatedBench);

onHardware('a document printer', 'DIPTYCH_TEST_PRINTER', (url) => {
  describeDocumentPrinterContract(url, async () => {
    const printer = await openIppPrinter({ url, clock: systemClock, logger: silentLogger });
    return { printer, dispose: () => printer.close() };
  });
});

describe('the IPP printer when something is wrong', () => {
  let bench: Awaited<ReturnType<typeof simulatedBench>>;
  beforeEach(async () => {
    bench = await simulatedBench();
  });
  afterEach(() => bench.dispose());
  const print = () => bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });

  it.each([
    ['printer.paper-out', 'PRINTER_PAPER_OUT', { paper: 'out', reasons: ['media-empty'] }],
    ['printer.jam', 'PRINTER_PAPER_JAMMED', { paper: 'jammed' }],
    [
      'printer.toner-out',
      'PRINTER_TONER_OUT',
      { toner: 'out', reasons: ['media-low', 'toner-empty'] },
    ],
    ['printer.stopped', 'PRINTER_STOPPED', { health: 'userError' }],
    ['printer.aborted', 'PRINTER_ABORTED', { paper: 'low' }],
    ['printer.rejected', 'PRINTER_REJECTED', { paper: 'low' }],
  ])('calls %s %s, and prints again when that is over', async (fault, code, status) => {
    bench.hands.inject(fault);
    await expect(print()).rejects.toMatchObject({ code });
    expect(bench.printer.status).toMatchObject(status);
    bench.hands.inject('clear');
    bench.hands.loadPaper(20);
    await print();
    expect(bench.printer.status).toMatchObject({ health: 'online', paper: 'full', reasons: [] });
  });

  it('takes the last sheet for printed, though none is left', async () => {
    await print();
    await print();
    await print();
    expect(bench.printer.status.paper).toBe('out');
    await expect(print()).rejects.toMatchObject({ code: 'PRINTER_PAPER_OUT' });
    const names = readdirSync(join(bench.folder, 'printed'));
    expect(names).toEqual(['job-00001.pdf', 'job-00002.pdf', 'job-00003.pdf']);
    expect(readFileSync(join(bench.folder, 'printed', names[0]!))).toEqual(emptyPage);
  });

  it('is offline when nothing answers', async () => {
    await bench.server.close();
    await expect(print()).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    expect(bench.printer.status).toMatchObject({ health: 'noDevice', paper: 'unknown' });
  });
});

describe('a printer that takes its time', () => {
  it('has printed only when the sheet is out', async () => {
    const clock = new ManualClock();
    const bench = await simulatedBench(clock, 1);
    try {
      const begin = clock.monotonic();
      const printed = bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
      await whileTimePasses(clock, printed, seconds(300));
      expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(8000);
      expect(bench.world.state.printer.sheets).toBe(2);
    } finally {
      await bench.dispose();
    }
  });
});
