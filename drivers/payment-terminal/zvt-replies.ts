import { unreachable } from '../../app/foundation/errors.ts';
import type { Apdu } from './zvt-apdu.ts';
import { fromBcd, toBcd } from './zvt-bcd.ts';
import { readText, writtenText } from './zvt-characters.ts';
import { BMP, field, locateFields, readFields } from './zvt-fields.ts';
import { TAG, withinTlv, writtenTlv } from './zvt-tlv.ts';

/** The result of a payment: 04 0F. */
export interface PaymentResult {
  /** 0 is good; see `resultText`. */
  readonly code: number;
  readonly amount: number | null;
  readonly receipt: number | null;
  readonly trace: number | null;
  readonly cardName: string;
  readonly text: string;
  /** What a later booking must bring back: BMP 0B, 19, 3B and 8A. No card data. */
  readonly proof: Uint8Array;
}

/** What a terminal says to a till. */
export type ZvtReply =
  | { readonly kind: 'acknowledged' }
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'intermediate'; readonly status: number; readonly text: string }
  | { readonly kind: 'result'; readonly result: PaymentResult }
  | { readonly kind: 'print'; readonly lines: readonly string[] }
  | { readonly kind: 'completed'; readonly data: Uint8Array }
  /** `receipts`: reservations that are open, where the terminal lists them; `null` where it does not. */
  | {
      readonly kind: 'aborted';
      readonly code: number;
      readonly receipts: readonly number[] | null;
    }
  | { readonly kind: 'other' };

const ACKNOWLEDGED = 0x8000;
const REFUSED_CLASS = 0x84;
const CONTROL_RESULT = 0x040f;
const CONTROL_INTERMEDIATE = 0x04ff;
const CONTROL_COMPLETED = 0x060f;
const CONTROL_ABORTED = 0x061e;
const CONTROL_PRINT_LINE = 0x06d1;
const CONTROL_PRINT_BLOCK = 0x06d3;

export const acknowledgement: Apdu = { control: ACKNOWLEDGED, data: new Uint8Array() };
/** 84 83: a command that the till does not know. */
export const refusal: Apdu = { control: 0x8483, data: new Uint8Array() };

export function decodeZvtReply({ control, data }: Apdu): ZvtReply {
  if (control === ACKNOWLEDGED) return { kind: 'acknowledged' };
  if (control >> 8 === REFUSED_CLASS) return { kind: 'refused', code: control & 0xff };
  switch (control) {
    case CONTROL_INTERMEDIATE:
      return intermediate(data);
    case CONTROL_RESULT:
      return { kind: 'result', result: readResult(data) };
    case CONTROL_PRINT_LINE:
      return { kind: 'print', lines: [readText(data.subarray(1))] };
    case CONTROL_PRINT_BLOCK:
      return { kind: 'print', lines: printedLines(data) };
    case CONTROL_COMPLETED:
      return { kind: 'completed', data };
    case CONTROL_ABORTED:
      return aborted(data);
    default:
      return { kind: 'other' };
  }
}

/** Status byte, then perhaps a time-out in minutes, then perhaps a container with the text. */
function intermediate(data: Uint8Array): ZvtReply {
  const container = readFields(data.subarray(2)).get(BMP.tlv) ?? new Uint8Array();
  const text = withinTlv(container, TAG.displayTexts, TAG.textLine).map(readText).join(' ');
  return { kind: 'intermediate', status: data[0] ?? 0, text: text.trim() };
}

function printedLines(data: Uint8Array): string[] {
  const container = readFields(data).get(BMP.tlv) ?? new Uint8Array();
  return withinTlv(container, TAG.printTexts, TAG.textLine).map(readText);
}

/** Result code; for B8 the receipts of open reservations: the first in BMP 87 (FFFF: none), all of them in tag 23. */
function aborted(data: Uint8Array): ZvtReply {
  const fields = readFields(data.subarray(1));
  const first = fields.get(BMP.receipt);
  if (first === undefined) return { kind: 'aborted', code: data[0] ?? 0xff, receipts: null };
  const listed = withinTlv(fields.get(BMP.tlv) ?? new Uint8Array(), TAG.receipts, TAG.receipt);
  const numbers = [first, ...listed].map(fromBcd).filter((number) => number !== null);
  return { kind: 'aborted', code: data[0] ?? 0xff, receipts: [...new Set(numbers)] };
}

