/** Commands of the family: one letter each, nothing around it. */
export const amtrenLetters = {
  /** Sign-up or version: some units do nothing before it. */
  version: 'V',
  status: 'S',
  /** Input to drive. */
  input: 'I',
  /** From the drive, and hold. */
  get: 'G',
  /** What is held, to the output. */
  accept: 'A',
  /** What is held, to the reject bin. */
  reject: 'R',
  /** Input to printer; what is held goes back onto the input first, and from there to the printer. */
  print: 'K',
  /** From the printer, and hold. */
  getPrinted: 'N',
  /** What is held, onto the drive's tray. */
  load: 'H',
} as const;
export type AmtrenCommand = keyof typeof amtrenLetters;

/** One piece of what such a robot says. How pieces are framed is not documented: everything else is passed over. */
export type AmtrenReply =
  | { readonly is: 'done' }
  | { readonly is: 'failed' }
  /** Two digits: the state of the mechanism. */
  | { readonly is: 'status'; readonly code: string };

/** What the documented states mean. */
const STATES: Readonly<Record<string, string>> = {
  '00': 'all is well',
  '14': 'top sensor error',
  '15': 'float sensor error',
  '16': 'disc sensor error',
  '18': 'the arm did not get up',
  '19': 'the arm did not get down',
  '21': 'drive tray empty',
  '22': 'no disc from the input',
  '23': 'printer empty',
};

/** States that a disc leads to, or its absence; the others are of the mechanism. */
export const amtrenState = {
  fine: '00',
  discSensor: '16',
  trayEmpty: '21',
  inputEmpty: '22',
  printerEmpty: '23',
} as const;

/** A state, for people. */
export function describeAmtrenState(code: string): string {
  return STATES[code] ?? `state ${code}, which is not documented`;
}

export function describeAmtrenReply(reply: AmtrenReply): string {
  return reply.is === 'status' ? `${reply.code}: ${describeAmtrenState(reply.code)}` : reply.is;
}

export function encodeAmtrenCommand(command: AmtrenCommand): Uint8Array {
  return Buffer.from(amtrenLetters[command], 'latin1');
}

/** The commands in what a host sent; other bytes are passed over. */
export function decodeAmtrenCommands(bytes: Uint8Array): AmtrenCommand[] {
  const known = Object.entries(amtrenLetters) as [AmtrenCommand, string][];
  return Array.from(bytes).flatMap((byte) =>
    known.flatMap(([command, letter]) => (letter.charCodeAt(0) === byte ? [command] : [])),
  );
}

export function encodeAmtrenReply(reply: AmtrenReply): Uint8Array {
  const text = reply.is === 'status' ? reply.code : reply.is === 'done' ? 'X' : 'E';
  return Buffer.from(text, 'latin1');
}

/** Finds replies in a stream, wherever it is cut. */
export class AmtrenReplies {
  #digit = '';

  push(bytes: Uint8Array): AmtrenReply[] {
    const replies: AmtrenReply[] = [];
    for (const character of Buffer.from(bytes).toString('latin1')) {
      const isDigit = character >= '0' && character <= '9';
      if (character === 'X') replies.push({ is: 'done' });
      else if (character === 'E') replies.push({ is: 'failed' });
      else if (isDigit && this.#digit !== '') {
        replies.push({ is: 'status', code: this.#digit + character });
      }
      this.#digit = isDigit && this.#digit === '' ? character : '';
    }
    return replies;
  }
}
