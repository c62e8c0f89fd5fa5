import { AppError } from '../../../foundation/errors.ts';

/** What gives everything up is done only by whoever types the kiosk's own name. @throws AppError `KIOSK_NAME_WRONG`. */
export function requireName(typed: string, name: string): void {
  if (typed.trim().toLowerCase() === name.trim().toLowerCase()) return;
  throw new AppError('KIOSK_NAME_WRONG', `Type the name of this kiosk: ${name}.`, {
    remedy: 'reject-input',
  });
}
