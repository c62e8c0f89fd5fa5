import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bufferSource } from '../../../../app/foundation/byte-source.ts';
import {
  checkPair,
  inspectFile,
  openComplement,
  openIndex,
  openSynthesis,
} from '../../../../app/split/index.ts';
import { makeClip } from '../../../support/clips.ts';
import { drain, identity, indexOf, planOf, splitWhole } from '../../../support/engine-files.ts';

let master: Uint8Array;
let indexFile: Uint8Array;
let main: Uint8Array;
let other: Uint8Array;
let complement: Uint8Array;

beforeAll(async () => {
  master = readFileSync((await makeClip('pal-4x3')).vob);
  const { file, index } = await indexOf(master);
  indexFile = file;
  ({ main, complement } = splitWhole(master, index, planOf(new Uint8Array(32).fill(1))));
  const otherOrder = planOf(new Uint8Array(32).fill(2), {
    navIdentifier: new Uint8Array(32).fill(3),
  });
  other = splitWhole(master, index, otherOrder).main;
});

function codeOf(action: () => unknown): string | null {
  try {
    action();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
function changed(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = copy[at]! ^ 0x10;
  return copy;
}
const pair = (disc: Uint8Array, file: Uint8Array) => {
  const opened = openComplement(bufferSource(file));
  checkPair(bufferSource(disc), opened);
};

describe('a complement', () => {
  test('is taken with its own disc', () => {
    expect(codeOf(() => pair(main, complement))).toBeNull();
  });

  test('is refused with another disc of the film, with the master, and with a disc of another size', () => {
    const discs = [other, master, main.subarray(0, main.length - 2048)];
    expect(discs.map((disc) => codeOf(() => pair(disc, complement)))).toEqual(
      Array.from({ length: 3 }, () => 'SPLIT_WRONG_DISC'),
    );
  });

  test('is refused wherever one of its bits is wrong, and wherever it is cut off', () => {
    const problems = new Set(['COMPLEMENT_NOT_ONE', 'COMPLEMENT_VERSION', 'COMPLEMENT_DAMAGED']);
    const refuses = (bytes: Uint8Array) =>
      expect(problems).toContain(codeOf(() => openComplement(bufferSource(bytes))));
    fc.assert(
      fc.property(fc.nat(complement.length - 1), (at) => {
        refuses(changed(complement, at));
        refuses(complement.subarray(0, at));
      }),
      { seed: 30, numRuns: 60 },
    );
  });

  test('of a later version is refused as such, and another file is not taken for one', () => {
    const later = Uint8Array.from(complement);
    later[8] = 9;
    expect(codeOf(() => openComplement(bufferSource(later)))).toBe('COMPLEMENT_VERSION');
    expect(codeOf(() => openComplement(bufferSource(master)))).toBe('COMPLEMENT_NOT_ONE');
    expect(codeOf(() => openComplement(bufferSource(new Uint8Array(0))))).toBe(
      'COMPLEMENT_NOT_ONE',
    );
  });
});

describe('a damaged disc', () => {
  test('is refused by block and byte, before any output and while playing', () => {
    const at = Math.floor(main.length / 2);
    const disc = changed(main, at);
    const opened = openComplement(bufferSource(complement));
    const refused = (action: () => unknown) => {
      try {
        action();
        return null;
      } catch (error) {
        const { code, context } = error as { code: string; context: Record<string, number> };
        return {
          code,
          holds: context['byte']! <= at && at < context['byte']! + context['length']!,
        };
      }
    };
    const expected = { code: 'SPLIT_DISC_DAMAGED', holds: true };
    expect(refused(() => checkPair(bufferSource(disc), opened))).toEqual(expected);
    expect(refused(() => drain(openSynthesis(bufferSource(disc), opened)))).toEqual(expected);
  });
});

describe('an index', () => {
  test('is refused wherever one of its bytes is wrong once everything of it is used', () => {
    const use = (bytes: Uint8Array) => {
      const index = openIndex(bufferSource(bytes));
      for (let number = 0; number < index.blocks; number++) index.block(number).candidates();
    };
    const problems = new Set(['INDEX_NOT_ONE', 'INDEX_VERSION', 'INDEX_DAMAGED']);
    fc.assert(
      fc.property(fc.integer({ min: 16, max: indexFile.length - 41 }), (at) => {
        expect(problems).toContain(codeOf(() => use(changed(indexFile, at))));
        expect(problems).toContain(codeOf(() => use(indexFile.subarray(0, at))));
      }),
      { seed: 31, numRuns: 60 },
    );
  });
});

test('inspection tells index, complement and anything else apart, with their figures', () => {
  expect(inspectFile(bufferSource(main))).toBeNull();
  expect(inspectFile(bufferSource(indexFile))).toMatchObject({
    kind: 'index',
    imageSize: master.length,
    vobBytes: master.length,
    unsplit: {},
  });
  const inspected = inspectFile(bufferSource(complement));
  expect(inspected).toMatchObject({ kind: 'complement', ...identity, mapOnDisc: false });
  expect(inspected?.kind === 'complement' && inspected.complementPercent).toBeLessThan(0.5);
  expect(JSON.parse(JSON.stringify(inspected))).toEqual(inspected);
});
