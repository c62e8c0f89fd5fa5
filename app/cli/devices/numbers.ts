import { InvalidArgumentError } from 'commander';
import { AppError } from '../../foundation/errors.ts';

/** A whole number from 1, as it is typed. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('Not a whole number from 1.');
  }
  return value;
}

/**
 * @param last that the device has: its gates or lamps are those of the slots 1 to `last`.
 * @throws AppError `CLI_SLOT_UNKNOWN`
 */
export function refuseSlotBeyond(last: number, slot: number): void {
  if (slot <= last) return;
  const known = last === 0 ? 'none' : last === 1 ? 'slot 1 only' : `the slots 1 to ${last}`;
  throw new AppError('CLI_SLOT_UNKNOWN', `The device has ${known}.`, {
    remedy: 'reject-input',
    context: { slot, last },
  });
}
