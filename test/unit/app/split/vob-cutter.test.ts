import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { soundStreams } from '../../../../app/mpeg2/index.ts';
import type { CutBlock } from '../../../../app/split/vob-cutter.ts';
import { VobCutter } from '../../../../app/split/vob-cutter.ts';
import {
  inPieces,
  packHeader,
  programStream,
  soundPacket,
  videoPacket,
} from '../../../support/engine-program-stream.ts';

/** What can be kept of a block. */
function factsOf({ bytes, video, sound, damage, navIdentifierAt }: CutBlock) {
  return {
    bytes: bytes.length,
    video: Buffer.from(video.bytes.subarray(0, video.length)).toString('hex'),
    sound: sound.map(({ kind, number, window, part, ...more }) => {
      const placeOf = window.places();
      return {
        kind,
        number,
        part,
        format: 'format' in more ? more.format : undefined,
        sound: Buffer.from(window.bytes.subarray(0, window.length)).toString('hex'),
        // Every byte of the window is the byte of the block that it says it is.
        isThere: Array.from({ length: window.length }).every(
          (_, at) => bytes[placeOf(at * 8) >>> 3] === window.bytes[at],
        ),
      };
    }),
    damage,
    navIdentifierAt,
  };
}

function cut(pieces: readonly Uint8Array[]) {
  const blocks: ReturnType<typeof factsOf>[] = [];
  const cutter = new VobCutter((block) => blocks.push(factsOf(block)));
  for (const piece of pieces) cutter.push(piece);
  cutter.flush();
  return blocks;
}

const { ac3, dts, lpcm, mpeg } = soundStreams;
const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
/** Ballast, so that the sound is within its budget. */
const picture = Array.from({ length: 40 }, () => videoPacketOf(1000));

function videoPacketOf(length: number): Uint8Array {
  const bytes = new Uint8Array(length).fill(0x55);
  bytes.set([0, 0, 1, 0xe0, (length - 6) >>> 8, (length - 6) & 255, 0x80, 0, 0]);
  return bytes;
}

test('a block has each of its streams of sound, of any kind, as one window', () => {
  const [block] = cut([
    programStream([
      videoPacket,
      ...picture,
      soundPacket(ac3, bytesOf(1, 2)),
      soundPacket(mpeg + 3, bytesOf(9)),
      soundPacket(lpcm + 1, bytesOf(4, 5), 0x41),
      soundPacket(ac3, bytesOf(3)),
      soundPacket(dts + 7, bytesOf(7)),
      soundPacket(lpcm + 1, bytesOf(6), 0x41),
    ]),
  ]);
  const common = { part: 1, format: undefined, isThere: true };
  expect(block?.sound).toEqual([
    { ...common, kind: 'ac3', number: 0, sound: '010203' },
    { ...common, kind: 'mpeg', number: 3, sound: '09' },
    { ...common, kind: 'lpcm', number: 1, sound: '040506', format: 0x41 },
    { ...common, kind: 'dts', number: 7, sound: '07' },
  ]);
  expect(block?.damage).toBeNull();
});

test('LPCM whose packets differ in their format has none', () => {
  const packets = [0x01, 0x41].map((format) => soundPacket(lpcm, bytesOf(1, 2), format));
  const [block] = cut([programStream([videoPacket, ...packets])]);
  expect(block?.sound.map(({ format }) => format)).toEqual([null]);
});

test('sound that is scrambled, or ends before it begins, is not there and spoils nothing', () => {
  const scrambled = soundPacket(ac3, bytesOf(1, 2), 0, 0x90);
  const short = Uint8Array.from(soundPacket(mpeg, bytesOf(1, 2)));
  short[8] = 200;
  const [block] = cut([programStream([videoPacket, scrambled, short])]);
  expect([block?.sound, block?.damage, block?.video]).toEqual([[], null, '000001b301020304']);
});

test('the sound of a block is its own, and not that of the block before', () => {
  const blocks = cut([
    programStream([videoPacket, soundPacket(ac3, bytesOf(1)), soundPacket(lpcm, bytesOf(2), 1)]),
    programStream([videoPacket, soundPacket(mpeg, bytesOf(3))]),
    programStream([videoPacket, soundPacket(lpcm, bytesOf(4), 0x41)]),
  ]);
  expect(blocks.map(({ sound }) => sound.map(({ kind, format }) => [kind, format]))).toEqual([
    [
      ['ac3', undefined],
      ['lpcm', 1],
    ],
    [['mpeg', undefined]],
    [['lpcm', 0x41]],
  ]);
});

