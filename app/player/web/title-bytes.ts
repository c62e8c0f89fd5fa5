import type { Extent } from '../../foundation/byte-source.ts';
import type { SynthesisDevice } from '../ports.ts';

/** Small enough that ffmpeg's pipes, not we, decide how far ahead of the picture is read. */
const CHUNK_BYTES = 32 * 1024;

/** A title's film from one of its bytes on, as it is asked for. Whoever takes a chunk zeroises it. */
export async function* filmBytes(
  device: SynthesisDevice,
  extents: readonly Extent[],
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const { offset, length } of chunksFrom(extents, from)) {
    yield await device.read(offset, length, signal);
  }
}

/** The same bytes as they are on the disc. */
export async function* discBytes(
  device: SynthesisDevice,
  extents: readonly Extent[],
  from: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const { offset, length } of chunksFrom(extents, from)) {
    signal.throwIfAborted();
    const chunk = new Uint8Array(length);
    device.mainStream.read(offset, chunk);
    // Reading a disc is synchronous: between two chunks everybody else has a turn.
    yield await Promise.resolve(chunk);
  }
}

function* chunksFrom(extents: readonly Extent[], from: number): Generator<Extent> {
  let skipped = from;
  for (const { offset, length } of extents) {
    for (let at = Math.min(skipped, length); at < length; at += CHUNK_BYTES) {
      yield { offset: offset + at, length: Math.min(CHUNK_BYTES, length - at) };
    }
    skipped = Math.max(0, skipped - length);
  }
}
