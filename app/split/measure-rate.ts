import type { ByteSource, Extent } from '../foundation/byte-source.ts';

/** Mean bytes of a title in a tick of 90 kHz; null: not known. */
export function measureRate(_source: ByteSource, _extents: readonly Extent[]): number | null {
  return null;
}
