import { spawnSync } from 'node:child_process';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readImageLayout } from '../../../app/disc/image-layout.ts';
import { bufferSource, readExtent } from '../../../app/foundation/byte-source.ts';
import { PlayerPageBench } from '../../support/player/player-page.ts';
import { readPicture } from '../../support/player/read-picture.ts';
import { keepPicture, landscape, openBrowser, openPage } from '../../support/screen-browser.ts';

/** On a machine that does ten other things, pictures come slowly. */
const patiently = { timeout: 30_000 };

let bench: PlayerPageBench;
let browser: Browser;
beforeAll(async () => {
  [bench, browser] = await Promise.all([PlayerPageBench.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await bench?.close();
});

/** A page on which the film runs. */
async function watch(): Promise<{ page: Page; errors: string[]; leave: () => Promise<void> }> {
  const address = await bench.open();
  const { page, errors } = await openPage(browser, landscape);
  await page.goto(address);
  await page.getByRole('button', { name: 'Watch the film' }).click();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(0.3);
  return { page, errors, leave: () => page.context().close() };
}

/** Where the picture is. */
function secondsOf(page: Page): Promise<number> {
  return page.locator('video').evaluate((video: { currentTime: number }) => video.currentTime);
}

const hinge = (page: Page) =>
  page.getByRole('slider', { name: 'Hinge between the disc and the film' });

/** Moves the hinge to one end, and stands still on one picture. */
async function standAt(page: Page, key: 'Home' | 'End'): Promise<void> {
  await hinge(page).press(key);
}

/** A quarter of the page's leaf either way: enough to tell pictures apart. */
const small = { width: 256, height: 144 } as const;

/** Pictures of the master around a moment as ffmpeg decodes them: a busy browser shows one that is a little late. */
function framesOfMaster(seconds: number): Uint8Array[] {
  const { vobs } = readImageLayout(bufferSource(bench.split.master));
  const film = Buffer.concat(vobs.map((vob) => readExtent(bufferSource(bench.split.master), vob)));
  const from = Math.max(0, Math.round((seconds - 1.5) * 25));
  const filter = `trim=start_frame=${from}:end_frame=${from + 50},scale=256:144:flags=area`;
  const options = ['-v', 'error', '-f', 'mpeg', '-i', '-', '-vf', filter, '-an'];
  const format = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  // It may end before it has read the whole film.
  const { stdout } = spawnSync('ffmpeg', [...options, ...format], {
    input: film,
    maxBuffer: 1 << 26,
  });
  const length = small.width * small.height * 3;
  return Array.from({ length: stdout.length / length }, (_, index) =>
    stdout.subarray(index * length, (index + 1) * length),
  );
}

/** Mean difference of two pictures, in levels of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}

/** How far a picture is from the master's that is most like it. */
function farFrom(frames: readonly Uint8Array[], picture: Uint8Array): number {
  return Math.min(...frames.map((frame) => difference(picture, frame)));
}

test('the film runs, and its right half is the master’s picture while its left half is not', async () => {
  const { page, errors, leave } = await watch();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(1.2);
  await page.getByRole('button', { name: 'Pause' }).click();
  await standAt(page, 'Home');
  const film = await readPicture(page, small);
  await standAt(page, 'End');
  const disc = await readPicture(page, small);
  const at = await secondsOf(page);
  const frames = framesOfMaster(at);
  expect(farFrom(frames, film)).toBeLessThan(4);
  expect(farFrom(frames, disc)).toBeGreaterThan(15);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(at + 0.5);
  await standAt(page, 'Home');
  expect(difference(await readPicture(page, small), film)).toBeGreaterThan(1);
  expect(errors).toEqual([]);
  await leave();
});

test('the hinge follows the mouse, a finger and the keys, and says what is on either side', async () => {
  const { page, leave } = await watch();
  const slider = hinge(page);
  await slider.press('Home');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(
    /^Left 0\s%: what is on the disc\. Right 100\s%: the film\.$/u,
  );
  await slider.press('ArrowRight');
  await slider.press('PageUp');
  expect(await slider.inputValue()).toBe('12');
  await slider.press('End');
  expect(await slider.inputValue()).toBe('100');
  const box = await page.getByRole('figure', { name: /The picture/ }).boundingBox();
  if (box === null) throw new Error('There is no picture.');
  const y = box.y + box.height / 3;
  await page.mouse.move(box.x + box.width * 0.2, y);
  await page.mouse.down();
  expect(await slider.inputValue()).toBe('20');
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(box.x + box.width * 0.5, y);
  expect(await slider.inputValue()).toBe('75');
  await page.touchscreen.tap(box.x + box.width * 0.4, y);
  expect(await slider.inputValue()).toBe('40');
  await leave();
});

test('a chapter is gone to, its picture shown at once, and the time line is moved by keys', async () => {
  const { page, leave } = await watch();
  await page.getByLabel('Chapter').selectOption('3');
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(10.7);
  await page.getByRole('button', { name: 'Pause' }).click();
  await standAt(page, 'Home');
  const at = await secondsOf(page);
  const film = await readPicture(page, small);
  expect(farFrom(framesOfMaster(at), film)).toBeLessThan(4);
  await keepPicture(page, 'player-chapter');
  const line = page.getByRole('slider', { name: 'Time' });
  await line.focus();
  await line.press('Home');
  await expect.poll(() => secondsOf(page), patiently).toBeLessThan(1);
  await leave();
});

test('another sound track is a new run from the same moment', async () => {
  const { page, leave } = await watch();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(1);
  await page.getByLabel('Sound', { exact: true }).selectOption({ label: 'French, stereo' });
  const before = await secondsOf(page);
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(before);
  expect(bench.player.heard).toHaveLength(1);
  await leave();
});

test('what is going on is told with its figures', async () => {
  const { page, leave } = await watch();
  const told = page.getByText(
    /The complement arrives \d+ s ahead of the picture, \d+\skbit\/s; nothing of it is kept\./u,
  );
  await told.waitFor();
  expect(await told.count()).toBe(1);
  await page.getByText('9 of 10').waitFor();
  await leave();
});

test('a picture whose complement is late waits, says so, and goes on', async () => {
  const { page, leave } = await watch();
  const release = bench.player.hold();
  // Past everything that is held: 10 s of complement, 5 s of picture.
  const line = page.getByRole('slider', { name: 'Time' });
  await line.focus();
  await line.press('End');
  await page.getByText(/The picture waits for its complement, for \d+ s now\./).waitFor();
  await keepPicture(page, 'player-waiting');
  expect(bench.player.ends).toEqual([]);
  release();
  await page.getByText('The film is over.').waitFor(patiently);
  await leave();
});

test('a right that ends in the middle ends the picture, with the reason in the reader’s language', async () => {
  const { page, errors, leave } = await watch();
  bench.player.revoke('LICENCE_REVOKED', '2026-11-21T15:00:00.000Z');
  const heading = page.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.innerText()).toMatch(/21 November 2026/);
  expect(await page.locator('video').count()).toBe(0);
  expect(await page.locator('canvas').count()).toBe(0);
  await page.getByRole('button', { name: 'Français' }).click();
  await expect.poll(() => heading.innerText()).toMatch(/21 novembre 2026/);
  await keepPicture(page, 'player-revoked');
  await page.getByRole('button', { name: 'Retour au disque' }).click();
  await page.getByRole('heading', { level: 1, name: 'Big Buck Bunny' }).waitFor();
  expect(errors).toEqual([]);
  await leave();
});
