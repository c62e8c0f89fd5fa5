import { layout, type Layout } from './pcsc-layout.ts';

/** Commands of the protocol between libpcsclite and pcscd, as `winscard_msg.h` of PCSC lite numbers them. */
export const pcscCommand = {
  establishContext: 0x01,
  releaseContext: 0x02,
  connect: 0x04,
  disconnect: 0x06,
  transmit: 0x09,
  version: 0x11,
  getReadersState: 0x12,
  waitReaderStateChange: 0x13,
  stopWaiting: 0x14,
} as const;
export type PcscCommand = keyof typeof pcscCommand;

/** Longest name of a reader, with its NUL: `MAX_READERNAME`. */
const NAME_BYTES = 128;

/** In front of every request; answers have none, so that only who asked knows how long an answer is. */
export const headerLayout = layout('size', 'command');

/** What a request and its answer look like: the same for both. Field names are those of `winscard_msg.h`. */
export const messageLayouts = {
  establishContext: layout('scope', 'context', 'rv'),
  releaseContext: layout('context', 'rv'),
  connect: layout(
    'context',
    { text: 'reader', bytes: NAME_BYTES },
    'shareMode',
    'preferredProtocols',
    'card',
    'activeProtocol',
    'rv',
  ),
  disconnect: layout('card', 'disposition', 'rv'),
  /** Followed by the bytes to the card; the answer by those from it, where `rv` is success. */
  transmit: layout(
    'card',
    'sendProtocol',
    'sendPciLength',
    'sendLength',
    'receiveProtocol',
    'receivePciLength',
    'receiveLength',
    'rv',
  ),
  version: layout('major', 'minor', 'rv'),
  /** What ends a wait, and what answers `stopWaiting`. */
  stopWaiting: layout('timeOut', 'rv'),
} as const satisfies Partial<Record<PcscCommand, Layout<string>>>;

/** Codes of `pcsclite.h`, as they stand in `rv`. */
export const pcscResult = {
  success: 0,
  unknownReader: 0x80100009,
  sharingViolation: 0x8010000b,
  noSmartcard: 0x8010000c,
  readerUnavailable: 0x80100017,
  noService: 0x8010001d,
  /** A protocol that pcscd does not speak: its own is in the answer. */
  serviceStopped: 0x8010001e,
  unresponsiveCard: 0x80100066,
  removedCard: 0x80100069,
} as const;

/** A name for a result code, for logs. */
export function resultName(rv: number): string {
  const known = Object.entries(pcscResult).find(([, code]) => code === rv);
  return known?.[0] ?? `0x${rv.toString(16).padStart(8, '0')}`;
}

export const SCOPE_SYSTEM = 2;
export const SHARE_SHARED = 2;
export const PROTOCOL_T0 = 1;
export const PROTOCOL_T1 = 2;
export const LEAVE_CARD = 0;

/** Bits of a reader's state. */
export const readerStateBits = { absent: 0x02, present: 0x04, unresponsive: 0x08 } as const;

/** `SCARD_IO_REQUEST` of a 64-bit pcscd: two longs of 4 bytes each on the wire. */
const PCI_BYTES = 8;
/** Longest answer of a card to a short command: 256 bytes and the status word. */
const LONGEST_ANSWER = 258;

export const readerStateLayout = layout(
  { text: 'name', bytes: NAME_BYTES },
  'eventCounter',
  'state',
  'sharing',
);
/** After it: an ATR of at most 33 bytes, padded to a word, its length, and the card's protocol. */
const READER_STATE_TAIL = 36 + 4 + 4;
export const READER_STATE_BYTES = readerStateLayout.bytes + READER_STATE_TAIL;
/** The table of readers has always 16 rows: `PCSCLITE_MAX_READERS_CONTEXTS`. */
export const READER_ROWS = 16;
export const READERS_STATE_BYTES = READER_STATE_BYTES * READER_ROWS;

/** One reader that pcscd knows. */
export interface PcscReaderState {
  readonly name: string;
  /** Counts cards put in and taken out. */
  readonly eventCounter: number;
  readonly isCardPresent: boolean;
}

/** A request, with its header. */
export function encodeRequest(command: PcscCommand, body: Uint8Array = new Uint8Array()) {
  const header = headerLayout.write({ size: body.length, command: pcscCommand[command] });
  return Uint8Array.from([...header, ...body]);
}

/** A request that carries bytes to a card. They are not counted in its header. */
export function encodeTransmit(card: number, protocol: number, apdu: Uint8Array): Uint8Array {
  const body = messageLayouts.transmit.write({
    card,
    sendProtocol: protocol,
    sendPciLength: PCI_BYTES,
    sendLength: apdu.length,
    receiveProtocol: protocol,
    receivePciLength: PCI_BYTES,
    receiveLength: LONGEST_ANSWER,
  });
  return Uint8Array.from([...encodeRequest('transmit', body), ...apdu]);
}

/** The rows of the table that name a reader. */
export function decodeReaders(table: Uint8Array): PcscReaderState[] {
  const readers: PcscReaderState[] = [];
  for (let row = 0; (row + 1) * READER_STATE_BYTES <= table.length; row += 1) {
    const bytes = table.subarray(row * READER_STATE_BYTES, (row + 1) * READER_STATE_BYTES);
    const name = readerStateLayout.text(bytes);
    if (name === '') continue;
    const { eventCounter, state } = readerStateLayout.read(bytes);
    const isCardPresent =
      (state & readerStateBits.present) !== 0 && (state & readerStateBits.unresponsive) === 0;
    readers.push({ name, eventCounter, isCardPresent });
  }
  return readers;
}

/** GET DATA for the card's number, PC/SC part 3 §3.2.2.1.3. */
export const GET_UID = Uint8Array.of(0xff, 0xca, 0x00, 0x00, 0x00);

/**
 * The answer of a card to {@link GET_UID}: its number as upper-case hex. ISO/IEC 14443-3 has numbers of 4, 7 and 10 bytes,
 * ISO/IEC 15693 of 8; an answer of another length, or without `90 00` at its end, holds none.
 */
export function decodeUid(answer: Uint8Array): string | null {
  if (answer.at(-2) !== 0x90 || answer.at(-1) !== 0x00) return null;
  const uid = answer.subarray(0, -2);
  if (![4, 7, 8, 10].includes(uid.length)) return null;
  return Buffer.from(uid).toString('hex').toUpperCase();
}

/** The status word of a card's answer, for logs. */
export function statusWord(answer: Uint8Array): string {
  return Buffer.from(answer.subarray(-2)).toString('hex').toUpperCase();
}
