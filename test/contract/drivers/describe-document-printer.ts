import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DocumentPrinter } from '../../../drivers/document-printer/contract.ts';

export interface DocumentPrinterBench {
  /** A printer with paper. */
  readonly printer: DocumentPrinter;
  dispose(): Promise<void>;
}

/** The smallest document that prints as an empty A4 page. */
export const emptyPage = Buffer.from(
  `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`,
  'latin1',
);

/** What every document printer does. */
export function describeDocumentPrinterContract(
  name: string,
  build: () => Promise<DocumentPrinterBench>,
): void {
  describe(`a document printer: ${name}`, () => {
    let bench: DocumentPrinterBench;
    let printer: DocumentPrinter;
    beforeEach(async () => {
      bench = await build();
      ({ printer } = bench);
    });
    afterEach(() => bench.dispose());

    it('says what it is and what it prints', () => {
      expect(printer.capabilities.model).not.toBe('');
      expect(printer.capabilities.formats).toContain('application/pdf');
    });

    it('prints sheet after sheet, each a job of its own', async () => {
      const first = await printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
      const second = await printer.print({ pdf: emptyPage, jobName: 'M2AB-71XZ' });
      expect(second.jobId).toBeGreaterThan(first.jobId);
      expect(printer.status.health).toBe('online');
    });

    it('prints nothing for a caller who gave up before', async () => {
      const request = { pdf: emptyPage, jobName: 'K7F3-92QD' };
      const printed = printer.print(request, { signal: AbortSignal.abort() });
      await expect(printed).rejects.toMatchObject({ code: 'DEVICE_CANCELED' });
    });

    it('refuses what is no document', async () => {
      const request = { pdf: Buffer.from('not a page'), jobName: 'K7F3-92QD' };
      await expect(printer.print(request)).rejects.toMatchObject({ code: 'PRINTER_REJECTED' });
    });

    it('does nothing more once closed', async () => {
      await printer.close();
      const printed = printer.print({ pdf: emptyPage, jobName: 'K7F3-92QD' });
      await expect(printed).rejects.toMatchObject({ code: 'DEVICE_SEQUENCE' });
    });
  });
}
