/** What a film for a test is made of. Everything that is left to chance follows from `seed`. */
export interface FilmParts {
  readonly seed: number;
  /** In macroblocks. */
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  /** Frames are sent as two fields each. */
  readonly hasFields: boolean;
  readonly dcPrecision: number;
  readonly intraVlcFormat: boolean;
  readonly alternateScan: boolean;
  readonly isNonLinear: boolean;
  readonly fCodes: readonly [number, number];
  readonly vobus: number;
  /** Bytes of video in a packet. */
  readonly packetBytes: number;
  readonly hasSound: boolean;
}
