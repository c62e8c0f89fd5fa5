import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandCollector,
  decodeCommand,
  decodeState,
  encodeCommand,
  encodeState,
  stateCollector,
} from '../../../../drivers/delivery-gate/kerong-codec.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const locks = (...set: number[]) => Array.from({ length: 16 }, (_, index) => set.includes(index));

describe('frames of the Kerong board', () => {
  it.each([
    // STX, board and lock, command, ETX, low byte of the sum
    [{ kind: 'query', board: 0 }, '0200300335'],
    [{ kind: 'query', board: 1 }, '0210300345'],
    [{ kind: 'unlock', board: 0, lock: 0 }, '0200310336'],
    [{ kind: 'unlock', board: 0, lock: 15 }, '020f310345'],
    [{ kind: 'unlock', board: 15, lock: 15 }, '02ff310335'],
  ] as const)('say %j as %s', (command, frame) => {
    expect(hex(encodeCommand(command))).toBe(frame);
    expect(decodeCommand(Buffer.from(frame, 'hex'))).toEqual(command);
  });

  it('carry hooks and beams of sixteen locks, low byte first', () => {
    // STX, board 0, state, hooks 1-8, hooks 9-16, beams 1-8, beams 9-16, ETX, sum
    const frame = ['020035', '0180', '0201', '03', 'be'].join('');
    const state = { board: 0, locked: locks(0, 15), occupied: locks(1, 8) };
    expect(hex(encodeState(state))).toBe(frame);
    expect(decodeState(Buffer.from(frame, 'hex'))).toEqual(state);
  });

  it.each(['0200300336', '0200300235', '0300300335', '02003003', '0200990399'])(
    'are no command as %s',
    (frame) => {
      expect(decodeCommand(Buffer.from(frame, 'hex'))).toBeNull();
    },
  );

  it('are no state with a wrong sum', () => {
    expect(decodeState(Buffer.from('0200350180020103bf', 'hex'))).toBeNull();
  });

  it('are found in noise, however the line cuts them', () => {
    const bits = fc.array(fc.boolean(), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(bits, bits, fc.integer({ min: 1, max: 8 }), (locked, occupied, piece) => {
        const state = { board: 0, locked, occupied };
        const noise = [0x00, 0x03, 0x7f];
        const line = Uint8Array.from([...noise, ...encodeState(state), ...encodeState(state)]);
        const found: unknown[] = [];
        const collect = stateCollector((frame) => found.push(decodeState(frame)));
        for (let at = 0; at < line.length; at += piece) collect(line.subarray(at, at + piece));
        expect(found).toEqual([state, state]);
      }),
      { seed: 20, numRuns: 200 },
    );
  });

  it('go on after a frame that was damaged', () => {
    const found: unknown[] = [];
    const collect = commandCollector((frame) => found.push(decodeCommand(frame)));
    collect(Buffer.from('02003003ff', 'hex'));
    collect(Buffer.from('0200310336', 'hex'));
    expect(found).toEqual([{ kind: 'unlock', board: 0, lock: 0 }]);
  });
});
