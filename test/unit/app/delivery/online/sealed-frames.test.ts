import { createCipheriv, createDecipheriv } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import {
  createFrameSealer,
  HEAD_FRAME,
  MAX_FRAMES,
  openFrames,
  sealFrame,
} from '../../../../../app/delivery/online/sealed-frames.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';

const KEY = new Uint8Array(32).fill(0x5a);
const VIEWING = 'w_viewing-one';
const noise = seededRandomness('bits of a film');
/** As the bits of a film are: nothing makes them shorter. */
const dense = noise.bytes(2500);
const even = Buffer.from('the same words again and again, '.repeat(80));

const broken = expect.objectContaining({ code: 'COMPLEMENT_SEAL_BROKEN' }) as unknown;
const opening = (bytes: Uint8Array, key = KEY, viewingId = VIEWING) =>
  thrownBy(() => openFrames(key, viewingId, bytes));

describe('an answer of sealed frames', () => {
  test('opens to what was sealed, in its order', () => {
    const sealer = createFrameSealer(KEY, VIEWING);
    const payloads: [number, Uint8Array][] = [
      [7, dense],
      [8, even],
      [HEAD_FRAME, new Uint8Array(0)],
      [0, Uint8Array.of(1)],
    ];
    const answer = Buffer.concat(payloads.map(([number, payload]) => sealer.seal(number, payload)));
    expect(openFrames(KEY, VIEWING, answer).map(plain)).toEqual(
      payloads.map(([number, payload]) => plain({ number, payload })),
    );
  });

  test('opens to any payload', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff_fffe),
        fc.oneof(
          fc.uint8Array({ maxLength: 4000 }),
          fc.tuple(fc.nat(255), fc.nat(9000)).map(([byte, length]) => Buffer.alloc(length, byte)),
        ),
        (number, payload) => {
          const frame = sealFrame(KEY, VIEWING, number, payload);
          expect(openFrames(KEY, VIEWING, frame).map(plain)).toEqual([plain({ number, payload })]);
        },
      ),
      { numRuns: 300, seed: 2 },
    );
  });

  test('is 33 bytes a block longer than bits that cannot be compressed, and shorter than words', () => {
    expect(sealFrame(KEY, VIEWING, 1, dense).length).toBe(dense.length + 33);
    expect(sealFrame(KEY, VIEWING, 1, even).length).toBeLessThan(even.length / 10);
  });

  test('is the same in every process that seals it', () => {
    expect(sealFrame(KEY, VIEWING, 1, dense)).toEqual(sealFrame(KEY, VIEWING, 1, dense));
  });

  test('never uses a nonce for two contents, even if two processes do not agree on a block', () => {
    const nonces = [dense, dense.with(99, dense[99] === 0 ? 1 : 0), even].map((payload) =>
      Buffer.from(sealFrame(KEY, VIEWING, 1, payload).subarray(8, 16)).toString('hex'),
    );
    expect(new Set(nonces).size).toBe(3);
  });

  test('holds no run of eight bytes of what is in it', () => {
    const frame = Buffer.from(sealFrame(KEY, VIEWING, 1, dense));
    const runs = Array.from({ length: dense.length - 7 }, (_, at) => dense.subarray(at, at + 8));
    expect(runs.filter((run) => frame.includes(Buffer.from(run)))).toEqual([]);
  });

  test('is AES-256-GCM as the format says: node:crypto alone opens it', () => {
    const frame = Buffer.from(sealFrame(KEY, VIEWING, 0x01020304, dense));
    const nonce = Buffer.concat([frame.subarray(0, 4), frame.subarray(8, 16)]);
    const decipher = createDecipheriv('aes-256-gcm', KEY, nonce);
    decipher.setAAD(Buffer.from(`diptych complement frame 1\0${VIEWING}\0\x01\x02\x03\x04`));
    decipher.setAuthTag(frame.subarray(-16));
    const content = Buffer.concat([decipher.update(frame.subarray(16, -16)), decipher.final()]);
    expect([frame.readUInt32BE(0), frame.readUInt32BE(4), content]).toEqual([
      0x01020304,
      dense.length + 1,
      Buffer.concat([Buffer.of(0), dense]),
    ]);
  });

  test('leaves a payload that is sealed, and bytes that are opened, as they are', () => {
    const payload = Uint8Array.from(even);
    const frame = sealFrame(KEY, VIEWING, 1, payload);
    const copy = Uint8Array.from(frame);
    openFrames(KEY, VIEWING, frame);
    expect([payload, frame]).toEqual([Uint8Array.from(even), Buffer.from(copy)]);
  });
});

