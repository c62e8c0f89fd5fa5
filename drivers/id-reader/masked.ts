/** What stands for each byte that a reader read, where somebody listens to its conversation. */
const MASK = 0x2a;

/** As many bytes, none of them told. */
export function masked(length: number): Uint8Array {
  return new Uint8Array(length).fill(MASK);
}
