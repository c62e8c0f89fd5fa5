/** Longest code that a reader is believed to send, characters. */
const LONGEST = 512;

/**
 * Collects bytes into the codes that a scanner sends: printable ASCII ended by CR, LF or both. What is longer, or holds other
 * bytes, is dropped to its end.
 */
export function codeCollector(onCode: (code: string) => void): (bytes: Uint8Array) => void {
  let held = '';
  let broken = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === 0x0d || byte === 0x0a) {
        if (held !== '' && !broken) onCode(held);
        held = '';
        broken = false;
      } else if (byte < 0x20 || byte > 0x7e || held.length === LONGEST) {
        broken = true;
      } else {
        held += String.fromCharCode(byte);
      }
    }
  };
}
