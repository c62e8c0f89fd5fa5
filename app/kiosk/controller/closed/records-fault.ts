import type { ReasonCode } from '../../../contracts/kiosk-view.ts';
import type { Keeping } from '../../../contracts/panel-view.ts';
import { type AppError, isAppError } from '../../../foundation/errors.ts';

/** Faults of the records with which a kiosk comes up all the same, out of service, and says why. */
const faults: ReadonlySet<string> = new Set([
  'KIOSK_DB_DAMAGED',
  'KIOSK_DB_MISSING',
  'KIOSK_DB_NEWER',
  'KIOSK_DB_ROLLED_BACK',
  'KIOSK_DB_UNREADABLE',
  'KIOSK_REPLACE_UNREADABLE',
  'KIOSK_ROWS_UNREADABLE',
  'KIOSK_RETIRED',
]);

export function isRecordsFault(error: unknown): error is AppError {
  return isAppError(error) && faults.has(error.code);
}

/** What customers are told. */
export function reasonOf(fault: AppError): ReasonCode {
  return fault.code === 'KIOSK_RETIRED' ? 'retired' : 'database-fault';
}

/**
 * What staff are told, and what helps. A machine that was retired is helped by nothing; one whose records are of a later edition
 * wants that edition, but a copy of this one does too.
 *
 * @param name what has to be typed where everything is given up.
 */
export function faultForStaff(fault: AppError, name: string): NonNullable<Keeping['fault']> {
  const { found, known, missed, seenAt, version } = fault.context;
  const details = [
    ...lines(found),
    ...lines(missed).map((line) => `Missing: ${line}.`),
    ...(typeof seenAt === 'string' ? [`They were last seen whole on ${seenAt}.`] : []),
    ...(typeof version === 'number'
      ? [`Form ${version}; this edition knows ${String(known)}.`]
      : []),
  ];
  const can: NonNullable<Keeping['fault']>['can'] =
    fault.code === 'KIOSK_RETIRED' ? [] : ['restore', 'begin-anew', 'retire'];
  return { code: fault.code, message: fault.message, details, can, name };
}

function lines(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}
