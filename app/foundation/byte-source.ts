/** Part of a file or image: bytes `offset` to `offset + length`. */
export interface Extent {
  readonly offset: number;
  readonly length: number;
}

/** Part of an open file: all threads of the process can read it, as long as it is open. */
export interface FilePart extends Extent {
  readonly descriptor: number;
}

/**
 * Bytes that can be read anywhere: a file, a block device, a buffer, or a main stream or a synthesis that is computed as it
 * is read. Reading is synchronous: the hot loops of the engine take whole chunks of 512 KiB to 2 MiB.
 */
export interface ByteSource {
  /** Length in bytes. */
  readonly size: number;
  /** The files in which its bytes lie as they are, in order; left out where they do not, or nobody has to know. */
  readonly files?: readonly FilePart[];
  /**
   * Fills `into` from `position`.
   *
   * @returns bytes read: `into.length`, or fewer only at the end of the source.
   */
  read(position: number, into: Uint8Array): number;
}

/** The bytes of a buffer. */
export function bufferSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(position, into) {
      const part = bytes.subarray(position, position + into.length);
      into.set(part);
      return part.length;
    },
  };
}

/** Reads `length` bytes into a new array; shorter only where the source ends. */
export function readExtent(source: ByteSource, extent: Extent): Uint8Array {
  const bytes = new Uint8Array(extent.length);
  return bytes.subarray(0, source.read(extent.offset, bytes));
}

/** What of these files lies in an extent of all of them together. */
export function partsWithin(files: readonly FilePart[], extent: Extent): readonly FilePart[] {
  let start = 0;
  return files.flatMap(({ descriptor, offset, length }) => {
    const from = Math.max(extent.offset, start);
    const to = Math.min(extent.offset + extent.length, start + length);
    const skipped = from - start;
    start += length;
    return from < to ? [{ descriptor, offset: offset + skipped, length: to - from }] : [];
  });
}
