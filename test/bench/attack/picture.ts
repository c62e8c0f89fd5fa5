import { growTo } from './growing.ts';

/** What holds for every macroblock of a picture: headers and extensions before it. */
export interface PictureFacts {
  /** `picture_coding_type`: 1 is I, 2 is P, 3 is B. */
  readonly type: number;
  readonly temporalReference: number;
  /** 1 top field, 2 bottom field, 3 frame. */
  readonly structure: number;
  /** `f_code[s][t]` at `2 * s + t`. */
  readonly fCodes: readonly number[];
  /** 0 to 3 for 8 to 11 bits. */
  readonly dcPrecision: number;
  readonly framePredFrameDct: boolean;
  readonly concealmentVectors: boolean;
  readonly intraVlcFormat: boolean;
  /** Place in the block (`8 * v + u`) by number in the scan. */
  readonly scan: Uint8Array;
  /** `quantiser_scale` by its code. */
  readonly scale: readonly number[];
  /** Row by row. */
  readonly intraMatrix: Uint8Array;
  readonly interMatrix: Uint8Array;
  /** In macroblocks, of this picture: fields are half as tall. */
  readonly width: number;
  readonly height: number;
}

/** One slice: its macroblocks stand one after another in its picture. */
export interface Slice {
  /** In the elementary stream: its start code, and the next one. */
  readonly from: number;
  readonly to: number;
  /** Bits between the quantiser code and the first macroblock, and where they begin. */
  readonly extraFrom: number;
  readonly extraBits: number;
  /** Zero bytes behind it. */
  readonly stuffing: number;
  readonly firstMacroblock: number;
  readonly endMacroblock: number;
  /** `quantiser_scale_code`; the attacks may change it without marking the slice. */
  quantiserCode: number;
  /** Its macroblocks have been changed, so it is written anew, else copied. */
  isChanged: boolean;
}

/**
 * The macroblocks of one coded picture, as columns, and their coefficients. Attacks change `dcDelta`, `level` and
 * `vectorDelta`; everything else is as it was sent.
 */
export class CodedPicture {
  readonly facts: PictureFacts;
  readonly slices: Slice[] = [];
  /** Macroblocks that were sent: skipped ones are not among them. */
  macroblocks = 0;
  readonly address: Int32Array;
  /** A sum of `macroblock` of `codes.ts`. */
  readonly kind: Uint8Array;
  /** `frame_motion_type` or `field_motion_type`; 2 in a frame picture that sends none. */
  readonly motionType: Uint8Array;
  readonly dctType: Uint8Array;
  /** The code that holds for the macroblock. */
  readonly quantiserCode: Uint8Array;
  readonly pattern: Uint8Array;
  /** Differentials and vectors, in half samples: `8 * macroblock + 4 * r + 2 * s + t`. */
  readonly vectorDelta: Int16Array;
  readonly vector: Int16Array;
  /** `motion_vertical_field_select[r][s]` at `4 * macroblock + 2 * r + s`. */
  readonly fieldSelect: Uint8Array;
  /** `dmvector[t]` at `2 * macroblock + t`. */
  readonly dualPrime: Int8Array;
  /** `6 * macroblock + block`: intra blocks. */
  readonly dcSize: Uint8Array;
  readonly dcDelta: Int16Array;
  /** Coefficients of a block: from `blockFrom` up to `blockTo`. */
  readonly blockFrom: Int32Array;
  readonly blockTo: Int32Array;
  coefficients = 0;
  /** Number in the scan. */
  place = new Uint8Array(1 << 16);
  /** Signed; an attack puts 0 where the coefficient is left out. */
  level = new Int16Array(1 << 16);

  constructor(facts: PictureFacts) {
    this.facts = facts;
    const most = facts.width * facts.height;
    this.address = new Int32Array(most);
    this.kind = new Uint8Array(most);
    this.motionType = new Uint8Array(most);
    this.dctType = new Uint8Array(most);
    this.quantiserCode = new Uint8Array(most);
    this.pattern = new Uint8Array(most);
    this.vectorDelta = new Int16Array(most * 8);
    this.vector = new Int16Array(most * 8);
    this.fieldSelect = new Uint8Array(most * 4);
    this.dualPrime = new Int8Array(most * 2);
    this.dcSize = new Uint8Array(most * 6);
    this.dcDelta = new Int16Array(most * 6);
    this.blockFrom = new Int32Array(most * 6);
    this.blockTo = new Int32Array(most * 6);
  }

  /** Makes room for the 64 coefficients of another block, at least. */
  reserve(): void {
    if (this.coefficients + 64 <= this.level.length) return;
    this.place = growTo(this.place, new Uint8Array(this.place.length * 2));
    this.level = growTo(this.level, new Int16Array(this.level.length * 2));
  }
}
