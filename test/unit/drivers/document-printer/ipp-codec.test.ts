import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeMessage,
  encodeMessage,
  valuesOf,
  type IppMessage,
} from '../../../../drivers/document-printer/ipp-codec.ts';

const text = (value: string) => Buffer.from(value, 'latin1').toString('hex');
/** The fields of a message, written apart. */
const fields = (...parts: readonly string[]) => parts.join('');

/** Get-Printer-Attributes, field by field as RFC 8010 §3.1 lays it out. */
const request = [
  '0101', // version 1.1
  '000b', // Get-Printer-Attributes
  '00000007', // request-id
  '01', // operation-attributes-tag
  fields('47', '0012', text('attributes-charset'), '0005', text('utf-8')),
  fields('44', '0014', text('requested-attributes'), '000d', text('printer-state')),
  fields('44', '0000', '0015', text('printer-state-reasons')), // one more value of the same
  '03', // end-of-attributes-tag
].join('');

const message: IppMessage = {
  code: 0x000b,
  requestId: 7,
  groups: [
    {
      group: 'operation',
      attributes: [
        { name: 'attributes-charset', type: 'charset', values: ['utf-8'] },
        {
          name: 'requested-attributes',
          type: 'keyword',
          values: ['printer-state', 'printer-state-reasons'],
        },
      ],
    },
  ],
  data: new Uint8Array(),
};

describe('IPP messages', () => {
  it('are written as the standard lays them out', () => {
    expect(Buffer.from(encodeMessage(message)).toString('hex')).toBe(request);
  });

  it('are read back', () => {
    const read = decodeMessage(Buffer.from(request, 'hex'));
    expect({ ...read, data: [...read.data] }).toEqual({ ...message, data: [] });
  });

  it('carry the document behind their attributes', () => {
    const data = Buffer.from('%PDF-');
    const read = decodeMessage(encodeMessage({ ...message, data }));
    expect(Buffer.from(read.data).toString()).toBe('%PDF-');
  });

  it('may hold types and groups that this program does not read', () => {
    const answer = [
      fields('0200', '0000', '00000001'), // version 2.0, successful-ok
      '04', // printer-attributes-tag
      fields('23', '000d', text('printer-state'), '0004', '00000003'), // enum idle
      fields('33', '0006', text('copies'), '0008', '0000000100000063'), // rangeOfInteger
      fields('13', '0005', text('alert'), '0000'), // no-value
      fields('22', '0005', text('color'), '0001', '01'), // boolean
      '07', // a group of an extension
      fields('21', '0001', text('x'), '0004', 'ffffffff'), // integer -1
      '03',
    ].join('');
    const read = decodeMessage(Buffer.from(answer, 'hex'));
    expect(valuesOf(read, 'printer', 'printer-state')).toEqual([3]);
    expect(valuesOf(read, 'printer', 'copies')).toEqual([]);
    expect(valuesOf(read, 'printer', 'alert')).toEqual([]);
    expect(valuesOf(read, 'printer', 'color')).toEqual([true]);
    expect(valuesOf(read, 'job', 'job-id')).toEqual([]);
    expect(read.groups[1]).toEqual({
      group: 'other',
      attributes: [{ name: 'x', type: 'integer', values: [-1] }],
    });
  });

  it('are refused wherever they are cut short', () => {
    const whole = Buffer.from(request, 'hex');
    for (let length = 0; length < whole.length; length += 1) {
      expect(() => decodeMessage(whole.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'DEVICE_PROTOCOL' }),
      );
    }
  });

  it.each([
    ['another protocol', '4854545000000000'],
    [
      'an attribute outside any group',
      fields('0101000000000001', '210001610004', '00000000', '03'),
    ],
    [
      'a value that belongs to no attribute',
      fields('0101000000000001', '01', '210000000400000000', '03'),
    ],
    ['an integer of two bytes', fields('0101000000000001', '01', '2100016100020000', '03')],
  ])('are refused as %s', (_, bytes) => {
    expect(() => decodeMessage(Buffer.from(bytes, 'hex'))).toThrow(
      expect.objectContaining({ code: 'DEVICE_PROTOCOL' }),
    );
  });

  it('survive writing and reading, whatever they say', () => {
    const name = fc.stringMatching(/^[a-z-]{1,20}$/);
    const attribute = fc.oneof(
      fc.record({
        name,
        type: fc.constantFrom('keyword', 'nameWithoutLanguage', 'uri', 'mimeMediaType'),
        values: fc.array(fc.string({ maxLength: 30, unit: 'grapheme' }), {
          minLength: 1,
          maxLength: 3,
        }),
      }),
      fc.record({
        name,
        type: fc.constantFrom('integer', 'enum'),
        values: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
      }),
      fc.record({ name, type: fc.constant('boolean'), values: fc.tuple(fc.boolean()) }),
    );
    const group = fc.record({
      group: fc.constantFrom('operation', 'job', 'printer', 'unsupported'),
      attributes: fc.array(attribute, { maxLength: 4 }),
    });
    const anyMessage = fc.record({
      code: fc.integer({ min: 0, max: 0xffff }),
      requestId: fc.integer({ min: 1, max: 0x7fffffff }),
      groups: fc.array(group, { maxLength: 3 }),
      data: fc.uint8Array({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(anyMessage, (given) => {
        const read = decodeMessage(encodeMessage(given));
        expect({ ...read, data: [...read.data] }).toEqual({ ...given, data: [...given.data] });
      }),
      { seed: 8010, numRuns: 200 },
    );
  });
});
