import { AppError } from '../../app/foundation/errors.ts';
import type { deliveryGateErrorCodes } from './contract.ts';

type GateErrorCode = (typeof deliveryGateErrorCodes)[number];

const MESSAGES: Readonly<Record<GateErrorCode, string>> = {
  GATE_NO_ITEM: 'There is nothing in the slot.',
  GATE_NOT_EMPTY: 'Something lies in the slot.',
  GATE_JAMMED_CLOSED: 'The slot does not open.',
  GATE_JAMMED_OPEN: 'The slot does not close.',
  GATE_FORCED_OPEN: 'The slot is open though nobody unlocked it.',
};

/** What became of a slot that cannot be presented, or could not be told shut again. */
export function gateError(
  code: GateErrorCode,
  slot: number,
  context: Readonly<Record<string, unknown>> = {},
): AppError {
  return new AppError(code, MESSAGES[code], {
    remedy: 'call-attendant',
    context: { slot, ...context },
  });
}
