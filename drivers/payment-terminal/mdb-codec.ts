import { unreachable } from '../../app/foundation/errors.ts';

/**
 * Lines of a Qibixx MDB interface as cashless master ("D" commands): 115 200 baud, each ended by LF. The kiosk is the vending
 * machine's controller, the card reader its peripheral. Amounts are decimal numbers of the currency's main unit.
 */
export type MdbCommand =
  | { readonly kind: 'version' }
  /** Master mode, selection first: the machine asks for a price, then the customer presents a card. */
  | { readonly kind: 'master' }
  | { readonly kind: 'enable-reader' }
  | { readonly kind: 'status' }
  /** `amount` in hundredths. */
  | { readonly kind: 'request'; readonly amount: number; readonly product: number }
  | { readonly kind: 'cancel' }
  /** The product was given: the money is taken. */
  | { readonly kind: 'end' }
  /** It was not: the money is given back. */
  | { readonly kind: 'revert' };

export type MdbReply =
  | { readonly kind: 'version'; readonly version: string }
  | { readonly kind: 'state'; readonly state: MdbState }
  /** `-1`: not applicable in the current state. */
  | { readonly kind: 'error'; readonly text: string };

export type MdbState =
  /** The bus was reset, no reader has answered yet. */
  | { readonly is: 'reset' }
  /** A reader answers and is not enabled. `asksFirst`: it can be asked for a price at any time ("always idle"). */
  | { readonly is: 'init'; readonly asksFirst: boolean }
  | { readonly is: 'idle' }
  /** The reader waits for a card. */
  | { readonly is: 'vend' }
  /** In hundredths; null where the reader did not say it. */
  | { readonly is: 'approved'; readonly amount: number | null }
  | { readonly is: 'denied' };

const FIXED = {
  version: 'V',
  master: 'D,2',
  'enable-reader': 'D,READER,1',
  status: 'D,STATUS',
  cancel: 'D,REQ,-1',
  end: 'D,END',
  revert: 'D,END,-1',
} as const satisfies Record<Exclude<MdbCommand['kind'], 'request'>, string>;

export function encodeMdbCommand(command: MdbCommand): string {
  if (command.kind !== 'request') return FIXED[command.kind];
  return `D,REQ,${writtenAmount(command.amount)},${command.product}`;
}

/** Reads a command as an interface does; `null` where it is none that is known here. */
export function decodeMdbCommand(line: string): MdbCommand | null {
  const fixed = (Object.keys(FIXED) as (keyof typeof FIXED)[]).find((kind) => FIXED[kind] === line);
  if (fixed !== undefined) return { kind: fixed };
  const match = /^D,REQ,([^,]+),(\d{1,5})$/.exec(line);
  const amount = readAmount(match?.[1]);
  return amount === null ? null : { kind: 'request', amount, product: Number(match?.[2]) };
}

/** Reads a line of the interface; `null` where it is none that a controller listens to. */
export function decodeMdbReply(line: string): MdbReply | null {
  // `#` and what follows it in an answer to D,STATUS is what the reader said of itself when it was set up.
  const [words = ''] = line.split(',#');
  const [group, topic, word, first, second] = words.split(',');
  if (group === 'v' && topic !== undefined) return { kind: 'version', version: topic };
  if (group?.toLowerCase() !== 'd') return null;
  if (topic === 'ERR') return { kind: 'error', text: (word ?? '').replaceAll('"', '') };
  if (topic !== 'STATUS') return null;
  const state = readState(word, first, second);
  return state === null ? null : { kind: 'state', state };
}

function readState(
  word: string | undefined,
  first: string | undefined,
  second: string | undefined,
): MdbState | null {
  switch (word) {
    case 'RESET':
      return { is: 'reset' };
    case 'INIT':
      return { is: 'init', asksFirst: first === '1' };
    case 'IDLE':
      return { is: 'idle' };
    case 'VEND':
      return { is: 'vend' };
    case 'RESULT':
      if (first === '1') return { is: 'approved', amount: readAmount(second) };
      return first === '-1' ? { is: 'denied' } : null;
    default:
      return null;
  }
}

export function encodeMdbReply(reply: MdbReply): string {
  switch (reply.kind) {
    case 'version':
      return `v,${reply.version},000000000000`;
    case 'error':
      return `d,ERR,"${reply.text}"`;
    case 'state':
      return `d,STATUS,${writtenState(reply.state)}`;
    default:
      return unreachable(reply);
  }
}

function writtenState(state: MdbState): string {
  switch (state.is) {
    case 'init':
      return `INIT,${state.asksFirst ? 1 : 0}`;
    case 'approved':
      return state.amount === null ? 'RESULT,1' : `RESULT,1,${writtenAmount(state.amount)}`;
    case 'denied':
      return 'RESULT,-1';
    default:
      return state.is.toUpperCase();
  }
}

/** 120 is `1.20`. */
function writtenAmount(hundredths: number): string {
  return `${Math.trunc(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

function readAmount(text: string | undefined): number | null {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text ?? '');
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : null;
}

/** A line longer than this is none. */
const LONGEST = 200;

/** Collects bytes into lines, wherever they are cut; what does not end is given up at the next LF. */
export function mdbLineCollector(onLine: (line: string) => void): (bytes: Uint8Array) => void {
  let held = '';
  let tooLong = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0a) {
        const line = held.trim();
        if (line !== '' && !tooLong) onLine(line);
        held = '';
        tooLong = false;
      } else if (held.length >= LONGEST) {
        tooLong = true;
      } else {
        held += String.fromCharCode(byte);
      }
    }
  };
}
