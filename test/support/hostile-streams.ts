import { findStartCode } from '../../app/mpeg2/start-codes.ts';
import { type Chance, chanceOf } from './synthetic-picture.ts';

/** A stream that somebody has hurt, and how. */
export interface HostileStream {
  readonly how: string;
  readonly bytes: Uint8Array;
}

/** A header of a program stream or of its video: what it is, where it begins, and how many of its bytes say something. */
interface Header {
  readonly name: string;
  readonly at: number;
  readonly bytes: number;
}

const headerNames: Readonly<Record<number, readonly [name: string, bytes: number]>> = {
  0x00: ['picture', 8],
  0xb3: ['sequence', 12],
  0xb5: ['extension', 10],
  0xb8: ['group', 8],
  0xba: ['pack', 14],
  0xbb: ['system', 18],
  0xbd: ['packet of sound', 13],
  0xbe: ['padding', 6],
  0xbf: ['navigation', 16],
  0xe0: ['packet of video', 9],
};

/** The first and the last header of each kind among the bytes `from` to `to`, whole. */
export function headersIn(film: Uint8Array, from: number, to: number): Header[] {
  const found = new Map<string, Header[]>();
  for (let at = findStartCode(film, from, to); at >= 0; at = findStartCode(film, at + 3, to)) {
    const code = film[at + 3] ?? 0;
    const [name, bytes] = headerNames[code] ?? ['slice', 12];
    const header = { name, at, bytes };
    const others = found.get(name) ?? [];
    found.set(name, others.length < 2 ? [...others, header] : [others[0] ?? header, header]);
  }
  return [...found.values()].flat();
}

/** Cut off inside and behind every kind of header, and in the middle of what follows it: slices, macroblocks, blocks, packets. */
export function* truncated(film: Uint8Array, headers: readonly Header[]): Iterable<HostileStream> {
  for (const { name, at, bytes } of headers) {
    for (const after of [0, 2, 4, bytes >>> 1, bytes, bytes + 3, bytes + 40]) {
      const how = `${name} cut after ${after} bytes`;
      yield { how: `${how}, where the film ends`, bytes: film.slice(0, at + after) };
      yield { how: `${how}, with the next 5 missing`, bytes: without(film, at + after, 5) };
    }
  }
}

/** Every bit of every kind of header, one at a time. */
export function* bitFlips(film: Uint8Array, headers: readonly Header[]): Iterable<HostileStream> {
  for (const { name, at, bytes } of headers) {
    for (let bit = 0; bit < bytes * 8; bit++) {
      const hurt = film.slice();
      hurt[at + (bit >>> 3)] = (hurt[at + (bit >>> 3)] ?? 0) ^ (128 >>> (bit & 7));
      yield { how: `bit ${bit} of ${name} flipped`, bytes: hurt };
    }
  }
}

/** Packets that say that they are empty, longer than all that is left, or shorter than their own header. */
export function* wrongLengths(
  film: Uint8Array,
  headers: readonly Header[],
): Iterable<HostileStream> {
  for (const { name, at } of headers.filter((one) =>
    /packet|padding|navigation|system/.test(one.name),
  )) {
    for (const length of [0, 1, 2, 3, 4, 0x7fff, 0xffff]) {
      const hurt = film.slice();
      hurt.set([length >>> 8, length & 255], at + 4);
      yield { how: `${name} of ${length} bytes`, bytes: hurt };
    }
    for (const header of [1, 100, 255]) {
      const hurt = film.slice();
      hurt[at + 8] = header;
      yield { how: `${name} with a header of ${header} bytes`, bytes: hurt };
    }
  }
}

/** Start codes of all kinds where none belongs, written over what stands there or put in between. */
export function* oddStartCodes(
  film: Uint8Array,
  from: number,
  to: number,
  chance: Chance,
): Iterable<HostileStream> {
  const codes = [
    0x00, 0x01, 0xaf, 0xb0, 0xb2, 0xb3, 0xb4, 0xb5, 0xb7, 0xb8, 0xb9, 0xba, 0xbb, 0xbd, 0xbf, 0xc0,
    0xe0, 0xe1, 0xff,
  ];
  for (const code of codes) {
    for (let place = 0; place < 4; place++) {
      const at = from + chance(to - from - 8);
      const prefix = Uint8Array.of(0, 0, 1, code);
      const over = film.slice();
      over.set(prefix, at);
      yield { how: `start code ${code} over byte ${at}`, bytes: over };
      yield { how: `start code ${code} put in at ${at}`, bytes: withMore(film, at, prefix) };
    }
  }
}

/** Noise before, between and behind, over whole sectors, and nothing but zeros or ones in them. */
export function* garbage(
  film: Uint8Array,
  from: number,
  to: number,
  chance: Chance,
): Iterable<HostileStream> {
  const noise = Uint8Array.from({ length: 5000 }, () => chance(256));
  yield { how: 'noise before the film', bytes: withMore(film, 0, noise) };
  yield { how: 'noise behind the film', bytes: withMore(film, film.length, noise) };
  for (let turn = 0; turn < 6; turn++) {
    const at = from + chance(to - from);
    yield { how: `noise put in at ${at}`, bytes: withMore(film, at, noise.subarray(chance(4000))) };
    yield { how: `${turn} bytes missing at ${at}`, bytes: without(film, at, 1 + turn * 300) };
    for (const [name, filling] of [
      ['noise', noise],
      ['zeros', new Uint8Array(2048)],
      ['ones', new Uint8Array(2048).fill(255)],
    ] as const) {
      const hurt = film.slice();
      const sector = at - (at % 2048);
      hurt.set(filling.subarray(0, Math.min(2048, film.length - sector)), sector);
      yield { how: `${name} over the sector at ${sector}`, bytes: hurt };
    }
  }
}

/** So many bytes anywhere, each with any other value, seeded. */
export function mutated(film: Uint8Array, mutations: number, seed: number): HostileStream {
  const chance = chanceOf(seed);
  const hurt = film.slice();
  for (let left = mutations; left > 0; left--) hurt[chance(hurt.length)] = chance(256);
  return { how: `${mutations} mutations of seed ${seed}`, bytes: hurt };
}

function without(film: Uint8Array, at: number, bytes: number): Uint8Array {
  return Uint8Array.from(Buffer.concat([film.subarray(0, at), film.subarray(at + bytes)]));
}

function withMore(film: Uint8Array, at: number, more: Uint8Array): Uint8Array {
  return Uint8Array.from(Buffer.concat([film.subarray(0, at), more, film.subarray(at)]));
}
