import { type ByteSource, readExtent } from '../../foundation/byte-source.ts';
import { damagedStick, stickError } from './stick-error.ts';

/**
 * What is sealed in `body.age`: the head and the blocks of a complement exactly as the bank gives them to a player online, so
 * that both ways end in the same parser.
 *
 * magic (8), version (2), zeros (6); head; payloads of the blocks, one after another; bytes of each payload (4 each); bytes
 * of the head (4); number of blocks (4); magic (8). Numbers are little-endian. The table stands at the end, so that a body is
 * written as it is computed.
 */
const MAGIC = 'DPTCHSTB';
/** 2 since a payload has the keys of two slots, and the bits of two levels. */
const VERSION = 2;
const BEGIN = 16;
const END = 16;
const FILE = 'body.age';

/** A complement as its blocks are computed. */
export interface BodyComplement {
  readonly blocks: number;
  head(): Uint8Array;
  block(number: number): Uint8Array;
}

/** The body, piece by piece: a piece a block. */
export function* writeBody(complement: BodyComplement): Generator<Uint8Array> {
  const begin = Buffer.alloc(BEGIN);
  begin.write(MAGIC, 'latin1');
  begin.writeUInt16LE(VERSION, 8);
  yield begin;
  const head = complement.head();
  yield head;
  const lengths = Buffer.alloc(4 * complement.blocks);
  for (let number = 0; number < complement.blocks; number++) {
    const payload = complement.block(number);
    lengths.writeUInt32LE(payload.length, 4 * number);
    yield payload;
  }
  const end = Buffer.alloc(END);
  end.writeUInt32LE(head.length, 0);
  end.writeUInt32LE(complement.blocks, 4);
  end.write(MAGIC, 8, 'latin1');
  yield lengths;
  yield end;
}

/** A body whose blocks can be read in any order. */
export interface StickBody {
  readonly head: Uint8Array;
  readonly blocks: number;
  /** The payload of a block, the caller's to zeroise. @throws AppError `STICK_DAMAGED`. */
  payload(number: number): Uint8Array;
}

/** @throws AppError `STICK_DAMAGED`, `STICK_VERSION`. */
export function openBody(source: ByteSource): StickBody {
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = length < 0 || offset < 0 ? null : readExtent(source, { offset, length });
    if (bytes?.length === length) return bytes;
    throw damagedStick(FILE, 'its table does not hold together');
  };
  const begin = Buffer.from(read(0, BEGIN));
  const end = Buffer.from(read(source.size - END, END));
  if (begin.toString('latin1', 0, 8) !== MAGIC || end.toString('latin1', 8) !== MAGIC) {
    throw damagedStick(FILE, 'it holds something else');
  }
  const version = begin.readUInt16LE(8);
  if (version !== VERSION) {
    const message = `What is on the stick has version ${version}; this program reads ${VERSION}.`;
    throw stickError('STICK_VERSION', message, { version });
  }
  const headBytes = end.readUInt32LE(0);
  const blocks = end.readUInt32LE(4);
  const tableAt = source.size - END - 4 * blocks;
  if (tableAt < BEGIN + headBytes) throw damagedStick(FILE, 'its table does not hold together');
  const table = Buffer.from(read(tableAt, 4 * blocks));
  const starts = new Float64Array(blocks + 1);
  let at = BEGIN + headBytes;
  for (let number = 0; number < blocks; number++) {
    starts[number] = at;
    at += table.readUInt32LE(4 * number);
  }
  starts[blocks] = at;
  if (at !== tableAt) throw damagedStick(FILE, 'its table does not hold together');
  return {
    head: read(BEGIN, headBytes),
    blocks,
    payload(number) {
      const from = starts[number];
      const to = starts[number + 1];
      if (from === undefined || to === undefined) {
        throw damagedStick(FILE, `it has no block ${number}`);
      }
      return read(from, to - from);
    },
  };
}
