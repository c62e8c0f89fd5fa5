import { createHash } from 'node:crypto';
import { type ByteSource, readExtent } from '../foundation/byte-source.ts';
import { splitError } from './errors.ts';

/** Which of the file formats that share this frame, and how its errors are called. */
export interface FileKind {
  readonly magic: string;
  readonly version: number;
  readonly area: 'INDEX' | 'COMPLEMENT' | 'ORIGINALS' | 'OVERLAY';
  readonly name: string;
}

export const indexKind: FileKind = {
  magic: 'DPTCHIDX',
  version: 2,
  area: 'INDEX',
  name: 'index',
};
export const complementKind: FileKind = {
  magic: 'DPTCHCPL',
  version: 3,
  area: 'COMPLEMENT',
  name: 'complement',
};
export const originalsKind: FileKind = {
  magic: 'DPTCHORI',
  version: 2,
  area: 'ORIGINALS',
  name: 'file of originals',
};

export const overlayKind: FileKind = {
  magic: 'DPTCHOVL',
  version: 1,
  area: 'OVERLAY',
  name: 'overlay of an order',
};

/** Bytes before the blocks: magic (8), version (2), zeros (6). */
export const FILE_HEAD = 16;
/** Bytes at the end: sizes of table and facts (4 + 4), SHA-256 of both, SHA-256 of all before, magic (8). */
const FILE_TAIL = 8 + 32 + 32 + 8;

/** Writes a file of blocks as a stream: head, blocks, table, facts, tail. */
export class BlockFileWriter {
  readonly #kind: FileKind;
  readonly #sink: (bytes: Uint8Array) => void;
  readonly #digest = createHash('sha256');
  #written = 0;

  constructor(kind: FileKind, sink: (bytes: Uint8Array) => void) {
    this.#kind = kind;
    this.#sink = sink;
    const head = Buffer.alloc(FILE_HEAD);
    head.write(kind.magic, 'latin1');
    head.writeUInt16LE(kind.version, 8);
    this.write(head);
  }

  /** Bytes written up to now. */
  get size(): number {
    return this.#written;
  }

  /** Writes the bytes of a block; the sink keeps them. */
  write(bytes: Uint8Array): void {
    this.#digest.update(bytes);
    this.#written += bytes.length;
    this.#sink(bytes);
  }

  /** Writes the end. */
  finish(table: Uint8Array, facts: unknown): void {
    const text = Buffer.from(JSON.stringify(facts));
    this.write(Uint8Array.from(table));
    this.write(text);
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(table.length, 0);
    sizes.writeUInt32LE(text.length, 4);
    this.write(sizes);
    this.write(createHash('sha256').update(table).update(text).digest());
    const end = Buffer.concat([this.#digest.digest(), Buffer.from(this.#kind.magic, 'latin1')]);
    this.#written += end.length;
    this.#sink(end);
  }
}

/** The ends of a file of blocks, checked. */
export interface BlockFile {
  readonly table: Uint8Array;
  /** JSON, not yet parsed by a schema. */
  readonly facts: unknown;
  /** Where the blocks end. */
  readonly blocksEnd: number;
}

/**
 * Reads head, table and facts.
 *
 * @throws AppError `INDEX_NOT_ONE`, `INDEX_VERSION`, `INDEX_DAMAGED`, or the same of `COMPLEMENT`, `ORIGINALS` or `OVERLAY`.
 */
export function readBlockFile(source: ByteSource, kind: FileKind): BlockFile {
  if (!isOfKind(source, kind)) {
    throw splitError(`${kind.area}_NOT_ONE`, `This file is no ${kind.name} of Diptych.`);
  }
  if (source.size < FILE_HEAD + FILE_TAIL) throw damaged(kind, 'it ends too early');
  const head = Buffer.from(readExtent(source, { offset: 0, length: FILE_HEAD }));
  const version = head.readUInt16LE(8);
  if (version !== kind.version) {
    const message = `This ${kind.name} has version ${version}; this program reads version ${kind.version}.`;
    throw splitError(`${kind.area}_VERSION`, message, { version });
  }
  const tailAt = source.size - FILE_TAIL;
  const tail = Buffer.from(readExtent(source, { offset: tailAt, length: FILE_TAIL }));
  if (tail.toString('latin1', FILE_TAIL - 8) !== kind.magic)
    throw damaged(kind, 'its end is missing');
  const tableBytes = tail.readUInt32LE(0);
  const factsBytes = tail.readUInt32LE(4);
  const blocksEnd = tailAt - tableBytes - factsBytes;
  if (blocksEnd < FILE_HEAD) throw damaged(kind, 'its end is damaged');
  const table = readExtent(source, { offset: blocksEnd, length: tableBytes });
  const text = readExtent(source, { offset: blocksEnd + tableBytes, length: factsBytes });
  const digest = createHash('sha256').update(table).update(text).digest();
  if (!digest.equals(tail.subarray(8, 40))) throw damaged(kind, 'its table is damaged');
  return { table, facts: parseJson(text), blocksEnd };
}

/** What JSON says, for a schema to look at; undefined where it is none. */
export function parseJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString()) as unknown;
  } catch {
    return undefined;
  }
}

/** @throws AppError `..._DAMAGED` unless the whole file has the digest that it ends with. */
export function checkWholeFile(source: ByteSource, kind: FileKind): void {
  const digest = createHash('sha256');
  const end = source.size - 40;
  const piece = new Uint8Array(1 << 20);
  for (let at = 0; at < end;) {
    const read = source.read(at, piece.subarray(0, Math.min(piece.length, end - at)));
    if (read === 0) throw damaged(kind, 'it ends too early');
    digest.update(piece.subarray(0, read));
    at += read;
  }
  const written = readExtent(source, { offset: end, length: 32 });
  if (!digest.digest().equals(written))
    throw damaged(kind, 'its bytes are not those that were written');
}

export function isOfKind(source: ByteSource, kind: FileKind): boolean {
  const magic = readExtent(source, { offset: 0, length: 8 });
  return Buffer.from(magic).toString('latin1') === kind.magic;
}

export function damaged(kind: FileKind, what: string): Error {
  return splitError(`${kind.area}_DAMAGED`, `This ${kind.name} is damaged: ${what}.`);
}
