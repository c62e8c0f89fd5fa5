import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeYhCommand,
  decodeYhReply,
  encodeYhCommand,
  encodeYhReply,
  yhReplyCollector,
} from '../../../../drivers/delivery-gate/yh-codec.ts';
import { feedInPieces, noiseAndCuts } from '../../../support/cut-stream.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const locks = (...set: number[]) =>
  Array.from({ length: 24 }, (_, index) => set.includes(index + 1));

describe('frames of the YH board', () => {
  it.each([
    // head, board, lock, function, XOR
    [{ kind: 'query', board: 1 }, '80010033b2'],
    [{ kind: 'query', board: 2 }, '80020033b1'],
    [{ kind: 'unlock', board: 1, lock: 1 }, '8a0101119b'],
    [{ kind: 'unlock', board: 2, lock: 24 }, '8a02181181'],
  ] as const)('say %j as %s', (command, frame) => {
    expect(hex(encodeYhCommand(command))).toBe(frame);
    expect(decodeYhCommand(Buffer.from(frame, 'hex'))).toEqual(command);
  });

  it.each([
    // head, board, groups 17-24, 9-16, 1-8, function, XOR
    [{ kind: 'state', board: 1, locked: locks(1, 9, 17) }, '800101010133b3'],
    [{ kind: 'state', board: 2, locked: locks(8, 10) }, '80020002803333'],
    // head, board, lock, 00 open or 11 shut, XOR
    [{ kind: 'unlocked', board: 1, lock: 1, isOpen: true }, '8a0101008a'],
    [{ kind: 'unlocked', board: 1, lock: 1, isOpen: false }, '8a0101119b'],
  ] as const)('answer %j as %s', (reply, frame) => {
    expect(hex(encodeYhReply(reply))).toBe(frame);
    expect(decodeYhReply(Buffer.from(frame, 'hex'))).toEqual(reply);
  });

  it.each([0, 25])('never unlock lock %i: 0 would open every door', (lock) => {
    expect(() => encodeYhCommand({ kind: 'unlock', board: 1, lock })).toThrow(RangeError);
  });

  it.each(['80010033b3', '8a0101120098', '800101010134b4', '8a01010289', ''])(
    'are nothing as %s',
    (frame) => {
      const bytes = Buffer.from(frame, 'hex');
      expect([decodeYhCommand(bytes), decodeYhReply(bytes)]).toEqual([null, null]);
    },
  );

  it('are found again after any noise, however the line cuts it', () => {
    const bits = fc.array(fc.boolean(), { minLength: 24, maxLength: 24 });
    const { cuts, noise } = noiseAndCuts;
    fc.assert(
      fc.property(noise, bits, cuts, (before, locked, pieces) => {
        const state = { kind: 'state', board: 1, locked } as const;
        const found: unknown[] = [];
        const collect = yhReplyCollector((frame) => found.push(decodeYhReply(frame)));
        feedInPieces(Uint8Array.from([...before, ...encodeYhReply(state)]), pieces, collect);
        feedInPieces(encodeYhReply(state), pieces, collect);
        expect(found.at(-1)).toEqual(state);
      }),
      { seed: 21, numRuns: 200 },
    );
  });
});