const anyPacket = fc.oneof(
  fc.constant(videoPacket),
  fc.integer({ min: 9, max: 60 }).map(videoPacketOf),
  fc
    .tuple(fc.nat(soundStreams.all - 1), fc.uint8Array({ maxLength: 40 }), fc.nat(255))
    .map(([stream, payload, format]) => soundPacket(stream, payload, format)),
);

test('blocks are the same in whatever pieces the bytes come, and each is what it is alone', () => {
  fc.assert(
    fc.property(
      fc.array(anyPacket, { maxLength: 30 }),
      fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 9 }),
      (packets, sizes) => {
        const stream = programStream(packets);
        const blocks = cut([stream]);
        expect(cut(inPieces(stream, sizes))).toEqual(blocks);
        let at = 0;
        for (const block of blocks) {
          expect(cut([stream.subarray(at, at + block.bytes)])).toEqual([block]);
          expect(block.sound.every(({ isThere }) => isThere)).toBe(true);
          at += block.bytes;
        }
        expect(at).toBe(stream.length);
      },
    ),
    { seed: 120, numRuns: 100 },
  );
});

test('a block begins with the pack of its sequence header, and has all that is in that pack', () => {
  const begin = Buffer.concat([packHeader, soundPacket(ac3, bytesOf(2, 3)), videoPacket]);
  const blocks = cut([
    programStream([videoPacket, soundPacket(ac3, bytesOf(1))]),
    begin,
    programStream([soundPacket(ac3, bytesOf(4))]),
    begin,
  ]);
  expect(blocks.map(({ sound, bytes }) => [sound.map((stream) => stream.sound), bytes])).toEqual([
    [['01'], 2 * packHeader.length + videoPacket.length + 14],
    [['020304'], begin.length + packHeader.length + 14],
    [['0203'], begin.length],
  ]);
});

test('blocks are the same where more bytes come than are held at once', () => {
  const some = Array.from({ length: 400 }, (_, at) => {
    const payload = new Uint8Array(700 + ((at * 37) % 400)).fill(at & 255);
    return at % 23 === 0 ? videoPacket : soundPacket((at * 7) % soundStreams.all, payload, 1);
  });
  const stream = programStream(some);
  const blocks = cut([stream]);
  expect(blocks.length).toBe(18);
  expect(cut(inPieces(stream, [4096, 777, 20_000]))).toEqual(blocks);
});

test('bytes may be put straight where the cutter wants them', () => {
  const stream = programStream([
    videoPacket,
    ...picture,
    soundPacket(ac3, bytesOf(1, 2)),
    videoPacket,
  ]);
  const blocks: ReturnType<typeof factsOf>[] = [];
  const cutter = new VobCutter((block) => blocks.push(factsOf(block)));
  for (const piece of inPieces(stream, [700, 13])) {
    cutter.room(1000).set(piece);
    cutter.accept(piece.length);
  }
  cutter.flush();
  expect(blocks).toEqual(cut([stream]));
});

test('any bytes are cut without a crash, and none is lost', () => {
  const hostile = fc.array(
    fc.oneof(
      fc.constantFrom([0, 0, 1], [0, 0, 1, 0xba, 0x44], [0, 0, 1, 0xbd, 0, 9, 0x80], [0xff, 0xff]),
      fc.constantFrom([0, 0, 1, 0xc0, 0, 0], [0, 0, 1, 0xbd, 0, 5, 0x80, 0, 0, 0xa0, 1]),
      fc.array(fc.nat(255), { maxLength: 30 }),
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 50 }), (parts, size) => {
      const bytes = Uint8Array.from([...programStream([videoPacket]), ...parts.flat()]);
      const blocks = cut(inPieces(bytes, [size]));
      expect(blocks.reduce((sum, block) => sum + block.bytes, 0)).toBe(bytes.length);
    }),
    { seed: 121, numRuns: 300 },
  );
});
