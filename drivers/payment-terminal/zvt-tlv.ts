import { berLength, writtenBerLength } from './zvt-fields.ts';

/** A tag of a TLV container (BMP 06) and what it holds: other tags, where bit 6 of its first byte is set. */
export interface Tlv {
  readonly tag: number;
  readonly content: Uint8Array;
}

/** Tags that are read here. */
export const TAG = {
  textLine: 0x07,
  receipt: 0x08,
  command: 0x0a,
  receipts: 0x23,
  displayTexts: 0x24,
  printTexts: 0x25,
  permittedCommands: 0x26,
} as const;

/** The tags that stand side by side in `data`; what follows a broken one cannot be read. */
export function readTlvs(data: Uint8Array): readonly Tlv[] {
  const tlvs: Tlv[] = [];
  let at = 0;
  while (at < data.length) {
    const first = data[at] ?? 0;
    const isLong = (first & 0x1f) === 0x1f;
    const second = data[at + 1];
    if (isLong && second === undefined) return tlvs;
    const tag = isLong ? (first << 8) | (second ?? 0) : first;
    const content = berLength(data, at + (isLong ? 2 : 1));
    if (content === null || content.end > data.length) return tlvs;
    tlvs.push({ tag, content: data.slice(content.start, content.end) });
    at = content.end;
  }
  return tlvs;
}

/** The contents of every `inner` within every `outer` of a container. */
export function withinTlv(container: Uint8Array, outer: number, inner: number): Uint8Array[] {
  return readTlvs(container)
    .filter(({ tag }) => tag === outer)
    .flatMap(({ content }) => readTlvs(content))
    .filter(({ tag }) => tag === inner)
    .map(({ content }) => content);
}

export function writtenTlv(tag: number, content: Iterable<number>): number[] {
  const bytes = [...content];
  const written = tag > 0xff ? [tag >> 8, tag & 0xff] : [tag];
  return [...written, ...writtenBerLength(bytes.length), ...bytes];
}
