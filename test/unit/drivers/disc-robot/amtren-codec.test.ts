import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AmtrenReplies,
  amtrenLetters,
  decodeAmtrenCommands,
  describeAmtrenReply,
  encodeAmtrenCommand,
  encodeAmtrenReply,
  type AmtrenCommand,
} from '../../../../drivers/disc-robot/amtren-codec.ts';

const heard = (...pieces: string[]) => {
  const replies = new AmtrenReplies();
  return pieces.flatMap((piece) => replies.push(Buffer.from(piece, 'latin1')));
};

describe('a letter to a robot of the Amtren family', () => {
  it.each(Object.entries(amtrenLetters) as [AmtrenCommand, string][])(
    '%s is %s',
    (command, letter) => {
      const bytes = encodeAmtrenCommand(command);
      expect(Buffer.from(bytes).toString('latin1')).toBe(letter);
      expect(decodeAmtrenCommands(bytes)).toEqual([command]);
    },
  );

  it('may have others around it that mean nothing', () => {
    expect(decodeAmtrenCommands(Buffer.from('?I\r\nS'))).toEqual(['input', 'status']);
  });
});

describe('what such a robot says', () => {
  it.each([
    ['X', 'done'],
    ['E', 'failed'],
    ['00', '00: all is well'],
    ['14', '14: top sensor error'],
    ['15', '15: float sensor error'],
    ['16', '16: disc sensor error'],
    ['18', '18: the arm did not get up'],
    ['19', '19: the arm did not get down'],
    ['21', '21: drive tray empty'],
    ['22', '22: no disc from the input'],
    ['23', '23: printer empty'],
    ['65', '65: state 65, which is not documented'],
  ])('%s is %s', (text, meaning) => {
    expect(heard(text).map(describeAmtrenReply)).toEqual([meaning]);
  });

  it('is found however its state is framed, and wherever it is cut', () => {
    const state = { is: 'status', code: '21' };
    expect(heard('21')).toEqual([state]);
    expect(heard('2', '1')).toEqual([state]);
    expect(heard('S21\r\n')).toEqual([state]);
    expect(heard('X21')).toEqual([{ is: 'done' }, state]);
    expect(heard('2\r1')).toEqual([]);
  });

  it('is read on after noise', () => {
    const noise = fc
      .uint8Array({ maxLength: 50 })
      .map((bytes) => bytes.filter((byte) => !(byte >= 0x30 && byte <= 0x39)));
    const pieces = fc.array(noise, { maxLength: 5 });
    const reply = fc.oneof(
      fc.constantFrom({ is: 'done' } as const, { is: 'failed' } as const),
      fc.stringMatching(/^\d\d$/).map((code) => ({ is: 'status', code }) as const),
    );
    fc.assert(
      fc.property(pieces, reply, (before, good) => {
        const replies = new AmtrenReplies();
        for (const piece of before) replies.push(piece);
        expect(replies.push(encodeAmtrenReply(good))).toEqual([good]);
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
