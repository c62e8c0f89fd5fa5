import type { DocumentPrinter } from '../../../../../drivers/document-printer/contract.ts';
import type { renderTestPage } from '../../../../../templates/test-page/render-test-page.ts';
import { timestamp, type Clock } from '../../../../foundation/clock.ts';
import type { KioskRecords } from '../../records/kiosk-records.ts';
import type { ActRunner } from '../../workflow/act-runner.ts';
import type { Lock } from '../../workflow/lock.ts';

export interface TestPrintParts {
  readonly records: KioskRecords;
  readonly acts: ActRunner;
  readonly printer: DocumentPrinter;
  readonly printerLock: Lock;
  readonly render: typeof renderTestPage;
  readonly kioskName: string;
  readonly clock: Clock;
}

/** Prints a page that says that it is a test. @throws AppError what the printer says. */
export async function testPrint(parts: TestPrintParts, test: number): Promise<void> {
  const { acts, clock, kioskName, printer, printerLock, records, render } = parts;
  const pdf = await render({ kioskName, number: test, printedAt: timestamp(clock) });
  const jobName = `TEST-${test}`;
  await printerLock.hold(() =>
    acts.run(
      { kind: 'print.started', orderId: null, test, discId: null, intent: { jobName } },
      () => printer.print({ pdf, jobName }, { signal: acts.signal }),
      ({ jobId }, at) => {
        records.ledger.record({ at, item: 'sheet', from: 'paper', to: 'printed', reason: 'test' });
        return { jobId };
      },
    ),
  );
}
