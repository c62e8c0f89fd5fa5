import type { Actor, StaffRight } from '../../../contracts/staff.ts';
import { AppError } from '../../../foundation/errors.ts';

/** @throws AppError `STAFF_RIGHT_MISSING` */
export function requireRight({ rights }: Actor, right: StaffRight): void {
  if (rights.includes(right)) return;
  throw new AppError('STAFF_RIGHT_MISSING', 'That is not for this person to do.', {
    remedy: 'reject-input',
    context: { right },
  });
}
