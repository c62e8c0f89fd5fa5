import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AleratecLines,
  aleratecLine,
  decodeAleratecCommand,
  decodeAleratecReply,
  describeAleratecReply,
  encodeAleratecCommand,
  encodeAleratecReply,
  NAK,
  type AleratecCommand,
  type AleratecReply,
} from '../../../../drivers/disc-robot/aleratec-codec.ts';

const commands: readonly (readonly [AleratecCommand, string])[] = [
  [{ is: 'load', drive: 1, bin: 1 }, 'C03D01N0001'],
  [{ is: 'unload', drive: 3, bin: 2 }, 'C04D03N0002'],
  [{ is: 'clearDrive', drive: 1, bin: 5 }, 'C10D01N0005'],
  [{ is: 'askParameters', page: 1 }, 'C08D9n1'],
  [{ is: 'askParameters', page: 2 }, 'C08D9n2'],
  [{ is: 'setParameter', number: 15, value: -140 }, 'C09D15N-140'],
  [{ is: 'beginParameters' }, 'C01D00'],
  [{ is: 'clearAlarm' }, 'C01D01'],
  [{ is: 'stop' }, 'C01D02'],
  [{ is: 'endParameters' }, 'C01D03'],
  [{ is: 'home' }, 'C02D01'],
  [{ is: 'raise' }, 'C02D02'],
  [{ is: 'motorsOn' }, 'C05D01'],
  [{ is: 'fineSteps' }, 'C05D02'],
];

describe('a command to an Auto Publisher', () => {
  it.each(commands)('%o is %s', (command, line) => {
    expect(aleratecLine(command)).toBe(line);
    expect(Buffer.from(encodeAleratecCommand(command)).toString('latin1')).toBe(`${line}\n`);
    expect(decodeAleratecCommand(line)).toEqual(command);
  });

  it.each(['', 'C03', 'C03D04N0001', 'C03D01N0006', 'C02D99', 'hello'])('is not %j', (line) => {
    expect(decodeAleratecCommand(line)).toBeNull();
  });
});

describe('a line of an Auto Publisher', () => {
  it.each<[string, AleratecReply | null, string]>([
    ['T03D1', { is: 'progress', command: 'C03', step: 1 }, 'C03 has come to step 1'],
    ['T10D4', { is: 'progress', command: 'C10', step: 4 }, 'C10 has come to step 4'],
    [
      'C03D01N0001S04',
      { is: 'ended', command: 'C03', status: '04', error: null },
      'C03 ended, status 04, error -',
    ],
    [
      'S08C04E00I11111000O11111111',
      { is: 'ended', command: 'C04', status: '08', error: '00' },
      'C04 ended, status 08, error 00',
    ],
    [
      'S01C01E00I11111000O11111111',
      { is: 'ended', command: 'C01', status: '01', error: '00' },
      'C01 ended, status 01, error 00',
    ],
    [
      'C00',
      { is: 'ended', command: 'C00', status: null, error: null },
      'C00 ended, status -, error -',
    ],
    ['PARAM02D1', { is: 'parameters', areMissing: true }, 'it has no parameters'],
    ['PARAM02D0N1', { is: 'parameters', areMissing: false }, 'it has its parameters'],
    [NAK, { is: 'refused' }, 'refused'],
    ['hello', null, 'noise'],
  ])('%j is understood', (line, reply, meaning) => {
    expect(decodeAleratecReply(line)).toEqual(reply);
    expect(describeAleratecReply(decodeAleratecReply(line))).toBe(meaning);
  });

  const replies = fc.oneof(
    fc.constant<AleratecReply>({ is: 'refused' }),
    fc.boolean().map((areMissing): AleratecReply => ({ is: 'parameters', areMissing })),
    fc.constantFrom('C03', 'C04', 'C10').chain((command) =>
      fc.oneof(
        fc
          .integer({ min: 1, max: 4 })
          .map((step): AleratecReply => ({ is: 'progress', command, step })),
        fc
          .constantFrom('04', '08')
          .map((status): AleratecReply => ({ is: 'ended', command, status, error: '00' })),
      ),
    ),
  );

  it('is read on after noise, however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 }),
        replies,
        fc.integer({ min: 1, max: 30 }),
        (noise, reply, cut) => {
          const lines = new AleratecLines();
          for (const piece of noise)
            for (const line of lines.push(piece)) decodeAleratecReply(line);
          lines.push(Buffer.from('\n'));
          const bytes = encodeAleratecReply(reply);
          const heard: (AleratecReply | null)[] = [];
          for (let at = 0; at < bytes.length; at += cut) {
            heard.push(...lines.push(bytes.subarray(at, at + cut)).map(decodeAleratecReply));
          }
          expect(heard).toEqual([reply]);
        },
      ),
      { numRuns: 200, seed: 4 },
    );
  });
});
