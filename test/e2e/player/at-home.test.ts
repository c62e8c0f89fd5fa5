import type { ChildProcess } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoMembers } from '../../../app/cli/demo.ts';
import { openFileSource } from '../../../app/disc/file-source.ts';
import { firstLine, type Home, openHome, stop } from '../../support/home.ts';
import {
  difference,
  farFrom,
  framesOf,
  patiently,
  secondsOf,
  seenLeaf,
} from '../../support/player/seen-picture.ts';
import { runDiptych } from '../../support/run-diptych.ts';
import { keepPicture, landscape, openBrowser, openPage } from '../../support/screen-browser.ts';

const [owner] = demoMembers;
let home: Home;
let player: ChildProcess;
let browser: Browser;
beforeAll(async () => {
  [home, browser] = await Promise.all([openHome('big-buck-bunny'), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await home?.close();
});

test('a disc from the machine is watched at home, from the sign-in until its licence is revoked', async () => {
  const { image, orderId } = home.disc;
  const words = ['play', image, '--web', '--no-player', '--bank', home.bankUrl];
  player = home.start(words, []);
  const address = await firstLine(player, /(http:\/\/127\.0\.0\.1:\d+\/#token=\S+)/);
  const { page, errors } = await openPage(browser, landscape);
  await page.goto(address);
  await page.getByLabel('Member number').fill(owner.member);
  await page.getByLabel('Password').fill(owner.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Watch the film' }).click(patiently);

  // Its right half moves and is the film; its left half is not.
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(0.3);
  const early = await seenLeaf(page, 'film');
  await expect.poll(() => secondsOf(page), patiently).toBeGreaterThan(3);
  await page.getByRole('button', { name: 'Pause' }).click();
  const film = await seenLeaf(page, 'film');
  const disc = await seenLeaf(page, 'disc');
  const master = openFileSource(home.master);
  const frames = framesOf(master, await secondsOf(page));
  master.close();
  expect(farFrom(frames, film)).toBeLessThan(4);
  // The film begins in the dark, where little can be wrong.
  expect(farFrom(frames, disc)).toBeGreaterThan(farFrom(frames, film) * 1.5);
  expect(difference(film, early)).toBeGreaterThan(1);

  await runDiptych(['licence', 'revoke', orderId, '--reason', 'A test.'], home.environment);
  await page.getByRole('button', { name: 'Play' }).click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect.poll(() => heading.innerText(), patiently).toMatch(/^The licence .* withdrawn/);
  expect(await page.locator('video, canvas').count()).toBe(0);
  await keepPicture(page, 'player-at-home-revoked');
  expect(errors).toEqual([]);
  expect(await stop(player, 'SIGINT')).toBe(0);
});
