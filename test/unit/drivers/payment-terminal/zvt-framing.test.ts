import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Apdu } from '../../../../drivers/payment-terminal/zvt-apdu.ts';
import {
  encodeForLine,
  encodeSerialFrame,
  zvtCollector,
  type ZvtArrival,
  type ZvtFraming,
} from '../../../../drivers/payment-terminal/zvt-framing.ts';

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const flat = (text: string) => text.replaceAll(' ', '');
const bytes = (text: string) => Uint8Array.from(Buffer.from(flat(text), 'hex'));
const APDU: Apdu = { control: 0x8000, data: new Uint8Array() };

function arrivals(framing: ZvtFraming, ...pieces: Uint8Array[]): ZvtArrival[] {
  const heard: ZvtArrival[] = [];
  const collect = zvtCollector(framing, (arrival) => heard.push(arrival));
  for (const piece of pieces) collect(piece);
  return heard;
}

/** `whole`, in pieces that end at `cuts`. */
function pieces(whole: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts].map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b);
  return [...ends, whole.length].map((end, index) => whole.slice(ends[index - 1] ?? 0, end));
}

const anyApdu = fc
  .tuple(fc.constantFrom(0x04, 0x06, 0x80), fc.integer({ min: 0, max: 255 }), fc.uint8Array())
  .map(([high, low, data]) => ({ control: (high << 8) | low, data }));
const cuts = fc.array(fc.nat(400), { maxLength: 6 });
/** Bytes that framing is made of, more often than chance would have them. */
const garbage = fc
  .array(fc.oneof(fc.constantFrom(0x10, 0x02, 0x03, 0x06, 0x15), fc.nat(255)), { maxLength: 40 })
  .map((list) => Uint8Array.from(list));

describe('a serial frame of ZVT', () => {
  it('is DLE STX, the APDU, DLE ETX, and a CRC whose low byte comes first', () => {
    expect(hex(encodeSerialFrame(APDU))).toBe(flat('1002 800000 1003 f51f'));
  });

  it('has every DLE of its APDU doubled', () => {
    const frame = hex(encodeSerialFrame({ control: 0x061e, data: Uint8Array.of(0x10) }));
    expect(frame.slice(0, 18)).toBe(flat('1002 061e01 1010 1003'));
  });

  it('is acknowledged by 06 and refused by 15', () => {
    expect(arrivals('serial', bytes('06'), bytes('15'))).toEqual([
      { kind: 'acknowledged' },
      { kind: 'refused' },
    ]);
  });

  it('is damaged where its CRC is another, and what follows is read', () => {
    const broken = bytes('1002 800000 1003 f51e');
    expect(arrivals('serial', broken, encodeSerialFrame(APDU))).toEqual([
      { kind: 'damaged', bytes: broken },
      { kind: 'apdu', apdu: APDU },
    ]);
  });

  it('is given up where it does not end, and nothing of it is kept', () => {
    const endless = new Uint8Array(20_000);
    const heard = arrivals('serial', bytes('10 02'), endless, encodeSerialFrame(APDU));
    expect(heard.map(({ kind }) => kind).filter((kind) => kind !== 'noise')).toEqual([
      'damaged',
      'apdu',
    ]);
    const [cut] = heard;
    expect(cut?.kind === 'damaged' && cut.bytes.length).toBeLessThan(endless.length);
  });

  it('is read wherever it is cut', () => {
    fc.assert(
      fc.property(fc.array(anyApdu, { maxLength: 4 }), cuts, (apdus, at) => {
        const whole = Buffer.concat(apdus.map(encodeSerialFrame));
        expect(arrivals('serial', ...pieces(whole, at))).toEqual(
          apdus.map((apdu) => ({ kind: 'apdu', apdu })),
        );
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('is found after any garbage, cut anywhere', () => {
    fc.assert(
      fc.property(garbage, anyApdu, cuts, (noise, apdu, at) => {
        const whole = Buffer.concat([noise, encodeSerialFrame(apdu)]);
        const heard = arrivals('serial', ...pieces(whole, at));
        expect(heard.at(-1)).toEqual({ kind: 'apdu', apdu });
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});

describe('APDUs on TCP', () => {
  it('are read wherever the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(anyApdu, { maxLength: 4 }), cuts, (apdus, at) => {
        const whole = Buffer.concat(apdus.map((apdu) => encodeForLine('tcp', apdu)));
        expect(arrivals('tcp', ...pieces(whole, at))).toEqual(
          apdus.map((apdu) => ({ kind: 'apdu', apdu })),
        );
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('end at the first nonsense: nothing after it can be trusted', () => {
    const heard = arrivals(
      'tcp',
      encodeForLine('tcp', APDU),
      bytes('00'),
      encodeForLine('tcp', APDU),
    );
    expect(heard).toEqual([
      { kind: 'apdu', apdu: APDU },
      { kind: 'nonsense', bytes: bytes('00') },
    ]);
  });

  it('never end in an exception', () => {
    fc.assert(
      fc.property(garbage, cuts, (noise, at) => {
        const heard = arrivals('tcp', ...pieces(noise, at));
        expect(heard.filter(({ kind }) => kind === 'nonsense').length).toBeLessThanOrEqual(1);
      }),
      { seed: 6, numRuns: 1000 },
    );
  });
});
