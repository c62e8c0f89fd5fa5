/**
 * Frames of Modbus RTU (MODBUS over Serial Line V1.02, MODBUS Application Protocol V1.1b3): unit, function, data, CRC-16 with
 * its low byte first. Only what this product asks for: functions 1, 2, 4 and 5.
 */
const READ_COILS = 0x01;
const READ_DISCRETE_INPUTS = 0x02;
const READ_INPUT_REGISTERS = 0x04;
const WRITE_COIL = 0x05;
/** Set in the function of an answer that refuses. */
const EXCEPTION = 0x80;
const COIL_ON = 0xff00;
/** Unit, function, two words, CRC: all requests that are known here. */
export const REQUEST_BYTES = 8;
const EXCEPTION_BYTES = 5;

/** Why a unit refuses (§7): only those that a relay board raises. */
export const modbusExceptions = {
  1: 'illegal function',
  2: 'illegal data address',
  3: 'illegal data value',
  4: 'device failure',
} as const;
export type ModbusException = keyof typeof modbusExceptions;

export type ModbusRequest =
  | {
      readonly kind: 'readCoils' | 'readDiscreteInputs' | 'readInputRegisters';
      readonly unit: number;
      readonly first: number;
      readonly count: number;
    }
  | {
      readonly kind: 'writeCoil';
      readonly unit: number;
      readonly address: number;
      readonly on: boolean;
    };

/** What a unit answers to a reading: bits, or words of 16 bits. */
export type ModbusValues =
  { readonly bits: readonly boolean[] } | { readonly words: readonly number[] };

/** Reads a request as a unit does; `null` where it is none. */
export function decodeModbusRequest(frame: Uint8Array): ModbusRequest | null {
  if (frame.length !== REQUEST_BYTES || !isChecked(frame)) return null;
  const [unit = 0, code, ...rest] = frame;
  const [high = 0, low = 0, secondHigh = 0, secondLow = 0] = rest;
  const first = (high << 8) | low;
  const second = (secondHigh << 8) | secondLow;
  switch (code) {
    case READ_COILS:
      return { kind: 'readCoils', unit, first, count: second };
    case READ_DISCRETE_INPUTS:
      return { kind: 'readDiscreteInputs', unit, first, count: second };
    case READ_INPUT_REGISTERS:
      return { kind: 'readInputRegisters', unit, first, count: second };
    case WRITE_COIL:
      if (second !== COIL_ON && second !== 0) return null;
      return { kind: 'writeCoil', unit, address: first, on: second === COIL_ON };
    default:
      return null;
  }
}

/** The answer to a reading. */
export function encodeModbusValues(request: Uint8Array, values: ModbusValues): Uint8Array {
  const data =
    'words' in values ? values.words.flatMap((word) => [word >> 8, word & 0xff]) : packed(values);
  return checked([...request.subarray(0, 2), data.length, ...data]);
}

export function encodeModbusException(request: Uint8Array, why: ModbusException): Uint8Array {
  const [unit = 0, code = 0] = request;
  return checked([unit, code | EXCEPTION, why]);
}

/** The answer to a request, where `bytes` has one whole from `start`: a normal one, or a refusal. */
export function findModbusReply(bytes: Uint8Array, start: number, request: Uint8Array) {
  const [unit, code = 0] = request;
  if (bytes[start] !== unit) return null;
  const isRefusal = bytes[start + 1] === (code | EXCEPTION);
  if (!isRefusal && bytes[start + 1] !== code) return null;
  const length = isRefusal ? EXCEPTION_BYTES : replyLength(request);
  const frame = bytes.slice(start, start + length);
  if (frame.length !== length || !isChecked(frame)) return null;
  return isRefusal || agrees(frame, request) ? frame : null;
}

/** A request, in words for whoever reads along. */
export function requestMeaning(frame: Uint8Array): string {
  const request = decodeModbusRequest(frame);
  if (request === null) return 'a request';
  if (request.kind === 'writeCoil') {
    return `coil ${request.address} ${request.on ? 'on' : 'off'}`;
  }
  const what = {
    readCoils: 'coils',
    readDiscreteInputs: 'inputs',
    readInputRegisters: 'registers',
  } as const;
  return `read ${what[request.kind]} ${request.first}-${request.first + request.count - 1}`;
}

/** An answer, in words for whoever reads along. */
export function replyMeaning(frame: Uint8Array): string {
  const [, code = 0, third = 0] = frame;
  if ((code & EXCEPTION) !== 0) {
    const known: Readonly<Record<number, string>> = modbusExceptions;
    return `refused: ${known[third] ?? `exception ${third}`}`;
  }
  if (code === WRITE_COIL) return 'done';
  return `values ${Buffer.from(frame.subarray(3, -2)).toString('hex')}`;
}

/** Longest answer to come: unit, function, length, data, CRC. */
function replyLength(request: Uint8Array): number {
  const [, code, , , high = 0, low = 0] = request;
  const count = (high << 8) | low;
  if (code === WRITE_COIL) return REQUEST_BYTES;
  if (code === READ_INPUT_REGISTERS) return 5 + 2 * count;
  return 5 + Math.ceil(count / 8);
}

/** An answer to a reading says its length; one to a writing repeats the request. */
function agrees(frame: Uint8Array, request: Uint8Array): boolean {
  if (frame[1] !== WRITE_COIL) return frame[2] === frame.length - 5;
  return frame.every((byte, index) => byte === request[index]);
}

function packed({ bits }: { readonly bits: readonly boolean[] }): number[] {
  const bytes = new Uint8Array(Math.ceil(bits.length / 8));
  bits.forEach((bit, index) => {
    if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  });
  return [...bytes];
}

function checked(bytes: readonly number[]): Uint8Array {
  const sum = crc16(bytes);
  return Uint8Array.from([...bytes, sum & 0xff, sum >> 8]);
}

export function isChecked(frame: Uint8Array): boolean {
  const [low, high] = frame.subarray(-2);
  const sum = crc16(frame.subarray(0, -2));
  return low === (sum & 0xff) && high === sum >> 8;
}

/** CRC-16 of Modbus: polynomial A001 reflected, beginning with FFFF (over Serial Line §6.2.2). */
function crc16(bytes: Iterable<number>): number {
  let sum = 0xffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum & 1) === 1 ? (sum >> 1) ^ 0xa001 : sum >> 1;
  }
  return sum;
}
