import { readFileSync } from 'node:fs';
import { type ByteSource, bufferSource } from '../../../app/foundation/byte-source.ts';

/** The first `length` bytes of a file. */
export function truncatedFile(path: string, length: number): ByteSource {
  return bufferSource(readFileSync(path).subarray(0, length));
}

/** A file with bytes written over it, in memory. */
export function editedFile(
  path: string,
  edits: readonly { readonly position: number; readonly bytes: Uint8Array }[],
): ByteSource {
  const bytes = readFileSync(path);
  for (const edit of edits) bytes.set(edit.bytes, edit.position);
  return bufferSource(bytes);
}
