import type { ByteSource, Extent } from '../foundation/byte-source.ts';

/** Bytes written over a fixed place of the image; what stood there goes into the complement. */
export interface Overlay {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/**
 * Everything that makes one order's main stream differ from its master. With the index and the master it determines main
 * stream and complement, byte for byte.
 */
export interface SplitPlan {
  /** AES-256 key of this order's draws, 32 bytes. */
  readonly key: Uint8Array;
  /** 32 bytes for `vobu_isrc` of every NAV pack's PCI; null leaves them as they are. */
  readonly navIdentifier: Uint8Array | null;
  /** Identifiers outside the VOBs: VMG provider id, manifest. Disjoint, outside every extent and the map area. */
  readonly overlays: readonly Overlay[];
  /** Where the encrypted position map lies in the image (zeros in the master); null: it travels in the complement. */
  readonly mapArea: Extent | null;
}

/** What a complement says of the disc it belongs to. */
export interface ComplementIdentity {
  readonly titleId: string;
  readonly orderId: string;
  readonly distributorId: string;
}

/** An opened index. Blocks are read one at a time; nothing loads them all. */
export interface TitleIndex {
  /** Bytes of the image or stream that was indexed. */
  readonly imageSize: number;
  /** Where the VOBs (or the stream) lie in it. */
  readonly extents: readonly Extent[];
  /** SHA-256 of the bytes in `extents`, in order, lower-case hex. */
  readonly vobSha256: string;
  readonly blocks: number;
  /** Bytes that a map area must have. */
  readonly mapRoom: number;
  /** Candidates by class name, over the title. */
  readonly candidates: Readonly<Record<string, number>>;
}

/** A main stream, computed as it is read: any range, any order, no state. */
export interface MainStream extends ByteSource {
  /** The complement of this main stream, piece by piece. `mainSha256` etc. are computed by the pass itself. */
  complement(identity: ComplementIdentity): Iterable<Uint8Array>;
}
