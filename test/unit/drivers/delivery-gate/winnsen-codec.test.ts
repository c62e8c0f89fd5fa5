import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeWinnsenCommand,
  decodeWinnsenReply,
  encodeWinnsenCommand,
  encodeWinnsenReply,
  readingOf,
  winnsenReplyCollector,
} from '../../../../drivers/delivery-gate/winnsen-codec.ts';
import { feedInPieces, noiseAndCuts } from '../../../support/cut-stream.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('frames of the Winnsen board', () => {
  it.each([
    // head, length, function, station, lock, end
    [{ kind: 'unlock', station: 1, lock: 1 }, '900605010103'],
    [{ kind: 'unlock', station: 3, lock: 16 }, '900605031003'],
    [{ kind: 'query', station: 1, lock: 2 }, '900612010203'],
  ] as const)('say %j as %s', (command, frame) => {
    expect(hex(encodeWinnsenCommand(command))).toBe(frame);
    expect(decodeWinnsenCommand(Buffer.from(frame, 'hex'))).toEqual(command);
  });

  it.each([
    // head, length, function, station, the pair, end
    [{ to: 'unlock', station: 1, pair: [2, 1] }, '90078501020103'],
    [{ to: 'query', station: 1, pair: [0, 5] }, '90079201000503'],
  ] as const)('answer %j as %s', (reply, frame) => {
    expect(hex(encodeWinnsenReply(reply))).toBe(frame);
    expect(decodeWinnsenReply(Buffer.from(frame, 'hex'))).toEqual(reply);
  });

  it.each([
    ['lock 5 shut, state first', [0, 5], 5, 'shut'],
    ['lock 5 open, state first', [1, 5], 5, 'open'],
    ['lock 5 shut, lock first', [5, 0], 5, 'shut'],
    ['lock 5 open, lock first', [5, 1], 5, 'open'],
    ['lock 1 open, in either order', [1, 1], 1, 'open'],
    ['lock 1 shut, state first', [0, 1], 1, 'shut'],
    ['lock 1 shut, lock first', [1, 0], 1, 'shut'],
    ['another lock', [0, 4], 5, null],
    ['a state that is none', [2, 5], 5, null],
  ] as const)('mean %s', (_, [first, second], lock, meaning) => {
    expect(readingOf({ to: 'query', station: 1, pair: [first, second] }, lock)).toBe(meaning);
  });

  it.each(['9006050101ff', '900705010103', '910605010103', '9007850102', ''])(
    'are nothing as %s',
    (frame) => {
      const bytes = Buffer.from(frame, 'hex');
      expect([decodeWinnsenCommand(bytes), decodeWinnsenReply(bytes)]).toEqual([null, null]);
    },
  );

  it('are found again after any noise, however the line cuts it', () => {
    const { cuts, noise } = noiseAndCuts;
    const lock = fc.integer({ min: 1, max: 24 });
    fc.assert(
      fc.property(noise, lock, fc.integer({ min: 0, max: 1 }), cuts, (before, lock, state, cut) => {
        const reply = { to: 'query', station: 1, pair: [state, lock] } as const;
        const found: unknown[] = [];
        const collect = winnsenReplyCollector((frame) => found.push(decodeWinnsenReply(frame)));
        feedInPieces(Uint8Array.from([...before, ...encodeWinnsenReply(reply)]), cut, collect);
        feedInPieces(encodeWinnsenReply(reply), cut, collect);
        expect(found.at(-1)).toEqual(reply);
      }),
      { seed: 22, numRuns: 200 },
    );
  });
});
