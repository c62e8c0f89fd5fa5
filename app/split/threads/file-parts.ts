import { readSync } from 'node:fs';
import type { ByteSource, FilePart } from '../../foundation/byte-source.ts';

/** Parts of files one after another, as a thread reads what another has opened. */
export function partsSource(parts: readonly FilePart[]): ByteSource {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  return {
    size,
    files: parts,
    read(position, into) {
      let start = 0;
      let done = 0;
      for (const part of parts) {
        const from = position + done - start;
        start += part.length;
        if (done === into.length) break;
        if (from >= part.length) continue;
        const wanted = into.subarray(done, done + part.length - from);
        const read = readWhole(part.descriptor, part.offset + from, wanted);
        done += read;
        if (read < wanted.length) break;
      }
      return done;
    },
  };
}

function readWhole(descriptor: number, position: number, into: Uint8Array): number {
  let done = 0;
  while (done < into.length) {
    const count = readSync(descriptor, into, done, into.length - done, position + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
