import type { ByteSource, Extent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

const CHUNK_SECTORS = 512;
const PACK_START_CODE = 0x000001ba;
/** Bytes of a pack header without stuffing, as DVD has it (ISO/IEC 13818-1 §2.5.3.3). */
const PACK_HEADER_BYTES = 14;

export interface ScanOptions {
  /** Bytes looked at so far. */
  readonly onProgress?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Looks at every sector of the VOBs: each must be one pack, and none may be scrambled (`PES_scrambling_control` of
 * ISO/IEC 13818-1 §2.4.3.7, which CSS sets).
 *
 * @throws AppError `DISC_ENCRYPTED`, `DISC_DAMAGED` (a sector that is no pack, with its place), `DISC_TRUNCATED`.
 */
export async function scanPacks(
  source: ByteSource,
  extents: readonly Extent[],
  { onProgress, signal }: ScanOptions = {},
): Promise<void> {
  const buffer = new Uint8Array(CHUNK_SECTORS * SECTOR_BYTES);
  let looked = 0;
  for (const extent of extents) {
    for (let done = 0; done < extent.length;) {
      signal?.throwIfAborted();
      const wanted = Math.min(buffer.length, extent.length - done);
      const position = extent.offset + done;
      const count = source.read(position, buffer.subarray(0, wanted));
      if (count < wanted) throw discError('DISC_TRUNCATED', 'The film ends in the middle.');
      checkPacks(buffer.subarray(0, count), position);
      done += count;
      looked += count;
      onProgress?.(looked);
      await new Promise(setImmediate);
    }
  }
}

/** How much of a stream is looked at: CSS scrambles packs all over a film. */
const SAMPLE_BYTES = 64 * 1024 * 1024;

/**
 * Whether a file that ffmpeg would take for a film is a VOB copied from an encrypted disc: it would decode noise. Looks at
 * the first 64 MiB, up to the first sector that is no pack.
 */
export function hasScrambledPacks(source: ByteSource): boolean {
  const buffer = new Uint8Array(CHUNK_SECTORS * SECTOR_BYTES);
  const end = Math.min(SAMPLE_BYTES, source.size);
  for (let position = 0; position < end; position += buffer.length) {
    const view = new DataView(buffer.buffer, 0, source.read(position, buffer));
    for (let sector = 0; sector + SECTOR_BYTES <= view.byteLength; sector += SECTOR_BYTES) {
      if (view.getUint32(sector) !== PACK_START_CODE) return false;
      if (isScrambled(view, sector + PACK_HEADER_BYTES)) return true;
    }
  }
  return false;
}

function checkPacks(bytes: Uint8Array, position: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length % SECTOR_BYTES !== 0) {
    throw discError('DISC_TRUNCATED', 'The film ends in the middle of a sector.');
  }
  for (let sector = 0; sector < bytes.length; sector += SECTOR_BYTES) {
    if (view.getUint32(sector) !== PACK_START_CODE) {
      throw discError('DISC_DAMAGED', 'A sector of the film is not a pack.', {
        position: position + sector,
      });
    }
    if (isScrambled(view, sector + PACK_HEADER_BYTES)) {
      throw discError('DISC_ENCRYPTED', 'The disc is encrypted (CSS).', {
        position: position + sector,
      });
    }
  }
}

/** Whether the first packet of a pack is scrambled. Navigation packs begin with a system header, and never are. */
function isScrambled(view: DataView, packet: number): boolean {
  const streamId = view.getUint8(packet + 3);
  const isElementary = streamId === 0xbd || (streamId >= 0xc0 && streamId <= 0xef);
  const flags = view.getUint8(packet + 6);
  return isElementary && (flags & 0xc0) === 0x80 && (flags & 0x30) !== 0;
}
