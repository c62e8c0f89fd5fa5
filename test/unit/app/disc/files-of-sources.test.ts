import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FileSource, openFileSource } from '../../../../app/disc/file-source.ts';
import { joinedSource, partSource } from '../../../../app/disc/joined-source.ts';
import { bufferSource, readExtent } from '../../../../app/foundation/byte-source.ts';
import { partsSource } from '../../../../app/split/threads/file-parts.ts';

let folder: string;
let first: FileSource;
let second: FileSource;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-files-'));
  writeFileSync(join(folder, '1'), 'abcdefghij');
  writeFileSync(join(folder, '2'), 'klmnopqrst');
  first = openFileSource(join(folder, '1'));
  second = openFileSource(join(folder, '2'));
});
afterAll(() => {
  first.close();
  second.close();
  rmSync(folder, { recursive: true });
});

it('parts of files joined say in which files their bytes lie, and are read there alike', () => {
  const joined = joinedSource([first, partSource(second, { offset: 2, length: 6 })]);
  const part = partSource(joined, { offset: 8, length: 5 });
  const [one, two] = [first.files[0]?.descriptor, second.files[0]?.descriptor];
  expect(part.files).toEqual([
    { descriptor: one, offset: 8, length: 2 },
    { descriptor: two, offset: 2, length: 3 },
  ]);
  const there = partsSource(part.files ?? []);
  const whole = { offset: 0, length: 100 };
  expect(Buffer.from(readExtent(there, whole)).toString()).toBe('ijmno');
  expect(readExtent(there, whole)).toEqual(readExtent(part, whole));
  expect(Buffer.from(readExtent(there, { offset: 1, length: 3 })).toString()).toBe('jmn');
  expect(readExtent(there, { offset: 5, length: 1 })).toHaveLength(0);
});

it('what is partly in memory lies in no files', () => {
  const joined = joinedSource([first, bufferSource(Buffer.from('memory'))]);
  expect(joined.files).toBeUndefined();
  expect(partSource(joined, { offset: 0, length: 4 }).files).toBeUndefined();
});
