import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { SettingsStore } from '../../../../db/kiosk/settings-store.ts';
import { enrolmentSchema, type Enrolment } from '../../../contracts/bank-api.ts';
import { AppError } from '../../../foundation/errors.ts';
import { rawPublicKey } from '../../../foundation/http-signature.ts';
import type { PublicBank } from './bank-client.ts';

/** A kiosk as the bank knows it, with the key it signs by. */
export interface KioskIdentity {
  readonly enrolment: Enrolment;
  readonly privateKey: KeyObject;
}

const KEY = 'private-key';
const ENROLMENT = 'enrolment';

/**
 * The identity of this kiosk: the one recorded, or on the first start a new one, enrolled with the one-time code. The
 * key is recorded before the bank hears of it, so that a start cut off in between can be repeated with the same key.
 *
 * @throws AppError `KIOSK_NOT_ENROLLED` without a code on the first start, or what the bank answers.
 */
export async function kioskIdentity(
  settings: SettingsStore,
  bank: PublicBank,
  code: string | null,
  signal: AbortSignal,
): Promise<KioskIdentity> {
  const privateKey = recordedKey(settings) ?? newKey(settings);
  const recorded = settings.find(ENROLMENT, enrolmentSchema);
  if (recorded !== null) return { enrolment: recorded, privateKey };
  if (code === null) {
    throw new AppError(
      'KIOSK_NOT_ENROLLED',
      'This kiosk is new: it needs a one-time enrolment code from the bank.',
      { remedy: 'call-attendant' },
    );
  }
  const enrolment = await bank.enrol(code, rawPublicKey(privateKey), signal);
  settings.put(ENROLMENT, enrolment);
  return { enrolment, privateKey };
}

function recordedKey(settings: SettingsStore): KeyObject | null {
  const pem = settings.find(KEY, z.string());
  return pem === null ? null : createPrivateKey(pem);
}

function newKey(settings: SettingsStore): KeyObject {
  const { privateKey } = generateKeyPairSync('ed25519');
  settings.put(KEY, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return privateKey;
}
