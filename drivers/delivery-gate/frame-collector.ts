/** How the frames of a board look: all of one length. */
export interface FrameShape {
  readonly length: number;
  /** Whether a frame may begin with this byte. */
  begins(byte: number): boolean;
  /** Whether these `length` bytes are one. */
  isFrame(bytes: Uint8Array): boolean;
}

/** Collects the bytes of a line into frames; what is none is noise, and the next byte may begin one. */
export function frameCollector(
  shape: FrameShape,
  onFrame: (frame: Uint8Array) => void,
  onNoise: (bytes: Uint8Array) => void = () => {},
): (bytes: Uint8Array) => void {
  let held: number[] = [];
  return (bytes) => {
    const noise: number[] = [];
    const tellNoise = () => {
      if (noise.length > 0) onNoise(Uint8Array.from(noise.splice(0)));
    };
    held.push(...bytes);
    for (;;) {
      const start = held.findIndex((byte) => shape.begins(byte));
      noise.push(...held.splice(0, start < 0 ? held.length : start));
      if (held.length < shape.length) break;
      const frame = Uint8Array.from(held.slice(0, shape.length));
      if (shape.isFrame(frame)) {
        tellNoise();
        held = held.slice(shape.length);
        onFrame(frame);
      } else {
        noise.push(...held.splice(0, 1));
      }
    }
    tellNoise();
  };
}
