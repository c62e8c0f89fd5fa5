import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldReader } from '../../../../app/ac3/bits.ts';
import { crc16 } from '../../../../app/ac3/crc16.ts';
import { channelsOf } from '../../../../app/ac3/frame-header.ts';
import {
  headBytes,
  headOf,
  NOISE_CHANCE,
  parseFrameHeader,
  writeNoiseHead,
} from '../../../../app/ac3/index.ts';
import { anyFrame, buildFrame } from '../../../support/engine-ac3.ts';

const someChance = fc.uint8Array({ minLength: NOISE_CHANCE, maxLength: NOISE_CHANCE });

/** Reads a head as a decoder does (A/52 §5.3.3), and lists the fields that a head of noise must have otherwise. */
class HeadDecoder {
  readonly wrong: string[] = [];
  readonly exponents: number[][] = [];
  readonly #reader: FieldReader;

  constructor(frame: Uint8Array, audioAt: number) {
    this.#reader = new FieldReader(frame);
    this.#reader.position = audioAt;
  }

  get position(): number {
    return this.#reader.position;
  }

  /** All six audio blocks. */
  read(acmod: number, lfeon: number): void {
    const channels = channelsOf[acmod]!;
    for (let block = 0; block < 6; block++) {
      const first = block === 0 ? 1 : 0;
      this.#field('blksw', channels, 0);
      this.#field('dithflag', channels, 2 ** channels - 1);
      this.#field('dynrnge', acmod === 0 ? 2 : 1, 0);
      this.#field('cplstre', 1, first);
      if (first === 1) this.#field('cplinu', 1, 0);
      if (acmod === 2) this.#field('rematstr', 1, first);
      if (acmod === 2 && first === 1) this.#reader.read(4);
      for (let k = 0; k < channels; k++) this.#field('chexpstr', 2, first * 3);
      if (lfeon === 1) this.#field('lfeexpstr', 1, first);
      if (first === 1) this.#readExponents(channels, lfeon);
      this.#field('baie', 1, first);
      if (first === 1) this.#reader.read(11);
      this.#field('snroffste', 1, first);
      if (first === 1) this.#field('csnroffst', 6, 0);
      for (let k = 0; k < first * (channels + lfeon); k++) {
        this.#field('fsnroffst', 4, 0);
        this.#reader.read(3);
      }
      this.#field('deltbaie, skiple', 2, 0);
    }
  }

  #field(name: string, width: number, expected: number): void {
    const found = this.#reader.read(width);
    if (found !== expected) this.wrong.push(`${name} is ${found}, not ${expected}`);
  }

  #readExponents(channels: number, lfeon: number): void {
    for (let k = 0; k < channels; k++) this.#field('chbwcod', 6, 0);
    for (let k = 0; k < channels; k++) {
      this.exponents.push(this.#readGroups(6));
      this.#field('gainrng', 2, 0);
    }
    if (lfeon === 1) this.exponents.push(this.#readGroups(2));
  }

  /** An exponent, then groups of three differences (A/52 §7.1.3). */
  #readGroups(groups: number): number[] {
    const exponents = [this.#reader.read(4)];
    for (let group = 0; group < groups; group++) {
      const code = this.#reader.read(7);
      if (code > 124) this.wrong.push(`a group of exponents is ${code}`);
      for (const difference of [Math.floor(code / 25), Math.floor(code / 5) % 5, code % 5]) {
        exponents.push((exponents.at(-1) ?? 0) + difference - 2);
      }
    }
    return exponents;
  }
}

describe('a frame with a head of noise', () => {
  test('is legal for a decoder, with exponents that stay in range, whatever its channels', () => {
    fc.assert(
      fc.property(anyFrame, someChance, (parts, chance) => {
        const { frame } = buildFrame(parts);
        const header = parseFrameHeader(frame, 0)!;
        const { at, shape } = headOf(header);
        const size = headBytes(shape);
        const noise = Uint8Array.from(frame);
        noise.set(writeNoiseHead(frame.subarray(at, at + size), shape, chance), at);

        expect(parseFrameHeader(noise, 0)).toEqual(header);
        const decoder = new HeadDecoder(noise, header.audioAt);
        decoder.read(parts.acmod, parts.lfeon);
        expect(decoder.wrong).toEqual([]);
        expect(decoder.exponents.length).toBe(channelsOf[parts.acmod]! + parts.lfeon);
        expect(Math.max(...decoder.exponents.flat())).toBeLessThanOrEqual(24);
        expect(Math.min(...decoder.exponents.flat())).toBeGreaterThanOrEqual(0);
        expect(decoder.position).toBeLessThanOrEqual((at + size - 2) * 8);
      }),
      { seed: 80, numRuns: 60 },
    );
  });

  test('has both CRCs as they were, right or wrong, and nothing else changed', () => {
    fc.assert(
      fc.property(anyFrame, someChance, fc.boolean(), (parts, chance, isRight) => {
        const { frame } = buildFrame(parts);
        if (!isRight) frame[2] = frame[2]! ^ 1;
        const { guarded, length, ...header } = parseFrameHeader(frame, 0)!;
        const { at, shape } = headOf({ guarded, length, ...header });
        const size = headBytes(shape);
        const noise = Uint8Array.from(frame);
        noise.set(writeNoiseHead(frame.subarray(at, at + size), shape, chance), at);

        const crcs = (bytes: Uint8Array) => [crc16(bytes, 2, guarded), crc16(bytes, 2, length)];
        expect(crcs(noise)).toEqual(crcs(frame));
        expect(crcs(noise).every((crc) => crc === 0)).toBe(isRight);
        const outside = (bytes: Uint8Array) => [bytes.subarray(0, at), bytes.subarray(at + size)];
        expect(outside(noise)).toEqual(outside(frame));
        const unwritten = 0xff00 >>> shape.firstBit;
        expect((noise[at]! ^ frame[at]!) & unwritten & 0xff).toBe(0);
      }),
      { seed: 81, numRuns: 60 },
    );
  });

  test('is the same by the same chance, and differs by another', () => {
    const shape = { acmod: 7, lfeon: 1, firstBit: 5 };
    const head = new Uint8Array(headBytes(shape)).fill(0x55);
    const of = (byte: number) =>
      writeNoiseHead(head, shape, new Uint8Array(NOISE_CHANCE).fill(byte));
    expect(of(10)).toEqual(of(10));
    expect(of(10)).not.toEqual(of(200));
    expect(head.every((byte) => byte === 0x55)).toBe(true);
  });

  test('takes 67 bytes of 5.1 and 32 of stereo', () => {
    expect(headBytes({ acmod: 7, lfeon: 1, firstBit: 5 })).toBe(67);
    expect(headBytes({ acmod: 2, lfeon: 0, firstBit: 3 })).toBe(32);
  });
});
