/** CP437, the character set of ZVT texts unless another is agreed on: what it has beyond ASCII and German needs. */
const BEYOND_ASCII: ReadonlyMap<number, string> = new Map([
  [0x81, 'ü'],
  [0x82, 'é'],
  [0x84, 'ä'],
  [0x8e, 'Ä'],
  [0x94, 'ö'],
  [0x99, 'Ö'],
  [0x9a, 'Ü'],
  [0xd5, '€'],
  [0xe1, 'ß'],
]);
const FROM_CHARACTER = new Map([...BEYOND_ASCII].map(([code, character]) => [character, code]));

/** Reads text; a NUL ends it, and what cannot be shown is a question mark. */
export function readText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const shown = end < 0 ? bytes : bytes.subarray(0, end);
  return Array.from(shown, (byte) => {
    if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
    return byte === 0x0a || byte === 0x0d ? ' ' : (BEYOND_ASCII.get(byte) ?? '?');
  }).join('');
}

export function writtenText(text: string): number[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0x3f;
    return code < 0x7f ? code : (FROM_CHARACTER.get(character) ?? 0x3f);
  });
}
