import { expect, test } from 'vitest';
import { Mp4Fragments } from '../../../../app/disc/mp4-fragments.ts';

/** A box of ISO/IEC 14496-12 §4.2: size, type, so many bytes of content. */
function box(type: string, content: number): Buffer {
  const bytes = Buffer.alloc(8 + content, type);
  bytes.writeUInt32BE(8 + content);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

const [ftyp, moov, moof, mdat] = [
  box('ftyp', 16),
  box('moov', 40),
  box('moof', 20),
  box('mdat', 90),
];
const film = Buffer.concat([ftyp, moov, moof, mdat, moof, mdat, box('mfra', 30)]);

function pieces(size: number): string[] {
  const fragments = new Mp4Fragments();
  const found: string[] = [];
  for (let at = 0; at < film.length; at += size) {
    fragments.add(film.subarray(at, at + size));
    for (let piece = fragments.next(); piece !== null; piece = fragments.next()) {
      found.push(Buffer.from(piece).toString('hex'));
    }
  }
  return found;
}

test('what arrives in any pieces leaves as the initialisation segment and whole fragments', () => {
  const whole = [
    Buffer.concat([ftyp, moov]),
    Buffer.concat([moof, mdat]),
    Buffer.concat([moof, mdat]),
  ];
  const expected = whole.map((piece) => piece.toString('hex'));
  expect([1, 7, 64, 4096].map(pieces)).toEqual([expected, expected, expected, expected]);
});

test('a box of an impossible length is no film', () => {
  for (const length of [0, 7, 0xffffffff]) {
    const wrong = box('moof', 8);
    wrong.writeUInt32BE(length);
    const fragments = new Mp4Fragments();
    fragments.add(wrong);
    expect(() => fragments.next()).toThrow(expect.objectContaining({ code: 'FILM_UNREADABLE' }));
  }
});

test('bytes that went in are nowhere in what is kept once they are forgotten', () => {
  const fragments = new Mp4Fragments();
  fragments.add(film.subarray(0, ftyp.length + 20));
  fragments.forget();
  fragments.add(film);
  expect(Buffer.concat([fragments.next()!])).toEqual(Buffer.concat([ftyp, moov]));
});
