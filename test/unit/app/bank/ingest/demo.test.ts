import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoTitleIds, makeDemoVault } from '../../../../../app/bank/ingest/demo.ts';
import { bigBuckBunny, drawnFilms } from '../../../../../app/bank/ingest/demo-films.ts';
import { listVault } from '../../../../../app/bank/ingest/list-vault.ts';
import { titleFactsSchema } from '../../../../../app/bank/ingest/title-facts.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-demo-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the demo vault', () => {
  test('has Big Buck Bunny, credited as its licence asks, and at least five drawn films in both standards', () => {
    const all = [bigBuckBunny, ...drawnFilms.map(({ facts }) => facts)];
    expect(bigBuckBunny.rights).toMatch(/Blender Foundation.*Creative Commons Attribution 3\.0/);
    expect(drawnFilms.length).toBeGreaterThanOrEqual(5);
    expect(new Set(drawnFilms.map(({ facts }) => facts.standard))).toEqual(
      new Set(['pal', 'ntsc']),
    );
    expect(all.map((facts) => titleFactsSchema.parse(facts).titleId)).toEqual(demoTitleIds);
    expect(new Set(demoTitleIds).size).toBe(demoTitleIds.length);
  });

  test('is made once, and what is missing of it later is made again', async () => {
    const percents: number[] = [];
    const request = {
      vaultFolder: join(folder, 'vault'),
      mediaFolder: join(folder, 'media'),
      only: ['test-card'],
      onProgress: ({ percent }: { percent: number }) => percents.push(percent),
    };
    expect(await makeDemoVault(request)).toEqual(['test-card']);
    expect(listVault(request.vaultFolder)).toMatchObject([
      { titleId: 'test-card', standard: 'ntsc', aspect: '4:3', runningSeconds: 15 },
    ]);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(percents.at(-1)).toBe(100);

    expect(await makeDemoVault(request)).toEqual([]);
    rmSync(join(request.mediaFolder, 'test-card', 'poster.jpg'));
    expect(await makeDemoVault(request)).toEqual(['test-card']);
  });

  test('leaves nothing behind when it is interrupted while it draws', async () => {
    const interruption = new AbortController();
    const reason = new Error('Enough.');
    const vaultFolder = join(folder, 'interrupted');
    const run = makeDemoVault({
      vaultFolder,
      mediaFolder: join(folder, 'interrupted-media'),
      only: ['mandelbrot'],
      signal: interruption.signal,
      onProgress: () => interruption.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(readdirSync(vaultFolder)).toEqual([]);
  });
});
