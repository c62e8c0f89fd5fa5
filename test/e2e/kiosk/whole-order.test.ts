import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoMembers } from '../../../app/cli/demo.ts';
import { openRealHouse, type RealHouse, shortFilm } from '../../support/real-house.ts';
import { keepPicture, openBrowser, openPage, portrait } from '../../support/screen-browser.ts';

const [member] = demoMembers;
let house: RealHouse;
let browser: Browser;

beforeAll(async () => {
  house = await openRealHouse();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await house.close();
});

/** The sixth figure of the number leads on to the PIN. */
async function identify(page: Page): Promise<void> {
  for (const figure of `${member.member}${member.pin}`) {
    await page.getByRole('button', { name: figure, exact: true }).tap();
  }
  await page.getByRole('button', { name: 'Confirm' }).tap();
}

test('a customer orders a film at the screen, watches it being made, and takes it', async () => {
  const { page, errors } = await openPage(browser, portrait);
  page.setDefaultTimeout(30_000);
  await page.goto(`${house.controller.url}/#token=${house.controller.issueToken()}`);

  await page.getByText('Touch anywhere to begin').tap();
  await page.getByRole('button', { name: /Get a film/ }).tap();
  await page.getByRole('button', { name: new RegExp(shortFilm.name.en) }).tap();
  await page.getByRole('button', { name: /Make this disc/ }).tap();
  await identify(page);
  await page.getByRole('button', { name: 'Make my disc' }).tap();

  await page.getByRole('heading', { name: 'Your disc is ready' }).waitFor();
  await keepPicture(page, 'real-ready');
  await page.getByRole('button', { name: /Take it now/ }).tap();
  await identify(page);
  await page.getByRole('heading', { name: 'Take your disc' }).waitFor();
  await keepPicture(page, 'real-take');
  expect(house.machine.hands?.takeDisc()).toBe(true);
  await page.getByRole('heading', { name: 'It is yours. Enjoy the film.' }).waitFor();

  expect(errors).toEqual([]);
  expect(house.machine.hands?.takenDiscs()).toHaveLength(1);
});
