import {
  issuedStickSchema,
  type KioskStickRequest,
  kioskStickRoutes,
} from '../../../contracts/stick-api.ts';
import { type FileOperations, fileOperations } from '../../../delivery/stick/file-operations.ts';
import { stickError } from '../../../delivery/stick/stick-error.ts';
import { findDevice } from '../../../delivery/stick/stick-folder.ts';
import { writeStick } from '../../../delivery/stick/write-stick.ts';
import { AppError } from '../../../foundation/errors.ts';
import { minutes } from '../../../foundation/units.ts';
import type { BankTransport, KioskSigner } from './bank-transport.ts';

/** The bank computes the whole complement once before it answers. */
const HEAD_WITHIN = minutes(2);

export interface KioskStickParts {
  readonly transport: BankTransport;
  readonly signer: KioskSigner;
  /** Where the customer's medium is mounted. */
  readonly root: string;
  readonly wanted: Pick<KioskStickRequest, 'orderId' | 'proof' | 'showings'>;
  readonly files?: FileOperations;
  readonly signal: AbortSignal;
}

/**
 * Writes the complement of an order onto a medium that the customer's device has prepared. Where it was broken off, the same
 * call goes on with the same stick.
 *
 * @returns how many showings are on it.
 * @throws AppError `STICK_…`; `STICK_MISSING` where no device has asked for one; what the bank refuses.
 */
export async function writeStickAtKiosk(parts: KioskStickParts): Promise<number> {
  const { files = fileOperations, root, signal, signer, transport, wanted } = parts;
  const device = findDevice(files, root);
  if (device === null) {
    throw stickError(
      'STICK_MISSING',
      'No player has asked for a film on this stick. Prepare it at home: diptych stick prepare.',
    );
  }
  const issued = await transport.ask(
    {
      method: 'POST',
      target: kioskStickRoutes.sticks,
      body: { ...wanted, device } satisfies KioskStickRequest,
      signer,
      tries: 1,
      headWithin: HEAD_WITHIN,
      signal,
    },
    issuedStickSchema,
  );
  await writeStick(files, root, issued, async () => {
    const response = await transport.send({
      method: 'GET',
      target: kioskStickRoutes.stickBody(issued.stickId),
      signer,
      tries: 1,
      signal,
    });
    if (response.body !== null) return response.body;
    throw new AppError('BANK_BAD_REPLY', 'The bank sent no body.', { remedy: 'call-attendant' });
  });
  return issued.showings;
}
