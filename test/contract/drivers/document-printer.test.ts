import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { minutes, seconds } from '../../../app/foundation/units.ts';
import { openIppPrinter } from '../../../drivers/document-printer/document-printer-ipp.ts';
import { openLpPrinter } from '../../../drivers/document-printer/document-printer-lp.ts';
import { whileTimePasses } from '../../support/drivers-time.ts';
import { printBench, type PrintBench } from '../../support/print-bench.ts';
import { describeDocumentPrinterContract, emptyPage } from './describe-document-printer.ts';
import { onHardware } from './hardware.ts';

describeDocumentPrinterContract('IPP, with the simulated printer', () => printBench('ipp'));
describeDocumentPrinterContract('lp, with the simulated queue', () => printBench('lp'));

onHardware('a document printer', 'DIPTYCH_TEST_PRINTER', (url) => {
  describeDocumentPrinterContract(url, async () => {
    const printer = await openIppPrinter({ url, clock: systemClock, logger: silentLogger });
    return { printer, dispose: () => printer.close() };
  });
});

onHardware('a queue of CUPS', 'DIPTYCH_TEST_QUEUE', (queue) => {
  describeDocumentPrinterContract(queue, async () => {
    const printer = await openLpPrinter({ queue, clock: systemClock, logger: silentLogger });
    return { printer, dispose: () => printer.close() };
  });
});

describe.each(['ipp', 'lp'] as const)('a printer by %s, when something is wrong', (way) => {
  let bench: PrintBench;
  let clock: ManualClock;
  beforeEach(async () => {
    clock = new ManualClock();
    bench = await printBench(way, { clock });
  });
  afterEach(() => bench.dispose());
  const print = (jobName = 'K7F3-92QD') =>
    whileTimePasses(clock, bench.printer.print({ pdf: emptyPage, jobName }), minutes(6));

  it.each([
    ['printer.paper-out', 'PRINTER_PAPER_OUT', { paper: 'out' }],
    ['printer.jam', 'PRINTER_PAPER_JAMMED', { paper: 'jammed' }],
    ['printer.toner-out', 'PRINTER_TONER_OUT', { toner: 'out' }],
    ['printer.stopped', 'PRINTER_STOPPED', { health: 'userError' }],
    ['printer.closed', 'PRINTER_STOPPED', { health: 'userError' }],
    ['printer.held', 'PRINTER_STOPPED', { paper: 'low' }],
    ['printer.aborted', 'PRINTER_ABORTED', { paper: 'low' }],
    ['printer.rejected', 'PRINTER_REJECTED', { paper: 'low' }],
    ['printer.off', 'DEVICE_OFFLINE', { health: 'noDevice', paper: 'unknown' }],
  ])('calls %s %s, and prints once when that is over', async (fault, code, status) => {
    bench.hands.inject(fault);
    await expect(print()).rejects.toMatchObject({ code });
    expect(bench.printer.status).toMatchObject(status);
    bench.hands.inject('clear');
    bench.hands.loadPaper(20);
    // Whatever was given up has been taken back: nothing comes out by itself.
    expect(bench.printed()).toEqual([]);
    await print();
    expect(bench.printed()).toHaveLength(1);
    expect(bench.printer.status).toMatchObject({ health: 'online', paper: 'full', reasons: [] });
  });

  it('takes the last sheet for printed, though none is left', async () => {
    await print('A');
    await print('B');
    await print('C');
    expect(bench.printed()).toEqual(['job-00001.pdf', 'job-00002.pdf', 'job-00003.pdf']);
    const sheet = readFileSync(join(bench.folder, 'printed', 'job-00001.pdf'));
    expect(sheet).toEqual(emptyPage);
    await expect(print('D')).rejects.toMatchObject({ code: 'PRINTER_PAPER_OUT' });
  });

  it('does not print twice what nobody heard was printed', async () => {
    bench.hands.inject('printer.lost-answer');
    const code = way === 'ipp' ? 'DEVICE_OFFLINE' : 'DEVICE_PROTOCOL';
    await expect(print()).rejects.toMatchObject({ code });
    await print();
    expect(bench.printed()).toEqual(['job-00001.pdf']);
  });
});

