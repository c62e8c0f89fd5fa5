import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeComplementFile } from '../../../../../app/bank/generate/complement-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-complement-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a complement stands whole under its name, for its owner alone', async () => {
  const path = join(folder, 'order.complement');
  await writeComplementFile(path, [Buffer.from('first '), Buffer.from('second')]);
  expect(readFileSync(path, 'utf8')).toBe('first second');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['order.complement']);
});

it('a complement that breaks off leaves nothing behind', async () => {
  function* pieces() {
    yield Buffer.from('first');
    throw new Error('the master is gone');
  }
  await expect(writeComplementFile(join(folder, 'x'), pieces())).rejects.toThrow('gone');
  expect(readdirSync(folder)).toEqual([]);
});
