import { isAppError } from '../../app/foundation/errors.ts';
import { deviceOffline } from '../contract/device-errors.ts';

const ATTEMPTS = 3;
/** What one reading of bits may span: a relay board answers so many at once. */
const SPAN = 64;

/**
 * Asks what may be asked again: readings, and switching something off.
 *
 * @throws AppError `DEVICE_OFFLINE` after three questions without an answer; what else the bus says at once.
 */
export async function askPatiently<Result>(
  who: string,
  ask: () => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isAppError(error, 'DEVICE_TIMEOUT')) throw error;
      if (attempt >= ATTEMPTS) throw deviceOffline(who, error);
    }
  }
}

/**
 * Reads bits that lie here and there, in as few readings as their addresses allow.
 *
 * @returns what says the bit at an address that was asked for.
 */
export async function bitsAt(
  addresses: readonly number[],
  read: (first: number, count: number) => Promise<readonly boolean[]>,
): Promise<(address: number) => boolean> {
  const sorted = [...new Set(addresses)].sort((a, b) => a - b);
  const set = new Set<number>();
  for (let at = 0; at < sorted.length;) {
    const first = sorted[at] ?? 0;
    let end = at + 1;
    // Addresses in between need not exist on the board: only what adjoins is read together.
    while (sorted[end] === first + end - at && end - at < SPAN) end += 1;
    const bits = await read(first, end - at);
    bits.forEach((bit, index) => {
      if (bit) set.add(first + index);
    });
    at = end;
  }
  return (address) => set.has(address);
}
