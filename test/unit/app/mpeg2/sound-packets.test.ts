import { expect, test } from 'vitest';
import { findSound, readUnit, soundStreams } from '../../../../app/mpeg2/index.ts';

const unit = { code: 0, length: 0, payload: 0 };

test('sound is found in packets of every kind, with its stream, and in no other packet', () => {
  const packet = (code: number, flags: number, headerBytes: number, substream: number) =>
    Uint8Array.of(
      0,
      0,
      1,
      code,
      0,
      13,
      flags,
      0,
      headerBytes,
      9,
      9,
      9,
      substream,
      1,
      0,
      1,
      7,
      0x41,
      7,
    );
  const found = (bytes: Uint8Array) => {
    const place = { stream: 0, from: 0, format: 0 };
    readUnit(bytes, 0, bytes.length, unit);
    return findSound(bytes, 0, unit, place) ? place : null;
  };
  const { ac3, dts, lpcm, mpeg } = soundStreams;
  const sound = [
    packet(0xbd, 0x80, 3, 0x80), // AC-3
    packet(0xbd, 0x85, 3, 0x87),
    packet(0xbd, 0x80, 3, 0x8a), // DTS
    packet(0xbd, 0x80, 3, 0xa1), // LPCM, three bytes of header more
    packet(0xc3, 0x80, 3, 0x80), // MPEG, no substream
  ];
  expect(sound.map(found)).toEqual([
    { stream: ac3, from: 16, format: 0 },
    { stream: ac3 + 7, from: 16, format: 0 },
    { stream: dts + 2, from: 16, format: 0 },
    { stream: lpcm + 1, from: 19, format: 0x41 },
    { stream: mpeg + 3, from: 12, format: 0 },
  ]);
  const others = [
    packet(0xbd, 0x90, 3, 0x80), // scrambled
    packet(0xc0, 0x90, 3, 0x80),
    packet(0xbd, 0x80, 3, 0x20), // a subpicture
    packet(0xd0, 0x80, 3, 0x80), // the extension of MPEG sound
    packet(0xbd, 0x80, 8, 0x80), // no room for sound
    packet(0xbd, 0x80, 4, 0xa0), // no room for the header of LPCM
    packet(0xc0, 0x80, 10, 0x80),
  ];
  expect(others.map(found)).toEqual(others.map(() => null));
});
