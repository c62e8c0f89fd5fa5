/** What the host says: a line each. Drives are counted from the top, bins from the front; bin 5 is the post under the trays. */
export type AleratecCommand =
  | { readonly is: 'load' | 'unload' | 'clearDrive'; readonly drive: number; readonly bin: number }
  | { readonly is: 'askParameters'; readonly page: 1 | 2 }
  | { readonly is: 'setParameter'; readonly number: number; readonly value: number }
  | { readonly is: keyof typeof PLAIN };

/** Commands without anything to fill in. */
const PLAIN = {
  beginParameters: 'C01D00',
  clearAlarm: 'C01D01',
  stop: 'C01D02',
  endParameters: 'C01D03',
  home: 'C02D01',
  raise: 'C02D02',
  motorsOn: 'C05D01',
  fineSteps: 'C05D02',
} as const;

const MOVING = { load: 'C03', unload: 'C04', clearDrive: 'C10' } as const;

/** Without its line end. */
export function aleratecLine(command: AleratecCommand): string {
  switch (command.is) {
    case 'load':
    case 'unload':
    case 'clearDrive':
      return `${MOVING[command.is]}D0${command.drive}N000${command.bin}`;
    case 'askParameters':
      return `C08D9n${command.page}`;
    case 'setParameter':
      return `C09D${command.number}N${command.value}`;
    default:
      return PLAIN[command.is];
  }
}

export function encodeAleratecCommand(command: AleratecCommand): Uint8Array {
  return Buffer.from(`${aleratecLine(command)}\n`, 'latin1');
}

/** Reads a command; `null` where it is none. Letters may be small. */
export function decodeAleratecCommand(line: string): AleratecCommand | null {
  const text = line.trim().toUpperCase();
  const plain = (Object.keys(PLAIN) as (keyof typeof PLAIN)[]).find((key) => PLAIN[key] === text);
  if (plain !== undefined) return { is: plain };
  const [, number, drive, bin] = /^C(03|04|10)D0([1-3])N000([1-5])$/.exec(text) ?? [];
  if (number !== undefined) {
    const is = number === '03' ? 'load' : number === '04' ? 'unload' : 'clearDrive';
    return { is, drive: Number(drive), bin: Number(bin) };
  }
  const page = /^C08D9N([12])$/.exec(text)?.[1];
  if (page !== undefined) return { is: 'askParameters', page: page === '1' ? 1 : 2 };
  const [, parameter, value] = /^C09D(\d{1,3})N(-?\d{1,6})$/.exec(text) ?? [];
  if (parameter === undefined) return null;
  return { is: 'setParameter', number: Number(parameter), value: Number(value) };
}

/** What the robot says. */
export type AleratecReply =
  /** How far it is: 1 fetching the disc, 2 in its home position, 3 carrying, 4 released. */
  | { readonly is: 'progress'; readonly command: string; readonly step: number }
  /** The end of a command, `00` for any; `status` and `error` are two digits, null where they are left out. */
  | {
      readonly is: 'ended';
      readonly command: string;
      readonly status: string | null;
      readonly error: string | null;
    }
  /** Answers a question for its parameters. `areMissing`: it has none since it was switched on. */
  | { readonly is: 'parameters'; readonly areMissing: boolean }
  | { readonly is: 'refused' };

export const NAK = '\u0015';

/**
 * Reads a line; `null` where it says nothing. The order of the parts of a last line is not documented: they are looked for
 * wherever they stand.
 */
export function decodeAleratecReply(line: string): AleratecReply | null {
  if (line === NAK) return { is: 'refused' };
  const [, of, step] = /T(\d\d)D(\d)/.exec(line) ?? [];
  if (of !== undefined) return { is: 'progress', command: `C${of}`, step: Number(step) };
  if (line.includes('PARAM')) return { is: 'parameters', areMissing: line.includes('PARAM02D1') };
  const command = /C\d\d/.exec(line)?.[0];
  if (command === undefined) return null;
  const status = /S(\d\d)/.exec(line)?.[1] ?? null;
  const error = /E(\d\d)/.exec(line)?.[1] ?? null;
  return { is: 'ended', command, status, error };
}

const INPUTS_AND_OUTPUTS = 'I11111000O11111111';

/** With its line end; a refusal has none. */
export function encodeAleratecReply(reply: AleratecReply): Uint8Array {
  return Buffer.from(reply.is === 'refused' ? NAK : `${replyLine(reply)}\n`, 'latin1');
}

function replyLine(reply: Exclude<AleratecReply, { is: 'refused' }>): string {
  switch (reply.is) {
    case 'progress':
      return `T${reply.command.slice(1)}D${reply.step}`;
    case 'parameters':
      return reply.areMissing ? 'PARAM02D1' : 'PARAM02D0';
    default: {
      const { command, error, status } = reply;
      return `S${status ?? '00'}${command}E${error ?? '00'}${INPUTS_AND_OUTPUTS}`;
    }
  }
}

export function describeAleratecReply(reply: AleratecReply | null): string {
  switch (reply?.is) {
    case undefined:
      return 'noise';
    case 'progress':
      return `${reply.command} has come to step ${reply.step}`;
    case 'ended':
      return `${reply.command} ended, status ${reply.status ?? '-'}, error ${reply.error ?? '-'}`;
    case 'parameters':
      return reply.areMissing ? 'it has no parameters' : 'it has its parameters';
    default:
      return 'refused';
  }
}

/** Longer than any line: what has no end by then is noise. */
const LINE_LIMIT = 128;

/** Cuts a stream into lines, wherever it was cut; a refusal is a line of its own though nothing ends it. */
export class AleratecLines {
  #begun = '';

  push(bytes: Uint8Array): string[] {
    const lines: string[] = [];
    for (const character of Buffer.from(bytes).toString('latin1')) {
      const isEnd = character === '\n' || character === '\r';
      if (isEnd || character === NAK) {
        if (this.#begun !== '') lines.push(this.#begun);
        if (character === NAK) lines.push(NAK);
        this.#begun = '';
      } else {
        this.#begun = `${this.#begun}${character}`.slice(-LINE_LIMIT);
      }
    }
    return lines;
  }
}
