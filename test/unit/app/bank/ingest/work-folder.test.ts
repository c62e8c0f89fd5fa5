import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorkFolder } from '../../../../../app/bank/ingest/work-folder.ts';
import { asStorageError, requireFreeSpace } from '../../../../../app/bank/ingest/free-space.ts';
import { ingestProgress } from '../../../../../app/bank/ingest/ingest-progress.ts';

let parent: string;
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'diptych-work-'));
});
afterAll(() => rmSync(parent, { recursive: true }));

test('work of a process that was killed is cleared away, work of a living one and everything else is not', () => {
  const gone = spawnSync('true').pid;
  const abandoned = join(parent, `.adding-a-film.${gone}.abcdef`);
  const others = [`.adding-b-film.${process.ppid}.abcdef`, 'big-buck-bunny', '.adding-note'];
  mkdirSync(abandoned);
  writeFileSync(join(abandoned, 'film.mpg'), 'half');
  for (const name of others) mkdirSync(join(parent, name));
  const mine = createWorkFolder(parent, 'c-film');
  expect(existsSync(abandoned)).toBe(false);
  expect(others.every((name) => existsSync(join(parent, name)))).toBe(true);
  expect(createWorkFolder(parent, 'c-film')).not.toBe(mine);
  expect(existsSync(mine)).toBe(true);
});

test('a disk with too little room is refused before the work, a full one during it', () => {
  const free = () => 100 * 1024 * 1024;
  const refusal = expect.objectContaining({ code: 'STORAGE_FULL' });
  expect(() => requireFreeSpace('/', 50 * 1024 * 1024, free)).toThrow(refusal);
  requireFreeSpace('/', 10 * 1024 * 1024, free);
  expect(asStorageError(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toEqual(refusal);
  const other = new Error('something else');
  expect(asStorageError(other)).toBe(other);
});

test('progress goes from 0 to 100 and never back', () => {
  const told: number[] = [];
  const tell = ingestProgress('dvd', ({ percent }) => told.push(percent));
  tell('check', 0);
  tell('copy', 50);
  tell('copy', 20);
  tell('index', 150);
  tell('media', 100);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect([told[0], told.at(-1)]).toEqual([0, 100]);
});
