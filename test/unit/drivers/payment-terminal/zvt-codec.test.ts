import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeApdu,
  encodeApdu,
  type Apdu,
} from '../../../../drivers/payment-terminal/zvt-apdu.ts';
import {
  decodeZvtCommand,
  encodeZvtCommand,
  withoutPassword,
  type ZvtCommand,
} from '../../../../drivers/payment-terminal/zvt-commands.ts';
import {
  decodeZvtReply,
  encodeZvtReply,
  withoutCards,
  type ZvtReply,
} from '../../../../drivers/payment-terminal/zvt-replies.ts';

const flat = (text: string) => text.replaceAll(' ', '');
const bytes = (...parts: string[]) => Uint8Array.from(Buffer.from(flat(parts.join('')), 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const apdu = (control: number, ...parts: string[]): Apdu => ({ control, data: bytes(...parts) });

describe('an APDU of ZVT', () => {
  it('has a control field, a length of one byte and its data', () => {
    expect(hex(encodeApdu(apdu(0x0601, '04000000000499')))).toBe(flat('060107 04000000000499'));
  });

  it('has a length of FF and two bytes, low byte first, from 255 bytes of data on', () => {
    const long = { control: 0x06d3, data: new Uint8Array(0x035d) };
    const encoded = encodeApdu(long);
    expect(hex(encoded.subarray(0, 5))).toBe(flat('06d3 ff 5d03'));
    expect(decodeApdu(encoded)).toEqual({ apdu: long, length: encoded.length });
  });

  it('is incomplete until its last byte has come, and nonsense where its class is none', () => {
    const whole = encodeApdu(apdu(0x040f, '2700'));
    for (let cut = 0; cut < whole.length; cut += 1) {
      expect(decodeApdu(whole.subarray(0, cut))).toBe('incomplete');
    }
    expect(decodeApdu(bytes('0000003e564552'))).toBe('nonsense');
    expect(decodeApdu(bytes('06d3ffffff'))).toBe('nonsense');
  });

  it('is read as it was written, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x04, 0x05, 0x06, 0x08, 0x80, 0x84),
        fc.integer({ min: 0, max: 255 }),
        fc.uint8Array({ maxLength: 600 }),
        (high, low, data) => {
          const given = { control: (high << 8) | low, data };
          const encoded = encodeApdu(given);
          expect(decodeApdu(encoded)).toEqual({ apdu: given, length: encoded.length });
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('a command of ZVT', () => {
  const password = '123456';
  const currency = 978;
  const amount = 499;
  const receipt = 42;
  it.each<[string, ZvtCommand, string[]]>([
    [
      'registration: password, config byte, currency, service byte, permitted command 06 D3',
      { kind: 'register', password, configByte: 0x1e, currency },
      ['0600', '10', '123456', '1e', '0978', '0300', '06 06 2604 0a0206d3'],
    ],
    [
      'authorisation: amount, currency, payment type',
      { kind: 'authorise', amount, currency },
      ['0601', '0c', '04 000000000499', '49 0978', '19 40'],
    ],
    [
      'pre-authorisation: the same',
      { kind: 'reserve', amount, currency },
      ['0622', '0c', '04 000000000499', '49 0978', '19 40'],
    ],
    [
      'book total: receipt, amount, currency, and what the reservation said (trace, card type)',
      { kind: 'book-total', receipt, amount, currency, proof: bytes('0b000975', '8a06') },
      ['0624', '13', '87 0042', '04 000000000499', '49 0978', '0b000975', '8a06'],
    ],
    [
      'partial reversal: receipt, amount given back, currency, payment type',
      { kind: 'reverse-part', receipt, amount: 0, currency },
      ['0623', '0f', '87 0042', '04 000000000000', '49 0978', '19 40'],
    ],
    [
      'enquiry for reservations: receipt FFFF',
      { kind: 'list-reservations' },
      ['0623', '03', '87 ffff'],
    ],
    [
      'reversal of a pre-authorisation: payment type, currency, receipt',
      { kind: 'release', receipt, currency },
      ['0625', '08', '19 40', '49 0978', '87 0042'],
    ],
    [
      'reversal: password, receipt',
      { kind: 'reverse', receipt, password },
      ['0630', '06', '123456', '87 0042'],
    ],
    [
      'refund: password, amount, currency',
      { kind: 'refund', amount, currency, password },
      ['0631', '0d', '123456', '04 000000000499', '49 0978'],
    ],
    [
      'repeat receipt: password, service byte 03',
      { kind: 'repeat-receipt', password },
      ['0620', '05', '123456', '03 03'],
    ],
    ['end of day: password', { kind: 'end-of-day', password }, ['0650', '03', '123456']],
    ['status enquiry', { kind: 'status-enquiry' }, ['0501', '00']],
    ['abort', { kind: 'abort' }, ['06b0', '00']],
  ])('%s', (_, command, parts) => {
    const encoded = encodeZvtCommand(command);
    expect(hex(encodeApdu(encoded))).toBe(flat(parts.join('')));
    expect(decodeZvtCommand(encoded)).toEqual(command);
  });

  it('is shown in a trace without the password', () => {
    const reversal = encodeZvtCommand({ kind: 'reverse', receipt, password });
    expect(hex(withoutPassword(reversal).data)).toBe(flat('000000 870042'));
  });
});

const nothingElse = { cardName: '', text: '', trace: null, receipt: null, amount: null };

describe('a reply of ZVT', () => {
  it.each<[string, Apdu, ZvtReply]>([
    ['positive acknowledgement', apdu(0x8000), { kind: 'acknowledged' }],
    ['negative acknowledgement', apdu(0x8483), { kind: 'refused', code: 0x83 }],
    ['intermediate status', apdu(0x04ff, '0a'), { kind: 'intermediate', status: 0x0a, text: '' }],
    [
      'intermediate status with a time-out and a text (tag 24, in it tag 07)',
      apdu(0x04ff, '17', '00', '06 0b 2409 0707', '4d6f6d656e7421'),
      { kind: 'intermediate', status: 0x17, text: 'Moment!' },
    ],
    [
      'result: aborted by the customer, terminal number, additional text of 19 bytes',
      apdu(0x040f, '27 6c', '29 28004869', '3c f0f1f9', '41626272756368206475726368204b756e6465'),
      {
        kind: 'result',
        result: {
          ...nothingElse,
          code: 0x6c,
          text: 'Abbruch durch Kunde',
          proof: new Uint8Array(),
        },
      },
    ],
    [
      'result: a payment of 20,40 with all that a terminal says of it',
      apdu(
        0x040f,
        '27 00',
        '04 000000002040',
        '0b 000470',
        '0c 223953',
        '0d 1006',
        '0e 2512',
        '17 0001',
        '19 70',
        '22 f0f8 eeeeeeeeeeee4771',
        '29 28004869',
        '2a 313030343631373633202020202020',
        '3b 3631313830340000',
        '3c f0f1f4 47454e2e4e522e3a363131383034',
        '49 0978',
        '87 0470',
        '88 000470',
        '8a 2e',
        '8b f1f7 4465626974204d61737465726361726400',
      ),
      {
        kind: 'result',
        result: {
          code: 0,
          amount: 2040,
          receipt: 470,
          trace: 470,
          cardName: 'Debit Mastercard',
          text: 'GEN.NR.:611804',
          proof: bytes('0b000470', '1970', '3b3631313830340000', '8a2e'),
        },
      },
    ],
    [
      'print line: attribute, text',
      apdu(0x06d1, '40', '53756d6d65'),
      { kind: 'print', lines: ['Summe'] },
    ],
    [
      'print text block: tag 25, in it two lines of tag 07',
      apdu(0x06d3, '06 0a 2508 07024162 07024364'),
      { kind: 'print', lines: ['Ab', 'Cd'] },
    ],
    [
      'completion of a registration',
      apdu(0x060f, '1910', '49 0978'),
      { kind: 'completed', data: bytes('1910', '490978') },
    ],
    ['abort', apdu(0x061e, '6c'), { kind: 'aborted', code: 0x6c, receipts: null }],
    [
      'no open reservation',
      apdu(0x061e, 'b8', '87 ffff'),
      { kind: 'aborted', code: 0xb8, receipts: [] },
    ],
    [
      'open reservations: the first, and all of them (tag 23, in it tag 08)',
      apdu(0x061e, 'b8', '87 0028', '06 0a 2308 08020028 08020041'),
      { kind: 'aborted', code: 0xb8, receipts: [28, 41] },
    ],
    ['a request that a till may not know', apdu(0x040d), { kind: 'other' }],
  ])('%s', (_, given, reply) => {
    expect(decodeZvtReply(given)).toEqual(reply);
  });

  it.each<Exclude<ZvtReply, { kind: 'other' }>>([
    { kind: 'acknowledged' },
    { kind: 'refused', code: 0xa0 },
    { kind: 'intermediate', status: 0x0e, text: 'Bitte warten' },
    { kind: 'aborted', code: 0xb8, receipts: [3, 5] },
    { kind: 'aborted', code: 0xb8, receipts: [] },
    { kind: 'completed', data: bytes('1910') },
    { kind: 'print', lines: ['Größe'] },
    {
      kind: 'result',
      result: {
        code: 0,
        amount: 499,
        receipt: 7,
        trace: 1007,
        cardName: 'girocard',
        text: '',
        proof: bytes('0b001007', '1960'),
      },
    },
  ])('is read as the simulated terminal writes it: $kind', (reply) => {
    expect(decodeZvtReply(encodeZvtReply(reply))).toEqual(reply);
  });

  it('is shown in a trace without the card, its tracks and containers, and without receipts', () => {
    const result = apdu(0x040f, '2700', '22 f0f2 4771', '06 02 1234', '870042');
    expect(hex(withoutCards(result).data)).toBe(flat('2700 22f0f2 0000 06020000 870042'));
    expect(hex(withoutCards(apdu(0x040f, '2700', '99123456')).data)).toBe(flat('2700 00000000'));
    expect(hex(withoutCards(apdu(0x06d1, '00', '313233')).data)).toBe('00000000');
  });

  it('is read to some end, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0x040f, 0x04ff, 0x061e, 0x06d1, 0x06d3, 0x060f, 0x8000),
        fc.uint8Array({ maxLength: 80 }),
        (control, data) => {
          decodeZvtReply({ control, data });
          expect(withoutCards({ control, data }).data).toHaveLength(data.length);
        },
      ),
      { seed: 2, numRuns: 2000 },
    );
  });
});
