import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeNimbieCommand,
  decodeNimbieText,
  describeNimbieAnswer,
  encodeNimbieCommand,
  encodeNimbieState,
  encodeNimbieText,
  NimbieTexts,
  type NimbieAnswer,
  type NimbieCommand,
} from '../../../../drivers/disc-robot/nimbie-codec.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const commands: readonly (readonly [NimbieCommand, string])[] = [
  ['place', '0000520100000000'],
  ['lift', '0000470100000000'],
  ['accept', '0000520200000000'],
  ['reject', '0000520300000000'],
  ['state', '0000430000000000'],
];

describe('commands of a Nimbie', () => {
  it.each(commands)('%s is %s', (command, bytes) => {
    expect(hex(encodeNimbieCommand(command))).toBe(bytes);
    expect(decodeNimbieCommand(Buffer.from(bytes, 'hex'))).toBe(command);
  });

  it('are eight bytes, and these ones', () => {
    expect(decodeNimbieCommand(Buffer.from('000052010000000000', 'hex'))).toBeNull();
    expect(decodeNimbieCommand(Buffer.from('0000520400000000', 'hex'))).toBeNull();
  });
});

/** Every answer that the notes list. */
const answers: readonly (readonly [string, NimbieAnswer, string])[] = [
  ['OK', { is: 'heard' }, 'heard'],
  ['AT+S07', { is: 'done', code: 'S07' }, 'AT+S07: done'],
  ['AT+O', { is: 'done', code: 'O' }, 'AT+O: done'],
  ['AT+S00', { is: 'failed', code: 'S00', failure: 'trayEmpty' }, 'AT+S00: trayEmpty'],
  ['AT+S03', { is: 'failed', code: 'S03', failure: 'dropper' }, 'AT+S03: dropper'],
  ['AT+S10', { is: 'failed', code: 'S10', failure: 'trayPosition' }, 'AT+S10: trayPosition'],
  ['AT+S12', { is: 'failed', code: 'S12', failure: 'trayFull' }, 'AT+S12: trayFull'],
  ['AT+S14', { is: 'failed', code: 'S14', failure: 'inputEmpty' }, 'AT+S14: inputEmpty'],
  ['AT+E09', { is: 'failed', code: 'E09', failure: 'confused' }, 'AT+E09: confused'],
  ['AT+S99', { is: 'failed', code: 'S99', failure: 'unknown' }, 'AT+S99: unknown'],
  [
    '{0100011xx}',
    { is: 'state', state: { hasInput: true, isOnTray: false, isLifted: false, isTrayOut: true } },
    'state: input has discs, tray open, gripper empty',
  ],
  [
    '{0001011xx}',
    { is: 'state', state: { hasInput: false, isOnTray: true, isLifted: false, isTrayOut: true } },
    'state: input empty, tray open with a disc, gripper empty',
  ],
  [
    '{0000101xx}',
    { is: 'state', state: { hasInput: false, isOnTray: false, isLifted: true, isTrayOut: false } },
    'state: input empty, tray closed, gripper holds a disc',
  ],
];

describe('answers of a Nimbie', () => {
  it.each(answers)('%s', (text, answer, meaning) => {
    expect(decodeNimbieText(text)).toEqual(answer);
    expect(describeNimbieAnswer(answer)).toBe(meaning);
  });

  it.each(['', 'A', 'AT+', 'AT+s07', '{01}', '{010001}', '{x100011xx}', '{0100011xx', 'AT+S071'])(
    'are nothing else: %j',
    (text) => {
      expect(decodeNimbieText(text)).toBeNull();
    },
  );

  it('hold a state that comes back as it was', () => {
    const state = { hasInput: true, isOnTray: true, isLifted: false, isTrayOut: true };
    const [answer] = new NimbieTexts().push(encodeNimbieState(state));
    expect(answer).toEqual({ is: 'state', state });
  });

  it('are put together wherever they were cut, after whatever noise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 6 }),
        fc.constantFrom(...answers),
        fc.array(fc.nat(12), { maxLength: 4 }),
        (noise, [text, answer], cuts) => {
          const texts = new NimbieTexts();
          for (const packet of noise) texts.push(packet);
          let rest = encodeNimbieText(text);
          const heard: (NimbieAnswer | null)[] = [];
          for (const cut of [...cuts, rest.length]) {
            heard.push(...texts.push(rest.subarray(0, cut)));
            rest = rest.subarray(cut);
          }
          expect(heard.at(-1)).toEqual(answer);
        },
      ),
      { seed: 20261121, numRuns: 300 },
    );
  });
});
