/** How the frames of a board look. Their first byte tells their length. */
export interface FrameShape {
  /** Whether a frame may begin with this byte. */
  begins(byte: number): boolean;
  lengthOf(first: number): number;
  /** Whether so many bytes are one. */
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
      const [first] = held;
      if (first === undefined || held.length < shape.lengthOf(first)) break;
      const frame = Uint8Array.from(held.slice(0, shape.lengthOf(first)));
      if (shape.isFrame(frame)) {
        tellNoise();
        held = held.slice(frame.length);
        onFrame(frame);
      } else {
        noise.push(...held.splice(0, 1));
      }
    }
    tellNoise();
  };
}
