import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeModbusRequest,
  encodeModbusException,
  encodeModbusValues,
  findModbusReply,
  replyMeaning,
  requestMeaning,
} from '../../../../drivers/transports/modbus-rtu-codec.ts';
import { noiseAndCuts } from '../../../support/cut-stream.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Unit 1, read inputs 0-9. */
const readInputs = bytesOf('01020000000af80d');

describe('frames of Modbus RTU', () => {
  it.each([
    // unit, function, first, count or value, CRC
    ['01010000000abc0d', { kind: 'readCoils', unit: 1, first: 0, count: 10 }],
    ['01020000000af80d', { kind: 'readDiscreteInputs', unit: 1, first: 0, count: 10 }],
    ['010400080001b008', { kind: 'readInputRegisters', unit: 1, first: 8, count: 1 }],
    ['11050000ff008eaa', { kind: 'writeCoil', unit: 17, address: 0, on: true }],
    ['110500000000cf5a', { kind: 'writeCoil', unit: 17, address: 0, on: false }],
  ])('%s is a request', (frame, request) => {
    expect(decodeModbusRequest(bytesOf(frame))).toEqual(request);
  });

  it.each([
    ['a wrong CRC', '01020000000af80e'],
    ['a function that is not asked for', '010300000001840a'],
    ['half a frame', '01020000'],
    ['nothing', ''],
  ])('are no request with %s', (_, frame) => {
    expect(decodeModbusRequest(bytesOf(frame))).toBeNull();
  });

  it('answer bits with the lowest address in the lowest bit', () => {
    const bits = [true, false, false, false, false, false, false, true, false, true];
    // unit, function, two bytes, 7..0, 9..8, CRC
    expect(hex(encodeModbusValues(readInputs, { bits }))).toBe('01020281025829');
  });

  it('answer words with the high byte first', () => {
    const request = bytesOf('010400080001b008');
    expect(hex(encodeModbusValues(request, { words: [0x0102] })).slice(0, 10)).toBe('0104020102');
  });

  it('are told to whoever reads along', () => {
    expect([
      requestMeaning(readInputs),
      requestMeaning(bytesOf('11050000ff008eaa')),
      replyMeaning(encodeModbusValues(readInputs, { bits: [true] })),
      replyMeaning(encodeModbusException(readInputs, 2)),
    ]).toEqual(['read inputs 0-9', 'coil 0 on', 'values 01', 'refused: illegal data address']);
  });

  it('are found as the answer to their request after any noise, and to no other', () => {
    const bits = fc.array(fc.boolean(), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(noiseAndCuts.noise, bits, (noise, bits) => {
        const reply = encodeModbusValues(readInputs, { bits });
        const line = Uint8Array.from([...noise, ...reply]);
        expect(findModbusReply(line, noise.length, readInputs)).toEqual(reply);
        expect(findModbusReply(line, noise.length, bytesOf('02020000000af83e'))).toBeNull();
        expect(findModbusReply(line.subarray(0, -1), noise.length, readInputs)).toBeNull();
      }),
      { seed: 23, numRuns: 200 },
    );
  });
});
