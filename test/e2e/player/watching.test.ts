import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ByteSource, bufferSource } from '../../../app/foundation/byte-source.ts';
import { PlayerPageBench } from '../../support/player/player-page.ts';
import {
  difference,
  farFrom,
  framesOf,
  patiently,
  secondsOf,
  seenLeaf,
} from '../../support/player/seen-picture.ts';
import { keepPicture, landscape, openBrowser, openPage } from '../../support/screen-browser.ts';

let bench: PlayerPageBench;
let browser: Browser;
let master: ByteSource;
beforeAll(async () => {
  [bench, browser] = await Promise.all([PlayerPageBench.start(), openBrowser()]);
  master = bufferSource(bench.split.master);
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

const hinge = (page: Page) =>
  page.getByRole('slider', { name: 'Hinge between the disc and the film' });

test('the film runs, its right half is the master’s picture, its left half is not, and what is going on is told', async () => {
  const { page, errors, leave } = await watch();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(1.2);
  await page.getByRole('button', { name: 'Pause' }).click();
  const film = await seenLeaf(page, 'film');
  const disc = await seenLeaf(page, 'disc');
  const at = await secondsOf(page);
  const frames = framesOf(master, at);
  expect(farFrom(frames, film)).toBeLessThan(4);
  expect(farFrom(frames, disc)).toBeGreaterThan(10);
  await page.getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(at + 0.5);
  expect(difference(await seenLeaf(page, 'film'), film)).toBeGreaterThan(1);
  await page
    .getByText(
      /The complement arrives \d+ s ahead of the picture, \d+\skbit\/s; nothing of it is kept\./u,
    )
    .waitFor(patiently);
  expect(await page.getByText('9 of 10').count()).toBe(1);
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

test('a chapter is gone to, its picture shown at once; the time line is moved by keys, however fast they are', async () => {
  const { page, leave } = await watch();
  await page.getByLabel('Chapter').selectOption('3');
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(10.7);
  await page.getByRole('button', { name: 'Pause' }).click();
  const at = await secondsOf(page);
  const film = await seenLeaf(page, 'film');
  expect(farFrom(framesOf(master, at), film)).toBeLessThan(4);
  await keepPicture(page, 'player-chapter');
  const line = page.getByRole('slider', { name: 'Time' });
  await line.focus();
  await line.press('Home');
  // Six times a tenth of the film: past all that the page holds.
  for (let times = 0; times < 6; times += 1) await line.press('PageUp');
  await expect.poll(() => secondsOf(page), patiently).toBeCloseTo(12, 0);
  await expect.poll(async () => Number(await line.inputValue())).toBeCloseTo(12, 0);
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
