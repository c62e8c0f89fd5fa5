import type { DriverServices } from '../contract/device.ts';
import type { SerialLine } from '../transports/serial-line.ts';
import type { DeliveryGate } from './contract.ts';
import { kerongBoard } from './kerong-board.ts';
import { openLockedGate } from './locked-gate.ts';

export interface KerongGateOptions extends DriverServices {
  /** 19 200 baud, 8N1. */
  readonly line: SerialLine;
  /** Compartments wired to the board, at locks 0 and up: at most 16. */
  readonly slots: number;
}

/**
 * Opens the compartments behind a KR-CU16 board. Every bolt stays as it is, that is locked.
 *
 * @throws AppError `DEVICE_OFFLINE` if the board does not answer.
 */
export function openKerongGate(options: KerongGateOptions): Promise<DeliveryGate> {
  const { line, slots } = options;
  return openLockedGate({ ...options, board: kerongBoard(options, line, 0, slots) });
}
