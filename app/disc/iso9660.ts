import { type ByteSource, type Extent, readExtent } from '../foundation/byte-source.ts';
import { SECTOR_BYTES } from '../foundation/units.ts';
import { discError } from './disc-error.ts';

/** What an ISO 9660 volume says of itself and of its files. */
export interface IsoVolume {
  readonly volumeId: string;
  /** Volume space size: logical sectors, padding included. */
  readonly sectors: number;
  /** Path in capitals without version, `VIDEO_TS/VIDEO_TS.IFO`, to the bytes of the file in the image. */
  readonly files: ReadonlyMap<string, Extent>;
}

/** First sector of the volume descriptors (ECMA-119 §6.2.1). */
const DESCRIPTORS_SECTOR = 16;
/** Descriptors looked at before giving up; real volumes have three or four. */
const DESCRIPTORS_LIMIT = 16;
/** A DVD-Video has two levels; deeper nesting is not followed. */
const DEPTH_LIMIT = 4;
/** A folder larger than this is damage, not a folder: 1 024 sectors. */
const FOLDER_LIMIT = 1024 * SECTOR_BYTES;
/** All folders of a volume together, as often as they are named: a DVD-Video has some ten sectors of them. */
const FOLDERS_LIMIT = 4 * FOLDER_LIMIT;

/**
 * Reads the primary volume descriptor and all folders (ECMA-119 §8.4, §9.1). DVD-Video discs are bridges: the same files
 * stand in UDF 1.02, at the same places.
 *
 * @throws AppError `DISC_NOT_DVD_VIDEO` where there is no ISO 9660 volume, `DISC_TRUNCATED` where the source ends before
 *   the volume or a file does, `DISC_DAMAGED` where a folder makes no sense.
 */
export function readIsoVolume(source: ByteSource): IsoVolume {
  const descriptor = primaryDescriptor(source);
  const view = new DataView(descriptor.buffer, descriptor.byteOffset);
  const volumeSectors = view.getUint32(80, true);
  const blockBytes = view.getUint16(128, true);
  if (blockBytes !== SECTOR_BYTES) {
    throw discError(
      'DISC_NOT_DVD_VIDEO',
      `The volume has blocks of ${blockBytes} bytes, not 2048.`,
    );
  }
  if (source.size < volumeSectors * SECTOR_BYTES) {
    throw discError('DISC_TRUNCATED', 'The image ends before its volume does.', {
      bytes: source.size,
      expectedBytes: volumeSectors * SECTOR_BYTES,
    });
  }
  const files = new Map<string, Extent>();
  const left = { bytes: FOLDERS_LIMIT };
  readFolder(source, recordExtent(view, 156), '', { files, left }, 0);
  return { volumeId: text(descriptor, 40, 32).trimEnd(), sectors: volumeSectors, files };
}

function primaryDescriptor(source: ByteSource): Uint8Array {
  for (let number = 0; number < DESCRIPTORS_LIMIT; number++) {
    const offset = (DESCRIPTORS_SECTOR + number) * SECTOR_BYTES;
    const bytes = readExtent(source, { offset, length: SECTOR_BYTES });
    if (bytes.length < SECTOR_BYTES || text(bytes, 1, 5) !== 'CD001' || bytes[0] === 255) break;
    if (bytes[0] === 1) return bytes;
  }
  throw discError('DISC_NOT_DVD_VIDEO', 'This is not a disc image: it has no ISO 9660 volume.');
}

/** What was found, and how much more of folders may be read: folders that name each other would never end. */
interface Reading {
  readonly files: Map<string, Extent>;
  readonly left: { bytes: number };
}

function readFolder(
  source: ByteSource,
  folder: Extent,
  prefix: string,
  reading: Reading,
  depth: number,
): void {
  if (folder.length > FOLDER_LIMIT || folder.length === 0) {
    throw discError('DISC_DAMAGED', `The folder "${prefix}" has an impossible length.`);
  }
  reading.left.bytes -= folder.length;
  if (reading.left.bytes < 0) {
    throw discError('DISC_DAMAGED', 'The folders of the volume are larger than any disc has.');
  }
  const bytes = readWhole(source, folder, prefix);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let position = 0;
  while (position < bytes.length) {
    const length = bytes[position] ?? 0;
    // Records do not cross sectors: a zero length ends a sector (ECMA-119 §6.8.1.1).
    if (length === 0) {
      position = (Math.floor(position / SECTOR_BYTES) + 1) * SECTOR_BYTES;
      continue;
    }
    const nameLength = bytes[position + 32] ?? 0;
    if (length < 34 || position + length > bytes.length || nameLength > length - 33) {
      throw discError('DISC_DAMAGED', `The folder "${prefix}" holds an impossible record.`);
    }
    const flags = bytes[position + 25] ?? 0;
    const name = text(bytes, position + 33, nameLength);
    const isSelfOrParent = nameLength === 1 && name.charCodeAt(0) <= 1;
    if (!isSelfOrParent)
      addRecord(source, recordExtent(view, position), flags, prefix + name, reading, depth);
    position += length;
  }
}

function addRecord(
  source: ByteSource,
  extent: Extent,
  flags: number,
  name: string,
  reading: Reading,
  depth: number,
): void {
  const { files } = reading;
  const isFolder = (flags & 0x02) !== 0;
  if (isFolder) {
    if (depth < DEPTH_LIMIT)
      readFolder(source, extent, `${name.toUpperCase()}/`, reading, depth + 1);
    return;
  }
  const path = name.replace(/;\d+$/, '').replace(/\.$/, '').toUpperCase();
  // A file of several sections has one record each (ECMA-119 §9.1.6, bit 7); on DVD they follow one another.
  const before = files.get(path);
  if (before !== undefined && before.offset + before.length !== extent.offset) {
    throw discError('DISC_DAMAGED', `The file ${path} lies in several pieces.`);
  }
  const whole = before ? { offset: before.offset, length: before.length + extent.length } : extent;
  if (whole.offset + whole.length > source.size) {
    throw discError('DISC_TRUNCATED', `The image ends before its file ${path} does.`, {
      bytes: source.size,
      expectedBytes: whole.offset + whole.length,
    });
  }
  files.set(path, whole);
}

/** Location and data length of a directory record (ECMA-119 §9.1.3, §9.1.4), little-endian halves. */
function recordExtent(view: DataView, position: number): Extent {
  return {
    offset: view.getUint32(position + 2, true) * SECTOR_BYTES,
    length: view.getUint32(position + 10, true),
  };
}

function readWhole(source: ByteSource, extent: Extent, name: string): Uint8Array {
  const bytes = readExtent(source, extent);
  if (bytes.length < extent.length) {
    throw discError('DISC_TRUNCATED', `The image ends inside the folder "${name}".`);
  }
  return bytes;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
