import { unreachable } from '../../app/foundation/errors.ts';
import type { Apdu } from './zvt-apdu.ts';
import { fromBcd, toBcd } from './zvt-bcd.ts';
import { BMP, field, readFields } from './zvt-fields.ts';
import { proofOf } from './zvt-replies.ts';
import { TAG, writtenTlv } from './zvt-tlv.ts';

/** What a till says to a terminal. Amounts in the smallest unit; `currency` is ISO 4217's number; `password` six digits. */
export type ZvtCommand =
  | {
      readonly kind: 'register';
      readonly password: string;
      readonly configByte: number;
      readonly currency: number;
    }
  | { readonly kind: 'authorise'; readonly amount: number; readonly currency: number }
  | { readonly kind: 'reserve'; readonly amount: number; readonly currency: number }
  /** Charges `amount` of a reservation. `proof`: fields of the reservation's result, as they came. */
  | {
      readonly kind: 'book-total';
      readonly receipt: number;
      readonly amount: number;
      readonly currency: number;
      readonly proof: Uint8Array;
    }
  /** Gives `amount` of a reservation back, and charges the rest. */
  | {
      readonly kind: 'reverse-part';
      readonly receipt: number;
      readonly amount: number;
      readonly currency: number;
    }
  | { readonly kind: 'release'; readonly receipt: number; readonly currency: number }
  | { readonly kind: 'list-reservations' }
  | { readonly kind: 'reverse'; readonly receipt: number; readonly password: string }
  | {
      readonly kind: 'refund';
      readonly amount: number;
      readonly currency: number;
      readonly password: string;
    }
  | { readonly kind: 'repeat-receipt'; readonly password: string }
  | { readonly kind: 'end-of-day'; readonly password: string }
  | { readonly kind: 'status-enquiry' }
  | { readonly kind: 'abort' };

const CONTROL = {
  register: 0x0600,
  authorise: 0x0601,
  'repeat-receipt': 0x0620,
  reserve: 0x0622,
  'reverse-part': 0x0623,
  'list-reservations': 0x0623,
  'book-total': 0x0624,
  release: 0x0625,
  reverse: 0x0630,
  refund: 0x0631,
  'end-of-day': 0x0650,
  abort: 0x06b0,
  'status-enquiry': 0x0501,
} as const satisfies Record<ZvtCommand['kind'], number>;

/** In place of a receipt's number: none, or all of them. */
const NO_RECEIPT = [0xff, 0xff];
/** Payment as the terminal decides, by any card it knows: chapter "Authorization", BMP 19. */
const PAYMENT_TYPE = 0x40;
/** Service byte of 06 20: send the result of the last transaction, print nothing (PA00P015 2.20.2). */
const RESULT_WITHOUT_PRINTING = 0x03;

export function encodeZvtCommand(command: ZvtCommand): Apdu {
  return { control: CONTROL[command.kind], data: Uint8Array.from(dataOf(command)) };
}

function dataOf(command: ZvtCommand): number[] {
  switch (command.kind) {
    case 'register':
      return [
        ...passwordBytes(command.password),
        command.configByte,
        ...toBcd(command.currency, 2),
        ...field(BMP.serviceByte, [0]),
        ...field(BMP.tlv, writtenTlv(TAG.permittedCommands, writtenTlv(TAG.command, [0x06, 0xd3]))),
      ];
    case 'authorise':
    case 'reserve':
      return [...money(command), ...field(BMP.paymentType, [PAYMENT_TYPE])];
    case 'book-total':
      return [...receiptField(command.receipt), ...money(command), ...command.proof];
    case 'reverse-part':
      return [
        ...receiptField(command.receipt),
        ...money(command),
        ...field(BMP.paymentType, [PAYMENT_TYPE]),
      ];
    case 'release':
      return [
        ...field(BMP.paymentType, [PAYMENT_TYPE]),
        ...field(BMP.currency, toBcd(command.currency, 2)),
        ...receiptField(command.receipt),
      ];
    case 'list-reservations':
      return field(BMP.receipt, NO_RECEIPT);
    case 'reverse':
      return [...passwordBytes(command.password), ...receiptField(command.receipt)];
    case 'refund':
      return [...passwordBytes(command.password), ...money(command)];
    case 'repeat-receipt':
      return [
        ...passwordBytes(command.password),
        ...field(BMP.serviceByte, [RESULT_WITHOUT_PRINTING]),
      ];
    case 'end-of-day':
      return passwordBytes(command.password);
    case 'status-enquiry':
    case 'abort':
      return [];
    default:
      return unreachable(command);
  }
}

const passwordBytes = (password: string) => toBcd(Number(password), 3);
const receiptField = (receipt: number) => field(BMP.receipt, toBcd(receipt, 2));
const money = ({ amount, currency }: { readonly amount: number; readonly currency: number }) => [
  ...field(BMP.amount, toBcd(amount, 6)),
  ...field(BMP.currency, toBcd(currency, 2)),
];

const WITH_PASSWORD: ReadonlySet<number> = new Set([
  CONTROL.register,
  CONTROL.reverse,
  CONTROL.refund,
  CONTROL['repeat-receipt'],
  CONTROL['end-of-day'],
]);
const startsWithPassword = (control: number) => WITH_PASSWORD.has(control);

/** The same command with zeros where the terminal's password stands. */
export function withoutPassword(apdu: Apdu): Apdu {
  const data = Uint8Array.from(apdu.data);
  if (startsWithPassword(apdu.control)) data.fill(0, 0, 3);
  return { control: apdu.control, data };
}

/** Reads a command as a terminal does; `null` where it is none that is known here. */
export function decodeZvtCommand({ control, data }: Apdu): ZvtCommand | null {
  const name = (Object.keys(CONTROL) as ZvtCommand['kind'][]).find(
    (kind) => CONTROL[kind] === control,
  );
  if (name === undefined) return null;
  const body = startsWithPassword(control) ? data.subarray(3) : data;
  const password = String(fromBcd(data.subarray(0, 3)) ?? 0).padStart(6, '0');
  const fields = readFields(body);
  const number = (bmp: number) => fromBcd(fields.get(bmp) ?? Uint8Array.of(0)) ?? 0;
  const amount = number(BMP.amount);
  const currency = number(BMP.currency);
  const receipt = number(BMP.receipt);
  switch (name) {
    case 'register':
      return {
        kind: name,
        password,
        configByte: body[0] ?? 0,
        currency: fromBcd(body.subarray(1, 3)) ?? 0,
      };
    case 'authorise':
    case 'reserve':
      return { kind: name, amount, currency };
    case 'book-total':
      return { kind: name, receipt, amount, currency, proof: proofOf(fields) };
    case 'reverse-part':
    case 'list-reservations':
      return fromBcd(fields.get(BMP.receipt) ?? Uint8Array.of(0)) === null
        ? { kind: 'list-reservations' }
        : { kind: 'reverse-part', receipt, amount, currency };
    case 'release':
      return { kind: name, receipt, currency };
    case 'reverse':
      return { kind: name, receipt, password };
    case 'refund':
      return { kind: name, amount, currency, password };
    case 'repeat-receipt':
    case 'end-of-day':
      return { kind: name, password };
    case 'status-enquiry':
    case 'abort':
      return { kind: name };
    default:
      return unreachable(name);
  }
}
