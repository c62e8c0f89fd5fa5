import { readFileSync } from 'node:fs';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { SECTORS } from './path.ts';

/** The main stream of an order, unlike any other's: by its content a disc says whose it is. */
export function streamOf(orderId: string): Uint8Array {
  return seededRandomness(`stream of ${orderId}`).bytes(SECTORS * 2048);
}

/** The order whose whole stream that file holds; null where it is of none of them. */
export function orderOfContent(path: string, orderIds: readonly string[]): string | null {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return orderIds.find((orderId) => content.equals(streamOf(orderId))) ?? null;
}
