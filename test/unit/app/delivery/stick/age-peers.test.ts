import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Decrypter, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeIdentity, parseIdentity } from '../../../../../app/delivery/stick/age-identity.ts';
import { AGE_HEADER_BYTES } from '../../../../../app/delivery/stick/age-header.ts';
import {
  openSealedBody,
  sealBody,
  stickKeysOf,
} from '../../../../../app/delivery/stick/sealed-body.ts';
import { writeBody } from '../../../../../app/delivery/stick/stick-body.ts';
import { bufferSource } from '../../../../../app/foundation/byte-source.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { seededRandomness } from '../../../../../app/foundation/randomness.ts';

const randomness = seededRandomness('age peers');
const keys = stickKeysOf(randomness.bytes(32));
const identity = encodeIdentity(keys.identity);
/** 300 000 bytes in blocks of many sizes: five chunks of age. */
const complement = {
  blocks: 300,
  head: () => Buffer.from('the head of a complement'),
  block: (number: number) => Buffer.alloc((number * 7) % 2000, number & 255),
};
const plain = Buffer.concat([...writeBody(complement)]);
const sealed = Buffer.concat([...sealBody(keys, complement)]);

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('age', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'diptych-age-'));
    writeFileSync(join(folder, 'identity.txt'), `${identity}\n`, { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('of Debian opens a body with the identity of the stick', () => {
    writeFileSync(join(folder, 'body.age'), sealed);
    const opened = execFileSync('age', ['-d', '-i', 'identity.txt', 'body.age'], {
      cwd: folder,
      maxBuffer: 1 << 24,
    });
    expect(opened.equals(plain)).toBe(true);
  });

  it('of Debian refuses a body that was cut off at a chunk, as the player does', () => {
    const cut = sealed.subarray(0, AGE_HEADER_BYTES + 16 + 2 * (65_536 + 16));
    writeFileSync(join(folder, 'cut.age'), cut);
    expect(spawnSync('age', ['-d', '-i', 'identity.txt', 'cut.age'], { cwd: folder }).status).toBe(
      1,
    );
    expect(codeOf(() => openSealedBody(bufferSource(cut), identity))).toBe('STICK_DAMAGED');
  });

  it('of Debian seals what our reader opens', async () => {
    const recipient = await identityToRecipient(identity);
    const theirs = execFileSync('age', ['-r', recipient], { input: plain, maxBuffer: 1 << 24 });
    const body = openSealedBody(bufferSource(theirs), identity);
    expect(Buffer.from(body.payload(299)).equals(complement.block(299))).toBe(true);
  });

  it('in JavaScript opens the same', async () => {
    const decrypter = new Decrypter();
    decrypter.addIdentity(identity);
    const opened = await decrypter.decrypt(Uint8Array.from(sealed));
    expect(Buffer.from(opened).equals(plain)).toBe(true);
  });
});

it('an identity is read as it was written, and no other text is one', () => {
  expect(parseIdentity(identity)).toEqual(Uint8Array.from(keys.identity));
  const other = identity.endsWith('Q') ? 'P' : 'Q';
  for (const wrong of [
    '',
    identity.toLowerCase(),
    `${identity.slice(0, -1)}${other}`,
    identity.slice(0, -1),
    identity.replace('KEY', 'KEX'),
  ]) {
    expect(codeOf(() => parseIdentity(wrong))).toBe('AGE_IDENTITY_INVALID');
  }
});

it('the blocks of a body are read in any order, each as it was written', () => {
  const body = openSealedBody(bufferSource(sealed), identity);
  expect([body.blocks, Buffer.from(body.head).toString()]).toEqual([
    300,
    'the head of a complement',
  ]);
  for (const number of [299, 0, 150, 1, 298, 77]) {
    expect(Buffer.from(body.payload(number)).equals(complement.block(number))).toBe(true);
  }
  expect(codeOf(() => body.payload(300))).toBe('STICK_DAMAGED');
});

it('a body is the same each time it is made', () => {
  expect(Buffer.concat([...sealBody(keys, complement)]).equals(sealed)).toBe(true);
});

it('what was forgotten cannot be read', () => {
  const body = openSealedBody(bufferSource(sealed), identity);
  body.payload(1);
  body.forget();
  expect(codeOf(() => body.payload(1))).toBe('STICK_DAMAGED');
});

describe('a body that was altered', () => {
  const readAll = (bytes: Uint8Array) => {
    const body = openSealedBody(bufferSource(bytes), identity);
    for (let number = 0; number < body.blocks; number++) body.payload(number);
  };

  it('is refused for a flipped bit, wherever it is', () => {
    for (const at of [0, 30, 90, 140, 180, 200, 70_000, sealed.length - 1]) {
      const flipped = Buffer.from(sealed);
      flipped[at]! ^= 1;
      expect([at, codeOf(() => readAll(flipped))]).toEqual([at, 'STICK_DAMAGED']);
    }
  });

  it('is refused with two of its chunks exchanged', () => {
    const chunksAt = AGE_HEADER_BYTES + 16;
    const size = 65_536 + 16;
    const [first, second] = [0, 1].map((n) =>
      sealed.subarray(chunksAt + n * size, chunksAt + (n + 1) * size),
    );
    const rest = sealed.subarray(chunksAt + 2 * size);
    const exchanged = Buffer.concat([sealed.subarray(0, chunksAt), second!, first!, rest]);
    expect(codeOf(() => readAll(exchanged))).toBe('STICK_DAMAGED');
  });

  it('is refused at any shorter length', () => {
    for (const length of [0, 10, AGE_HEADER_BYTES, AGE_HEADER_BYTES + 16, 300, sealed.length - 1]) {
      expect(codeOf(() => readAll(sealed.subarray(0, length)))).toBe('STICK_DAMAGED');
    }
  });

  it('is refused with more behind its end', () => {
    expect(codeOf(() => readAll(Buffer.concat([sealed, Buffer.alloc(70_000)])))).toBe(
      'STICK_DAMAGED',
    );
  });
});