describe.each(['ipp', 'lp'] as const)('a printer by %s that takes its time', (way) => {
  it('has printed only when the sheet is out', async () => {
    const clock = new ManualClock();
    const bench = await printBench(way, { clock, rate: 1 });
    try {
      const begin = clock.monotonic();
      const printed = bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
      await whileTimePasses(clock, printed, seconds(300));
      expect(clock.monotonic() - begin).toBeGreaterThanOrEqual(8000);
      expect(bench.world.state.printer.sheets).toBe(2);
      expect(bench.printer.status.health).toBe('online');
    } finally {
      await bench.dispose();
    }
  });

  it('gives nothing out for a caller who gave up in the middle', async () => {
    const clock = new ManualClock();
    const bench = await printBench(way, { clock, rate: 1 });
    try {
      const giveUp = new AbortController();
      clock.after(seconds(3), () => giveUp.abort(new Error('The program ends.')));
      const request = { pdf: emptyPage, jobName: 'K7F3-92QD' };
      const printed = bench.printer.print(request, { signal: giveUp.signal });
      await expect(whileTimePasses(clock, printed, seconds(300))).rejects.toMatchObject({
        code: 'DEVICE_CANCELED',
      });
      clock.advance(minutes(1));
      expect(bench.printed()).toEqual([]);
    } finally {
      await bench.dispose();
    }
  });

  it('is offline when the cable goes in the middle, and the sheet is not printed a second time', async () => {
    const clock = new ManualClock();
    const bench = await printBench(way, { clock, rate: 1 });
    const print = () => bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
    try {
      clock.after(seconds(3), () => bench.hands.inject('printer.off'));
      await expect(whileTimePasses(clock, print(), seconds(300))).rejects.toMatchObject({
        code: 'DEVICE_OFFLINE',
      });
      expect(bench.printer.status).toMatchObject({ health: 'noDevice', paper: 'unknown' });
      bench.hands.inject('clear');
      await whileTimePasses(clock, print(), seconds(300));
      await whileTimePasses(clock, bench.printer.readStatus(), seconds(10));
      expect(bench.printed()).toHaveLength(1);
    } finally {
      await bench.dispose();
    }
  });
});

describe('what a printer says', () => {
  it('is heard decoded, the document left out', async () => {
    const bench = await printBench('ipp');
    await bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
    expect(bench.heard.map(({ direction, meaning }) => `${direction} ${meaning}`)).toEqual([
      'sent Get-Printer-Attributes',
      'received successful-ok, printer idle, media-low-warning',
      'sent Get-Printer-Attributes',
      'received successful-ok, printer idle, media-low-warning',
      'sent Get-Jobs',
      'received successful-ok',
      'sent Get-Jobs',
      'received successful-ok',
      `sent Print-Job K7F3-92QD, ${emptyPage.length} bytes of document`,
      'received successful-ok, job 1 completed, job-completed-successfully',
      'sent Get-Job-Attributes job 1',
      'received successful-ok, job 1 completed, job-completed-successfully',
      'sent Get-Printer-Attributes',
      'received successful-ok, printer idle, media-low-warning',
    ]);
    await bench.dispose();
  });

  it('is refused where it has no such paper', async () => {
    const bench = await printBench('ipp', { media: 'na_letter_8.5x11in' });
    const printed = bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
    await expect(printed).rejects.toMatchObject({
      code: 'PRINTER_REJECTED',
      context: { reasons: ['no na_letter_8.5x11in'] },
    });
    await bench.dispose();
  });

  it('tells that little toner is left, and prints', async () => {
    const bench = await printBench('ipp');
    bench.hands.inject('printer.toner-low');
    await bench.printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
    expect(bench.printer.status).toMatchObject({ health: 'online', toner: 'low' });
    await bench.dispose();
  });
});

describe('a printer that is not there', () => {
  const services = { clock: systemClock, logger: silentLogger };
  it.each(['ipp://127.0.0.1:9/ipp/print', 'nonsense', 'ftp://somewhere/'])(
    'is offline: %s',
    async (url) => {
      const opened = openIppPrinter({ url, ...services });
      await expect(opened).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
    },
  );

  it('is offline where no program called lpstat is', async () => {
    const programs = { lpstat: '/nowhere/lpstat' };
    const opened = openLpPrinter({ queue: 'jacket', programs, ...services });
    await expect(opened).rejects.toMatchObject({ code: 'DEVICE_OFFLINE' });
  });
});
