import { soundStreams } from '../mpeg2/index.ts';

/** The stream of a packet of video; those of sound are numbered by `soundStreams`. */
export const VIDEO = soundStreams.all;

/** The packets that were met and belong to no finished block yet, in order. */
export class PacketList {
  count = 0;
  /** {@link VIDEO}, or the number of the stream of sound. */
  streams = new Uint8Array(1024);
  /** First byte of what the packet carries, and the byte behind the last. */
  froms = new Int32Array(1024);
  tos = new Int32Array(1024);
  /** LPCM: quantisation, frequency and channels. */
  formats = new Uint8Array(1024);

  add(stream: number, from: number, to: number, format: number): void {
    const at = this.count;
    if (at === this.streams.length) this.#grow();
    this.streams[at] = stream;
    this.froms[at] = from;
    this.tos[at] = to;
    this.formats[at] = format;
    this.count++;
  }

  /** Forgets the packets before `end`. */
  dropBefore(end: number): void {
    let first = 0;
    while (first < this.count && (this.froms[first] ?? 0) < end) first++;
    for (const column of [this.streams, this.froms, this.tos, this.formats]) {
      column.copyWithin(0, first, this.count);
    }
    this.count -= first;
  }

  /** Says that all bytes now stand so much further in front. */
  shift(by: number): void {
    for (let i = 0; i < this.count; i++) {
      this.froms[i] = (this.froms[i] ?? 0) - by;
      this.tos[i] = (this.tos[i] ?? 0) - by;
    }
  }

  #grow(): void {
    const length = this.streams.length * 2;
    const { streams, froms, tos, formats } = this;
    this.streams = new Uint8Array(length);
    this.froms = new Int32Array(length);
    this.tos = new Int32Array(length);
    this.formats = new Uint8Array(length);
    this.streams.set(streams);
    this.froms.set(froms);
    this.tos.set(tos);
    this.formats.set(formats);
  }
}
