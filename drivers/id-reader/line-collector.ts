/** Longest code that a reader is believed to send, characters. */
const LONGEST = 512;

/**
 * Collects bytes into the codes that a scanner sends: printable ASCII ended by CR, LF or both. What is longer, or holds other
 * bytes, is dropped to its end; `onNoise` is told how many bytes that were.
 */
export function codeCollector(
  onCode: (code: string) => void,
  onNoise: (length: number) => void = () => {},
): (bytes: Uint8Array) => void {
  let held = '';
  let dropped = 0;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0d || byte === 0x0a) {
        if (dropped > 0) onNoise(held.length + dropped);
        else if (held !== '') onCode(held);
        held = '';
        dropped = 0;
      } else if (dropped > 0 || byte < 0x20 || byte > 0x7e || held.length === LONGEST) {
        dropped += 1;
      } else {
        held += String.fromCharCode(byte);
      }
    }
  };
}
