/** kb/s by `bitrate_index`, Layer II (ISO/IEC 11172-3 §2.4.2.3); 0 is free format, which is not understood. */
const bitRates = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384] as const;
const samplingFrequencies = [44_100, 48_000, 32_000] as const;

/** '1111 1111 1111', ID 1 (MPEG-1), layer '10' (II): all but `protection_bit` of the first two bytes. */
const SYNC = 0xff;
const MPEG1_LAYER2 = 0xfc;
/** `mode`. */
const JOINT_STEREO = 1;
const SINGLE_CHANNEL = 3;

export const HEADER_BYTES = 4;
export const CRC_BYTES = 2;

/** What the header of a frame of MPEG-1 Layer II says (§2.4.1.3). */
export interface SoundFrameHeader {
  /** Bytes of the frame. */
  readonly length: number;
  /** Whether a CRC stands behind the header. */
  readonly isProtected: boolean;
  /** kb/s. */
  readonly bitRate: number;
  /** Hz. */
  readonly samplingFrequency: number;
  readonly channels: 1 | 2;
  /** First subband that both channels share; 32: none. */
  readonly bound: number;
}

/**
 * Reads the header that begins at `at`. Whoever asks must see whether the frame is whole.
 *
 * @returns null if none does, or one of another layer, of free format, or of a later standard.
 */
export function parseSoundHeader(bytes: Uint8Array, at: number): SoundFrameHeader | null {
  const second = bytes[at + 1] ?? 0;
  if (bytes[at] !== SYNC || (second & 0xfe) !== MPEG1_LAYER2) return null;
  const third = bytes[at + 2] ?? 0;
  const fourth = bytes[at + 3] ?? 0;
  const bitRate = bitRates[third >>> 4] ?? 0;
  const samplingFrequency = samplingFrequencies[(third >>> 2) & 3];
  if (bitRate === 0 || samplingFrequency === undefined) return null;
  const mode = fourth >>> 6;
  return {
    length: Math.floor((144_000 * bitRate) / samplingFrequency) + ((third >>> 1) & 1),
    isProtected: (second & 1) === 0,
    bitRate,
    samplingFrequency,
    channels: mode === SINGLE_CHANNEL ? 1 : 2,
    bound: mode === JOINT_STEREO ? 4 * ((fourth >>> 4) & 3) + 4 : 32,
  };
}

/** Whether two headers can belong to one stream: all is equal but padding, the extension of the mode, and what players ignore. */
export function isOfOneStream(bytes: Uint8Array, one: number, other: number): boolean {
  const differ = (byte: number, mask: number) =>
    (((bytes[one + byte] ?? 0) ^ (bytes[other + byte] ?? 0)) & mask) !== 0;
  return !differ(0, 0xff) && !differ(1, 0xff) && !differ(2, 0xfc) && !differ(3, 0xc0);
}
