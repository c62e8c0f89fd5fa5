import { type ByteSource, type Extent, partsWithin } from '../foundation/byte-source.ts';

/** The bytes of several sources, one after the other: the VOBs of a title set, which are cut at 1 GiB. */
export function joinedSource(sources: readonly ByteSource[]): ByteSource {
  const ends: number[] = [];
  let size = 0;
  for (const source of sources) ends.push((size += source.size));
  const isInFiles = sources.every(({ files }) => files !== undefined);
  return {
    size,
    ...(isInFiles ? { files: sources.flatMap(({ files = [] }) => files) } : {}),
    read(position, into) {
      let filled = 0;
      for (const [number, source] of sources.entries()) {
        const start = (ends[number] ?? 0) - source.size;
        const within = position + filled - start;
        if (within >= source.size || filled === into.length) continue;
        const wanted = into.subarray(filled, filled + source.size - within);
        filled += source.read(within, wanted);
      }
      return filled;
    },
  };
}

/** Part of a source, as a source of its own. */
export function partSource(source: ByteSource, extent: Extent): ByteSource {
  const { files } = source;
  return {
    size: extent.length,
    ...(files === undefined ? {} : { files: partsWithin(files, extent) }),
    read(position, into) {
      const wanted = Math.max(0, Math.min(into.length, extent.length - position));
      return source.read(extent.offset + position, into.subarray(0, wanted));
    },
  };
}
