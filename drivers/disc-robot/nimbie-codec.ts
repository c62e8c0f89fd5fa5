/**
 * Words of the Acronova Nimbie NB21. A command is 8 bytes, `00 00 command parameter 00 00 00 00`; an answer is some packets of
 * NUL-terminated ASCII: empty ones, `OK`, then `AT+…` or the state in braces, then an empty one.
 */
const COMMANDS = {
  /** The next disc of the input onto the tray, which is open. */
  place: [0x52, 0x01],
  /** The disc on the tray, which is open, into the gripper. */
  lift: [0x47, 0x01],
  /** The disc in the gripper to one exit or the other; the tray is closed. */
  accept: [0x52, 0x02],
  reject: [0x52, 0x03],
  state: [0x43, 0x00],
} as const;

export type NimbieCommand = keyof typeof COMMANDS;
const COMMAND_BYTES = 8;

/** What its sensors say: the digits of its state that somebody has confirmed on a device, by their index in the braces. */
export interface NimbieState {
  /** 1: a disc in the input. */
  readonly hasInput: boolean;
  /** 3: a disc on the tray; seen only while it is open. */
  readonly isOnTray: boolean;
  /** 4: a disc in the gripper. */
  readonly isLifted: boolean;
  /** 5: the tray is out. */
  readonly isTrayOut: boolean;
}

/** Failures that are known; what else it says is `unknown`. */
const FAILURES = {
  S00: 'trayEmpty',
  S03: 'dropper',
  S10: 'trayPosition',
  S12: 'trayFull',
  S14: 'inputEmpty',
  E09: 'confused',
} as const;
export type NimbieFailure = (typeof FAILURES)[keyof typeof FAILURES] | 'unknown';

export type NimbieAnswer =
  /** The command has arrived. */
  | { readonly is: 'heard' }
  | { readonly is: 'done'; readonly code: 'O' | 'S07' }
  | { readonly is: 'failed'; readonly code: string; readonly failure: NimbieFailure }
  | { readonly is: 'state'; readonly state: NimbieState };

export function encodeNimbieCommand(command: NimbieCommand): Uint8Array {
  return Uint8Array.of(0, 0, ...COMMANDS[command], 0, 0, 0, 0);
}

/** Reads a command as the device does; null where it is none. */
export function decodeNimbieCommand(packet: Uint8Array): NimbieCommand | null {
  if (packet.length !== COMMAND_BYTES) return null;
  const names: readonly NimbieCommand[] = ['place', 'lift', 'accept', 'reject', 'state'];
  return names.find((name) => Buffer.from(encodeNimbieCommand(name)).equals(packet)) ?? null;
}

export function encodeNimbieText(text: string): Uint8Array {
  return Buffer.from(`${text}\0`, 'latin1');
}

export function encodeNimbieState(state: NimbieState): Uint8Array {
  const digit = (isSo: boolean) => (isSo ? '1' : '0');
  const { hasInput, isLifted, isOnTray, isTrayOut } = state;
  const known = [hasInput, false, isOnTray, isLifted, isTrayOut].map(digit).join('');
  return encodeNimbieText(`{0${known}1xx}`);
}

/** Reads one answer, which may have noise before it; null where there is none at its end. */
export function decodeNimbieText(text: string): NimbieAnswer | null {
  const state = /\{([01]{6}[^{}]{1,10})\}$/.exec(text)?.[1];
  if (state !== undefined) return { is: 'state', state: stateOf(state) };
  const code = /AT\+([A-Z]\d{0,2})$/.exec(text)?.[1];
  if (code === 'O' || code === 'S07') return { is: 'done', code };
  if (code !== undefined) {
    const failure = Object.hasOwn(FAILURES, code) ? FAILURES[code as keyof typeof FAILURES] : null;
    return { is: 'failed', code, failure: failure ?? 'unknown' };
  }
  return text.endsWith('OK') ? { is: 'heard' } : null;
}

function stateOf(digits: string): NimbieState {
  return {
    hasInput: digits[1] === '1',
    isOnTray: digits[3] === '1',
    isLifted: digits[4] === '1',
    isTrayOut: digits[5] === '1',
  };
}

/** Longer than any answer: what has no end by then is noise. */
const TEXT_LIMIT = 64;

/** Puts packets together into answers, wherever they were cut. */
export class NimbieTexts {
  #begun = '';

  /** @returns what each text that ends in this packet is; null for noise. */
  push(packet: Uint8Array): (NimbieAnswer | null)[] {
    const pieces = (this.#begun + Buffer.from(packet).toString('latin1')).split('\0');
    this.#begun = (pieces.pop() ?? '').slice(-TEXT_LIMIT);
    return pieces.filter((piece) => piece !== '').map(decodeNimbieText);
  }
}

/** An answer, for people. */
export function describeNimbieAnswer(answer: NimbieAnswer | null): string {
  if (answer === null) return 'noise';
  switch (answer.is) {
    case 'heard':
      return 'heard';
    case 'done':
      return `AT+${answer.code}: done`;
    case 'failed':
      return `AT+${answer.code}: ${answer.failure}`;
    default: {
      const { hasInput, isLifted, isOnTray, isTrayOut } = answer.state;
      const tray = isTrayOut ? (isOnTray ? 'open with a disc' : 'open') : 'closed';
      return `state: input ${hasInput ? 'has discs' : 'empty'}, tray ${tray}, gripper ${isLifted ? 'holds a disc' : 'empty'}`;
    }
  }
}
