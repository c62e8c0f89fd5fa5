import { BitReader } from '../../../app/mpeg2/bit-reader.ts';
import {
  alternateScan,
  defaultIntraMatrix,
  linearScale,
  matrixFromStream,
  nonLinearScale,
  zigZagScan,
} from '../../../app/mpeg2/quantiser.ts';
import { startCode } from '../../../app/mpeg2/start-codes.ts';
import type { PictureFacts } from './picture.ts';

const flatMatrix = new Uint8Array(64).fill(16);

/** Keeps what headers have said until a picture begins. */
export class HeaderReader {
  #width = 0;
  #height = 0;
  #isProgressive = true;
  #intraMatrix: Uint8Array = defaultIntraMatrix;
  #interMatrix: Uint8Array = flatMatrix;
  #type = 0;
  #temporalReference = 0;
  #facts: PictureFacts | null = null;

  /** Of the picture whose headers were read last; null before its picture coding extension. */
  get facts(): PictureFacts | null {
    return this.#facts;
  }

  /** @param at where its start code begins. */
  read(bytes: Uint8Array, at: number, next: number): void {
    const bits = new BitReader(bytes, at + 4, next);
    switch (bytes[at + 3] ?? 0) {
      case startCode.sequenceHeader:
        this.#readSequence(bits);
        break;
      case startCode.picture:
        this.#temporalReference = bits.read(10);
        this.#type = bits.read(3);
        this.#facts = null;
        break;
      case startCode.extension:
        this.#readExtension(bits);
        break;
    }
  }

  #readSequence(bits: BitReader): void {
    this.#width = bits.read(12);
    this.#height = bits.read(12);
    bits.skip(4 + 4 + 18 + 1 + 10 + 1);
    this.#intraMatrix = readMatrix(bits) ?? defaultIntraMatrix;
    this.#interMatrix = readMatrix(bits) ?? flatMatrix;
  }

  #readExtension(bits: BitReader): void {
    switch (bits.read(4)) {
      case 1:
        bits.skip(8);
        this.#isProgressive = bits.flag();
        break;
      case 3:
        this.#intraMatrix = readMatrix(bits) ?? this.#intraMatrix;
        this.#interMatrix = readMatrix(bits) ?? this.#interMatrix;
        break;
      case 8:
        this.#facts = this.#readCoding(bits);
        break;
    }
  }

  #readCoding(bits: BitReader): PictureFacts {
    const fCodes = [bits.read(4), bits.read(4), bits.read(4), bits.read(4)];
    const dcPrecision = bits.read(2);
    const structure = bits.read(2);
    bits.skip(1); // top_field_first
    const framePredFrameDct = bits.flag();
    const concealmentVectors = bits.flag();
    const scale = bits.flag() ? nonLinearScale : linearScale;
    const intraVlcFormat = bits.flag();
    const scan = bits.flag() ? alternateScan : zigZagScan;
    // §6.3.3: fields of a sequence that is not progressive have whole macroblocks.
    const rows = this.#isProgressive
      ? Math.ceil(this.#height / 16)
      : 2 * Math.ceil(this.#height / 32);
    return {
      type: this.#type,
      temporalReference: this.#temporalReference,
      structure,
      fCodes,
      dcPrecision,
      framePredFrameDct,
      concealmentVectors,
      intraVlcFormat,
      scan,
      scale,
      intraMatrix: this.#intraMatrix,
      interMatrix: this.#interMatrix,
      width: Math.ceil(this.#width / 16),
      height: structure === 3 ? rows : rows / 2,
    };
  }
}

function readMatrix(bits: BitReader): Uint8Array | null {
  if (!bits.flag()) return null;
  return matrixFromStream(Array.from({ length: 64 }, () => bits.read(8)));
}
