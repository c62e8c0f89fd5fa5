import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Customer } from '../../support/customer.ts';
import { keepPicture, openBrowser, openPage, portrait } from '../../support/screen-browser.ts';
import { scriptedOrder } from '../../support/screen-script.ts';
import { ScriptedController } from '../../support/scripted-controller.ts';

let controller: ScriptedController;
let browser: Browser;
beforeAll(async () => {
  [controller, browser] = await Promise.all([ScriptedController.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await controller?.close();
});
beforeEach(() => controller.reset());

/** A page whose clock the test moves. */
async function arrive() {
  const { page } = await openPage(browser, portrait);
  await page.clock.install();
  await page.goto(controller.address);
  const customer = new Customer(page);
  await customer.seeHeading(/A film/);
  return { page, customer, leave: () => page.context().close() };
}

const asksToStay = { name: 'Are you still there?' };

test('a customer who is silent for 60 seconds is asked, and may have more time', async () => {
  const { page, customer, leave } = await arrive();
  await customer.press('begin');
  await page.clock.runFor(59_000);
  expect(await page.getByRole('dialog', asksToStay).count()).toBe(0);
  await page.clock.runFor(2000);
  await page.getByRole('dialog', asksToStay).waitFor();
  await page.clock.runFor(9000);
  await page
    .getByRole('timer')
    .getByText(/^1\d seconds$|^9 seconds$|^10 seconds$/)
    .waitFor();
  await keepPicture(page, 'idle');
  await page.getByRole('button', { name: 'I need more time' }).click();
  await page.getByRole('dialog', asksToStay).waitFor({ state: 'detached' });
  await page.clock.runFor(50_000);
  expect(await customer.heading()).toBe('What would you like to do?');
  await leave();
});

test('a customer who has gone leaves nothing: no text, no settings, no storage', async () => {
  const { page, customer, leave } = await arrive();
  await page.getByRole('button', { name: 'Contrast' }).click();
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('button', { name: /^Touchez/ }).click();
  await page.getByRole('button', { name: /^Obtenir/ }).click();
  await page.getByRole('button', { name: 'Chercher' }).click();
  await page.getByRole('textbox').fill('secret');
  await page.evaluate(`for (const storage of [sessionStorage, localStorage]) storage.left = 'x'`);
  // Contrast is an aid: three times the 90 s of typing, and three times the 20 s of the question.
  await page.clock.runFor(271_000);
  await page.getByRole('dialog').waitFor();
  await page.clock.runFor(61_000);
  await customer.seeHeading('A film, made for you, while you wait.');
  const left: unknown = await page.evaluate(`({
    storage: [...Object.keys(sessionStorage), ...Object.keys(localStorage)],
    contrast: document.documentElement.dataset.contrast,
  })`);
  expect(left).toEqual({ storage: ['diptych.next-token'], contrast: 'normal' });
  await expect.poll(() => controller.heard.at(-1)).toEqual({ key: 'endSession', params: {} });
  await customer.press('begin');
  await customer.press('film');
  await page.getByRole('button', { name: 'Search' }).click();
  expect(await page.getByRole('textbox').inputValue()).toBe('');
  await leave();
});

test('no timer runs while a disc is made', async () => {
  const { page, customer, leave } = await arrive();
  await customer.press('begin');
  controller.showOrder(scriptedOrder({ state: 'producing' }));
  await customer.press('order');
  await customer.identify('1000012468');
  await page.getByRole('button', { name: 'See how far it is' }).click();
  await customer.seeHeading('Your disc is being made');
  await page.clock.runFor(1_800_000);
  expect(await customer.heading()).toBe('Your disc is being made');
  await leave();
});

test('the end clears itself after 20 seconds', async () => {
  const { page, customer, leave } = await arrive();
  await customer.press('begin');
  controller.showOrder(scriptedOrder({ state: 'producing' }));
  await customer.press('order');
  await customer.identify('1000012468');
  await page.getByRole('button', { name: 'See how far it is' }).click();
  controller.showOrder(scriptedOrder({ state: 'fulfilled' }));
  await customer.seeHeading(/It is yours/);
  await page.clock.runFor(21_000);
  await customer.seeHeading(/A film/);
  expect(controller.heard.at(-1)).toEqual({ key: 'endSession', params: {} });
  await leave();
});

test('a controller that is away leaves a calm screen, and its return finds the page by itself', async () => {
  const { page, customer, leave } = await arrive();
  controller.cut();
  await customer.seeHeading('The machine is out of reach of its screen');
  await keepPicture(page, 'away');
  await page.clock.runFor(1000);
  await customer.seeHeading(/A film/);
  expect(await customer.button('begin').count()).toBe(1);
  await leave();
});

test('a page without a good token says so, and keeps no token in its address', async () => {
  const { page, customer, leave } = await arrive();
  expect(page.url()).not.toContain('token');
  controller.refuseTokens();
  controller.cut();
  await customer.seeHeading('The machine is out of reach of its screen');
  await page.clock.runFor(1000);
  await customer.seeHeading('This screen has no permission');
  await keepPicture(page, 'refused');
  await leave();
});
