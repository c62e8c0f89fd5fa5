import type { CommandOptions } from '../contract/device.ts';
import type {
  DocumentPrinter,
  DocumentPrinterCapabilities,
  DocumentPrinterStatus,
  PrintRequest,
} from '../document-printer/contract.ts';
import { SupervisedDevice, type Supervision } from './supervised-device.ts';

/** A printer that may be absent. */
export class SupervisedPrinter
  extends SupervisedDevice<DocumentPrinterCapabilities, DocumentPrinterStatus, DocumentPrinter>
  implements DocumentPrinter
{
  constructor(supervision: Supervision<DocumentPrinter>) {
    super(supervision, {
      capabilities: { model: 'not found yet', formats: [] },
      status: {
        health: 'starting',
        reason: 'The printer is looked for.',
        paper: 'unknown',
        toner: 'unknown',
        reasons: [],
      },
      forget: () => ({ paper: 'unknown', toner: 'unknown', reasons: [] }),
    });
  }

  print(request: PrintRequest, options?: CommandOptions) {
    return this.command((printer) => printer.print(request, options));
  }

  readStatus(options?: CommandOptions) {
    return this.command((printer) => printer.readStatus(options));
  }
}
