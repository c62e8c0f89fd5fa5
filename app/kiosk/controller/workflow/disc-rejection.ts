import type { Medium } from '../../../../drivers/optical-drive/contract.ts';
import type { DiscRejection } from '../../../orders/disc-machine.ts';
import { isAppError } from '../../../foundation/errors.ts';

/** Why a disc just loaded cannot be written; null where it can. */
export function unfitMedium(medium: Medium, sectors: number): DiscRejection | null {
  switch (medium.state) {
    case 'blank':
      return medium.capacity !== null && medium.capacity < sectors ? 'insufficientSpace' : null;
    case 'appendable':
    case 'complete':
      return 'notBlank';
    default:
      return 'invalidMedia';
  }
}

/** What the failure of writing or reading back says about the disc. */
export function rejectionOf(error: unknown, step: 'write' | 'verify'): DiscRejection {
  if (step === 'verify') {
    return isAppError(error, 'DRIVE_VERIFY_MISMATCH') ? 'verifyMismatch' : 'verifyUnreadable';
  }
  if (isAppError(error, 'DRIVE_CLOSE_FAILED')) return 'closeError';
  if (isAppError(error, 'DRIVE_NOT_BLANK')) return 'notBlank';
  if (isAppError(error, 'DRIVE_TOO_LARGE')) return 'insufficientSpace';
  if (isAppError(error, 'DRIVE_WRONG_MEDIUM') || isAppError(error, 'DRIVE_NO_MEDIUM')) {
    return 'invalidMedia';
  }
  return 'writeError';
}
