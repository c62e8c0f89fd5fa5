import {
  coefficientCodesOne,
  coefficientCodesZero,
  dcSizeChrominanceCodes,
  dcSizeLuminanceCodes,
  endOfBlockOne,
  endOfBlockZero,
} from '../../app/mpeg2/vlc-tables.ts';

/** Writes bits the slow way, from strings of 0 and 1 (spaces are ignored), as the standard prints them. */
export class BitText {
  text = '';

  bits(text: string): this {
    this.text += text.replaceAll(' ', '');
    return this;
  }

  number(value: number, width: number): this {
    return this.bits((value >>> 0).toString(2).padStart(width, '0').slice(-width));
  }

  /** The bytes, filled up with zero bits, then `padding` zero bytes. */
  bytes(padding: number = 0): Uint8Array {
    const whole = this.text.padEnd(Math.ceil(this.text.length / 8) * 8, '0');
    const bytes = whole.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? [];
    return Uint8Array.from([...bytes, ...Array.from({ length: padding }, () => 0)]);
  }
}

export interface BlockToWrite {
  readonly dc: number;
  /** Run and level of each coefficient. */
  readonly ac?: readonly (readonly [run: number, level: number])[];
}

/** Writes one block of an intra macroblock; coefficients that have no code are escaped. */
export function writeBlock(
  to: BitText,
  block: BlockToWrite,
  isLuma: boolean,
  usesTableOne: boolean = false,
): void {
  const size = block.dc === 0 ? 0 : 32 - Math.clz32(Math.abs(block.dc));
  const sizes = isLuma ? dcSizeLuminanceCodes : dcSizeChrominanceCodes;
  to.bits(sizes.find(([, value]) => value === size)![0]);
  if (size > 0) to.number(block.dc > 0 ? block.dc : block.dc + 2 ** size - 1, size);
  const codes = usesTableOne ? coefficientCodesOne : coefficientCodesZero;
  for (const [run, level] of block.ac ?? []) {
    const code = codes.find((entry) => entry[1] === run && entry[2] === Math.abs(level));
    if (code) to.bits(code[0]).bits(level < 0 ? '1' : '0');
    else to.bits('0000 01').number(run, 6).number(level, 12);
  }
  to.bits(usesTableOne ? endOfBlockOne : endOfBlockZero);
}

/** A slice of whole macroblocks (`macroblock_type` '1'), from its start code on; `before` stands before each one's blocks. */
export function writeSlice(
  macroblocks: readonly (readonly BlockToWrite[])[],
  options: { readonly before?: string; readonly usesTableOne?: boolean } = {},
): BitText {
  const to = new BitText().number(0x00000101, 32).number(4, 5).bits('0');
  for (const blocks of macroblocks) {
    to.bits('1')
      .bits('1')
      .bits(options.before ?? '');
    blocks.forEach((block, index) => writeBlock(to, block, index < 4, options.usesTableOne));
  }
  return to;
}