const PROOF: ReadonlySet<number> = new Set([
  BMP.trace,
  BMP.paymentType,
  BMP.authorisation,
  BMP.cardType,
]);

function readResult(data: Uint8Array): PaymentResult {
  const fields = readFields(data);
  const number = (bmp: number) => {
    const content = fields.get(bmp);
    return content === undefined ? null : fromBcd(content);
  };
  return {
    code: fields.get(BMP.resultCode)?.[0] ?? 0xff,
    amount: number(BMP.amount),
    receipt: number(BMP.receipt),
    trace: number(BMP.trace),
    cardName: readText(fields.get(BMP.cardName) ?? new Uint8Array()),
    text: readText(fields.get(BMP.text) ?? new Uint8Array()),
    proof: proofOf(fields),
  };
}

/** The fields of a result that a later booking must bring back. */
export function proofOf(fields: ReadonlyMap<number, Uint8Array>): Uint8Array {
  return Uint8Array.from(
    [...fields].flatMap(([bmp, bytes]) => (PROOF.has(bmp) ? field(bmp, bytes) : [])),
  );
}

/** Writes a reply as a terminal does. */
export function encodeZvtReply(reply: Exclude<ZvtReply, { readonly kind: 'other' }>): Apdu {
  switch (reply.kind) {
    case 'acknowledged':
      return acknowledgement;
    case 'refused':
      return { control: (REFUSED_CLASS << 8) | reply.code, data: new Uint8Array() };
    case 'intermediate':
      return { control: CONTROL_INTERMEDIATE, data: intermediateData(reply.status, reply.text) };
    case 'result':
      return { control: CONTROL_RESULT, data: resultData(reply.result) };
    case 'print':
      return {
        control: CONTROL_PRINT_LINE,
        data: Uint8Array.from([0, ...reply.lines.flatMap(writtenText)]),
      };
    case 'completed':
      return { control: CONTROL_COMPLETED, data: reply.data };
    case 'aborted':
      return { control: CONTROL_ABORTED, data: abortedData(reply.code, reply.receipts) };
    default:
      return unreachable(reply);
  }
}

function intermediateData(status: number, text: string): Uint8Array {
  if (text === '') return Uint8Array.of(status);
  const shown = writtenTlv(TAG.displayTexts, writtenTlv(TAG.textLine, writtenText(text)));
  return Uint8Array.from([status, 0, ...field(BMP.tlv, shown)]);
}

function resultData(result: PaymentResult): Uint8Array {
  const { amount, receipt, cardName, text } = result;
  return Uint8Array.from([
    ...field(BMP.resultCode, [result.code]),
    ...(amount === null ? [] : field(BMP.amount, toBcd(amount, 6))),
    ...(receipt === null ? [] : field(BMP.receipt, toBcd(receipt, 2))),
    ...result.proof,
    ...(cardName === '' ? [] : field(BMP.cardName, [...writtenText(cardName), 0])),
    ...(text === '' ? [] : field(BMP.text, writtenText(text))),
  ]);
}

function abortedData(code: number, receipts: readonly number[] | null): Uint8Array {
  if (receipts === null) return Uint8Array.of(code);
  const [first] = receipts;
  const listed = receipts.flatMap((receipt) => writtenTlv(TAG.receipt, toBcd(receipt, 2)));
  return Uint8Array.from([
    code,
    ...field(BMP.receipt, first === undefined ? [0xff, 0xff] : toBcd(first, 2)),
    ...(receipts.length > 1 ? field(BMP.tlv, writtenTlv(TAG.receipts, listed)) : []),
  ]);
}

const CARD_FIELDS: ReadonlySet<number> = new Set([
  BMP.cardNumber,
  BMP.track1,
  BMP.track2,
  BMP.track3,
]);

/** The same reply with nothing in it that a trace must not show: card numbers, tracks, containers, receipts. */
export function withoutCards(apdu: Apdu): Apdu {
  const data = Uint8Array.from(apdu.data);
  const prints = apdu.control === CONTROL_PRINT_LINE || apdu.control === CONTROL_PRINT_BLOCK;
  if (prints) data.fill(0);
  if (apdu.control === CONTROL_RESULT) {
    const fields = locateFields(data);
    for (const { bmp, start, end } of fields) {
      if (CARD_FIELDS.has(bmp) || bmp === BMP.tlv) data.fill(0, start, end);
    }
    data.fill(0, fields.at(-1)?.end ?? 0);
  }
  return { control: apdu.control, data };
}
