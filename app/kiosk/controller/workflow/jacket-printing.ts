import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ActRecord } from '../../../../db/kiosk/act-journal.ts';
import type { DocumentPrinter } from '../../../../drivers/document-printer/contract.ts';
import type { Jacket } from '../../../contracts/jacket.ts';
import type { Title } from '../../../contracts/title.ts';
import { timestamp, type Clock } from '../../../foundation/clock.ts';
import { isAppError } from '../../../foundation/errors.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import type { ActRunner } from './act-runner.ts';
import type { Lock } from './lock.ts';
import type { OrderDesk } from './order-desk.ts';

export interface JacketPrintingParts {
  readonly records: KioskRecords;
  readonly desk: OrderDesk;
  readonly acts: ActRunner;
  readonly printer: DocumentPrinter;
  readonly printerLock: Lock;
  readonly folder: string;
  readonly render: (jacket: Jacket, poster: Uint8Array | null) => Promise<Uint8Array>;
  readonly readPoster: (title: Title) => Promise<Uint8Array | null>;
  readonly watchUrl: string;
  readonly distributorName: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Prints the jacket of an order, one sheet at a time, and keeps the document. Ends in an event of the order, always. */
export class JacketPrinting {
  readonly #parts: JacketPrintingParts;

  constructor(parts: JacketPrintingParts) {
    this.#parts = parts;
  }

  /** Where the document of an order is kept once it was made. */
  pathOf(orderId: string): string {
    return join(this.#parts.folder, `${orderId}.pdf`);
  }

  async print(orderId: string): Promise<void> {
    const { acts, desk, logger, printerLock } = this.#parts;
    try {
      const pdf = await this.#make(orderId);
      await printerLock.hold(() => this.#printSheet(orderId, pdf));
    } catch (error) {
      acts.signal.throwIfAborted();
      const code = isAppError(error) ? error.code : 'PROGRAM_FAILED';
      logger.warn({ orderId, code }, 'A jacket was not printed.');
      desk.happen(orderId, { is: 'jacketStopped' });
    }
  }

  async #make(orderId: string): Promise<Uint8Array> {
    const { clock, desk, distributorName, readPoster, render, watchUrl } = this.#parts;
    const { code, language, title } = desk.get(orderId);
    const burnedAt = timestamp(clock);
    const copy = this.#copyOf(orderId);
    const facts = { title, language, code, watchUrl, distributorName, burnedAt };
    const jacket: Jacket = copy === 1 ? facts : { ...facts, copy };
    const pdf = await render(jacket, await readPoster(title));
    const path = this.pathOf(orderId);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.part`, pdf);
    await rename(`${path}.part`, path);
    return pdf;
  }

  /** Prints whose end nobody saw may have left a sheet: the next one says that it is another. */
  #copyOf(orderId: string): number {
    const acts = this.#parts.records.acts.listOf(orderId);
    const isDoubtful = (act: ActRecord) =>
      act.kind === 'print.started' && act.outcome === 'interrupted';
    return 1 + acts.filter(isDoubtful).length;
  }

  async #printSheet(orderId: string, pdf: Uint8Array): Promise<void> {
    const { acts, desk, printer, records } = this.#parts;
    const { code } = desk.get(orderId);
    await acts.run(
      { kind: 'print.started', orderId, discId: null, intent: { jobName: code } },
      () => printer.print({ pdf, jobName: code }, { signal: acts.signal }),
      ({ jobId }, at) => {
        records.stock.release(orderId, 'sheet');
        const way = { item: 'sheet', from: 'paper', to: 'printed' } as const;
        records.ledger.record({ ...way, at, orderId, reason: 'jacket' });
        desk.happen(orderId, { is: 'jacketPrinted' });
        return { jobId };
      },
    );
  }
}
