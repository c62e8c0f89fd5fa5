import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { readSetting } from '../../../db/kiosk/settings-store.ts';
import { openKioskDatabaseForReading } from '../../../db/kiosk/open-kiosk-database.ts';
import { enrolmentSchema } from '../../contracts/bank-api.ts';
import { systemClock } from '../../foundation/clock.ts';
import { systemRandomness } from '../../foundation/randomness.ts';
import { KioskBank } from '../../kiosk/controller/bank/bank-client.ts';
import { BankTransport } from '../../kiosk/controller/bank/bank-transport.ts';

const BANK_WITHIN_MS = 5000;

/**
 * Tells the bank that a stopped kiosk is no more, with its own key, before that is wiped.
 *
 * @returns whether the bank knows it now.
 */
export async function tellBankRetired(databasePath: string, bankUrl: string): Promise<boolean> {
  try {
    const db = openKioskDatabaseForReading(databasePath);
    try {
      const enrolment = readSetting(db, 'enrolment', enrolmentSchema);
      const pem = readSetting(db, 'private-key', z.string());
      if (enrolment === null || pem === null) return false;
      const transport = new BankTransport(bankUrl, systemClock, systemRandomness);
      const signer = { keyId: enrolment.kioskId, privateKey: createPrivateKey(pem) };
      await new KioskBank(transport, signer).retire(AbortSignal.timeout(BANK_WITHIN_MS));
      return true;
    } finally {
      db.close();
    }
  } catch {
    // Damaged records, or a bank that is away: whoever retires the kiosk is told to revoke it there.
    return false;
  }
}
