import { join } from 'node:path';
import { z } from 'zod';
import { EPOCH, RESTORED, restoredSchema } from '../../../../db/kiosk/replacement.ts';
import type { Clock } from '../../../foundation/clock.ts';
import type { DisposalStack } from '../../../foundation/disposal.ts';
import { Catalogue } from '../catalogue/catalogue.ts';
import { MediaCache } from '../catalogue/media-cache.ts';
import type { ControllerSettings } from '../controller.ts';
import type { KioskRecords } from '../records/kiosk-records.ts';
import { KioskBank, PublicBank } from './bank-client.ts';
import { BankStanding } from './bank-standing.ts';
import { BankTransport } from './bank-transport.ts';
import { BankWatch } from './bank-watch.ts';
import { kioskIdentity } from './enrolment.ts';
import { ReportSender } from './report-sender.ts';

export interface BankParts {
  readonly settings: Pick<
    ControllerSettings,
    'bankUrl' | 'dataFolder' | 'enrolmentCode' | 'logger' | 'randomness'
  >;
  readonly bootId: string;
  readonly records: KioskRecords;
  readonly clock: Clock;
  readonly onFailure: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/**
 * Puts together all that speaks with the bank. Nothing has been asked when this returns but, on the first start, the enrolment.
 *
 * @throws AppError `KIOSK_NOT_ENROLLED`, or the bank's on the first start.
 */
export async function composeBank(parts: BankParts, disposal: DisposalStack) {
  const { bootId, clock, records, settings, signal } = parts;
  const { bankUrl, dataFolder, enrolmentCode, logger, randomness } = settings;
  const transport = new BankTransport(bankUrl, clock, randomness);
  const publicBank = new PublicBank(transport);
  const bankWatch = new BankWatch(transport, publicBank, clock, logger);
  disposal.defer(() => bankWatch.close());
  const identity = await kioskIdentity(records.settings, publicBank, enrolmentCode, signal);
  const { enrolment, privateKey } = identity;
  const bank = new KioskBank(transport, { keyId: enrolment.kioskId, privateKey });
  const epoch = records.settings.find(EPOCH, z.int().positive()) ?? 1;
  const restoredFrom = records.settings.find(RESTORED, restoredSchema)?.copiedAt ?? null;
  const start = () => ({ bootId, epoch, number: records.outbox.lastNumber(), restoredFrom });
  const standing = new BankStanding({ bank, start, clock, logger });
  disposal.defer(() => standing.close());
  transport.onRefusal = (code) => standing.noteRefusal(code);
  const sender = new ReportSender(records.outbox, bank, epoch, clock, logger);
  sender.onFailure = parts.onFailure;
  const catalogue = new Catalogue(publicBank, records.settings, clock, logger);
  const titles = () => catalogue.titles;
  const media = new MediaCache(join(dataFolder, 'media'), publicBank, titles, logger);
  return { bank, bankWatch, catalogue, enrolment, media, sender, standing };
}
