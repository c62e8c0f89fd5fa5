import { AppError } from '../../app/foundation/errors.ts';

/**
 * Messages of the Internet Printing Protocol, RFC 8010 (encoding) and RFC 8011 (operations): the part that printing a
 * document needs.
 */
export const IPP_OPERATION = {
  printJob: 0x0002,
  cancelJob: 0x0008,
  getJobAttributes: 0x0009,
  getJobs: 0x000a,
  getPrinterAttributes: 0x000b,
} as const;

/** Delimiter tags, RFC 8010 §3.5.1. */
const GROUP = { operation: 0x01, job: 0x02, printer: 0x04, unsupported: 0x05 } as const;
const END_OF_ATTRIBUTES = 0x03;
export type IppGroupName = keyof typeof GROUP;

/** Value tags, RFC 8010 §3.5.2. */
const VALUE = {
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  nameWithoutLanguage: 0x42,
  textWithoutLanguage: 0x41,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  naturalLanguage: 0x48,
  mimeMediaType: 0x49,
} as const;
export type IppValueType = keyof typeof VALUE;

const TEXT_TAGS: ReadonlySet<number> = new Set([0x41, 0x42, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49]);

export type IppValue = string | number | boolean;

export interface IppAttribute {
  readonly name: string;
  /** `other` for a type this program does not read: its values are left out. */
  readonly type: IppValueType | 'other';
  readonly values: readonly IppValue[];
}

export interface IppGroup {
  readonly group: IppGroupName | 'other';
  readonly attributes: readonly IppAttribute[];
}

export interface IppMessage {
  /** Operation of a request, status of a response. */
  readonly code: number;
  readonly requestId: number;
  readonly groups: readonly IppGroup[];
  /** The document that follows the attributes. */
  readonly data: Uint8Array;
}

/** Writes a message as version 1.1, which every printer understands. */
export function encodeMessage(message: IppMessage): Uint8Array {
  const parts: Buffer[] = [];
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt8(1, 1);
  head.writeUInt16BE(message.code, 2);
  head.writeUInt32BE(message.requestId, 4);
  parts.push(head);
  for (const { group, attributes } of message.groups) {
    if (group === 'other') continue;
    parts.push(Buffer.of(GROUP[group]));
    for (const attribute of attributes) parts.push(encodeAttribute(attribute));
  }
  parts.push(Buffer.of(END_OF_ATTRIBUTES), Buffer.from(message.data));
  return Buffer.concat(parts);
}

function encodeAttribute({ name, type, values }: IppAttribute): Buffer {
  if (type === 'other') return Buffer.alloc(0);
  return Buffer.concat(
    values.map((value, index) => {
      const label = Buffer.from(index === 0 ? name : '', 'utf8');
      const bytes = encodeValue(type, value);
      const head = Buffer.alloc(3);
      head.writeUInt8(VALUE[type], 0);
      head.writeUInt16BE(label.length, 1);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      return Buffer.concat([head, label, length, bytes]);
    }),
  );
}

function encodeValue(type: IppValueType, value: IppValue): Buffer {
  if (type === 'integer' || type === 'enum') {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(Number(value));
    return bytes;
  }
  if (type === 'boolean') return Buffer.of(value === true ? 1 : 0);
  return Buffer.from(String(value), 'utf8');
}

/** @throws AppError `DEVICE_PROTOCOL` where the bytes are no IPP message. */
export function decodeMessage(bytes: Uint8Array): IppMessage {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const major = reader.uint8();
  reader.uint8();
  if (major !== 1 && major !== 2) throw malformed(`version ${major}`);
  const code = reader.uint16();
  const requestId = reader.uint32();
  const groups: { group: IppGroup['group']; attributes: IppAttribute[] }[] = [];
  let last: { name: string; type: IppAttribute['type']; values: IppValue[] } | null = null;
  for (let tag = reader.uint8(); tag !== END_OF_ATTRIBUTES; tag = reader.uint8()) {
    if (tag < 0x10) {
      groups.push({ group: nameOf(GROUP, tag) ?? 'other', attributes: [] });
      last = null;
      continue;
    }
    const name = reader.text(reader.uint16());
    const value = decodeValue(tag, reader.bytes(reader.uint16()));
    if (name !== '') {
      last = { name, type: nameOf(VALUE, tag) ?? 'other', values: [] };
      const group = groups.at(-1);
      if (!group) throw malformed('an attribute without a group');
      group.attributes.push(last);
    }
    if (last === null) throw malformed('a value without an attribute');
    if (value !== null) last.values.push(value);
  }
  return { code, requestId, groups, data: reader.rest() };
}

function decodeValue(tag: number, bytes: Buffer): IppValue | null {
  if (tag === VALUE.integer || tag === VALUE.enum) {
    if (bytes.length !== 4) throw malformed('an integer that is not four bytes');
    return bytes.readInt32BE();
  }
  if (tag === VALUE.boolean) return bytes[0] === 1;
  // Out-of-band values (0x10-0x1f), dates, ranges, resolutions and collections say nothing that is asked here.
  return TEXT_TAGS.has(tag) ? bytes.toString('utf8') : null;
}

/** The values of an attribute, from the first group that has it; empty where none has. */
export function valuesOf(
  message: IppMessage,
  group: IppGroupName,
  name: string,
): readonly IppValue[] {
  for (const candidate of message.groups) {
    if (candidate.group !== group) continue;
    const attribute = candidate.attributes.find((one) => one.name === name);
    if (attribute) return attribute.values;
  }
  return [];
}

function nameOf<Names extends Readonly<Record<string, number>>>(
  table: Names,
  tag: number,
): keyof Names | undefined {
  return Object.keys(table).find((name) => table[name] === tag);
}

class Reader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  bytes(length: number): Buffer {
    const part = this.#bytes.subarray(this.#position, this.#position + length);
    if (part.length !== length) throw malformed('it is cut short');
    this.#position += length;
    return part;
  }

  uint8(): number {
    return this.bytes(1).readUInt8();
  }

  uint16(): number {
    return this.bytes(2).readUInt16BE();
  }

  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  text(length: number): string {
    return this.bytes(length).toString('utf8');
  }

  rest(): Buffer {
    return this.#bytes.subarray(this.#position);
  }
}

function malformed(why: string): AppError {
  return new AppError('DEVICE_PROTOCOL', `This is no IPP message: ${why}.`, {
    remedy: 'call-attendant',
  });
}