describe('an answer is refused as a whole', () => {
  const frame = sealFrame(KEY, VIEWING, 5, dense);
  const good = sealFrame(KEY, VIEWING, 4, even);

  test('if it is of another viewing, or sealed with another key', () => {
    expect([opening(frame, KEY, 'w_viewing-two'), opening(frame, KEY.with(0, 1))]).toEqual([
      broken,
      broken,
    ]);
  });

  test('if any of its bits was changed', () => {
    const small = sealFrame(KEY, VIEWING, 5, dense.subarray(0, 20));
    for (let bit = 0; bit < small.length * 8; bit++) {
      const changed = Buffer.from(small);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(opening(changed)).toEqual(broken);
      expect(opening(Buffer.concat([good, changed]))).toEqual(broken);
    }
  });

  test('if it ends early, goes on behind its end, or is nothing', () => {
    for (let length = 0; length < frame.length; length += 37) {
      expect(opening(frame.subarray(0, length))).toEqual(broken);
    }
    expect(opening(Buffer.concat([frame, Buffer.of(0)]))).toEqual(broken);
    expect(opening(new Uint8Array(0))).toEqual(broken);
  });

  test('if the number of a block was exchanged for another', () => {
    const other = Buffer.from(frame);
    other.writeUInt32BE(6, 0);
    expect(opening(other)).toEqual(broken);
  });

  test(`if it holds more than ${MAX_FRAMES} frames`, () => {
    const many = Array.from({ length: MAX_FRAMES }, () => good);
    expect(openFrames(KEY, VIEWING, Buffer.concat(many)).length).toBe(MAX_FRAMES);
    expect(opening(Buffer.concat([...many, good]))).toEqual(broken);
  });

  test('if it says that it is longer than any payload may be', () => {
    const huge = Buffer.alloc(16 + 16 + (4 << 20) + 2);
    huge.writeUInt32BE((4 << 20) + 2, 4);
    expect(opening(huge)).toEqual(broken);
  });

  test('whatever bytes come', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(opening(bytes)).toEqual(broken);
      }),
      { numRuns: 500, seed: 3 },
    );
  });

  test.each([
    ['has an unknown codec', Buffer.of(2, 1, 2, 3)],
    ['ends in the length of its stream', Buffer.of(1, 0, 0, 0)],
    ['holds a stream of another length', brotliContent(even.length + 1, even)],
    ['holds a stream that is longer than it says', brotliContent(even.length - 1, even)],
    ['holds a stream of nothing', brotliContent(0, Buffer.alloc(0))],
    ['holds a stream that is damaged', Buffer.of(1, 0, 0, 1, 0, 0x5b, 0xff, 0xff, 0xff)],
    ['says that it grows beyond all bounds', brotliContent(0xffff_ffff, Buffer.alloc(1 << 20))],
  ])('if the content of a frame %s, although the bank itself sealed it', (_, content) => {
    expect(opening(handSealed(content))).toEqual(broken);
  });
});

test('what was opened before something was wrong is zeroised', () => {
  const good = sealFrame(KEY, VIEWING, 4, dense);
  const filling = vi.spyOn(Buffer.prototype, 'fill');
  try {
    expect(opening(Buffer.concat([good, Buffer.alloc(40)]))).toEqual(broken);
    expect(filling.mock.contexts).toContainEqual(Buffer.alloc(dense.length));
  } finally {
    filling.mockRestore();
  }
});

test('a payload that is too large is not sealed', () => {
  expect(thrownBy(() => sealFrame(KEY, VIEWING, 1, new Uint8Array((4 << 20) + 1)))).toMatchObject({
    code: 'COMPLEMENT_TOO_LARGE',
  });
});

test('a key of another length is refused on both sides', () => {
  const short = KEY.subarray(1);
  expect([
    thrownBy(() => sealFrame(short, VIEWING, 1, dense)),
    opening(new Uint8Array(64), short),
  ]).toMatchObject([{ code: 'SESSION_KEY_LENGTH' }, { code: 'SESSION_KEY_LENGTH' }]);
});

function plain({ number, payload }: { readonly number: number; readonly payload: Uint8Array }) {
  return [number, Buffer.from(payload).toString('hex')];
}

function brotliContent(length: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, brotliCompressSync(payload)]);
}

/** A frame around content of any kind, as somebody could make it who has the key. */
function handSealed(content: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(9, 0);
  header.writeUInt32BE(content.length, 4);
  const nonce = Buffer.concat([header.subarray(0, 4), header.subarray(8)]);
  const cipher = createCipheriv('aes-256-gcm', KEY, nonce);
  cipher.setAAD(Buffer.from(`diptych complement frame 1\0${VIEWING}\0\0\0\0\x09`));
  return Buffer.concat([header, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
}
