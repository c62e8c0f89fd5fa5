import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Customer } from '../../support/customer.ts';
import {
  keepPicture,
  landscape,
  openBrowser,
  openPage,
  portrait,
} from '../../support/screen-browser.ts';
import { scriptedOrder, scriptedOrderId, stepsUpTo } from '../../support/screen-script.ts';
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

async function arrive(size: { width: number; height: number } = portrait) {
  const { page, errors } = await openPage(browser, size);
  return { page, errors, customer: new Customer(page), leave: () => page.context().close() };
}

test('an order is asked for once, with a key of its own, and collected after a fresh identification', async () => {
  const { page, customer, leave } = await arrive();
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('film');
  await customer.press('title');
  await customer.press('make');
  await customer.identify('1000012468');
  await customer.button('place').dblclick();
  controller.showOrder(scriptedOrder({ state: 'ready', slot: 3, steps: stepsUpTo(5) }));
  await customer.press('take');
  await customer.identify('1000012468');
  await customer.seeHeading('Opening the slot');
  const asked = () => controller.heard.filter(({ key }) => key !== 'listCatalogue');
  const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);
  // The heading is drawn before the last request has arrived.
  await expect.poll(asked).toEqual([
    { key: 'identifyMember', params: { member: '100001', pin: '2468' } },
    { key: 'placeOrder', params: { titleId: 'deep-shore', requestKey: uuid, language: 'en' } },
    { key: 'identifyMember', params: { member: '100001', pin: '2468' } },
    { key: 'collectOrder', params: { orderId: scriptedOrderId } },
  ]);
  await leave();
});

test('the whole order is made by keyboard alone', async () => {
  const { page, customer, leave } = await arrive(landscape);
  const { keyboard } = page;
  /** Goes on with Tab until the focus is on that name, as a blind customer does. */
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await keyboard.press('Tab');
      const focused = await page.locator(':focus').evaluateAll(([element]) => {
        return String(element?.getAttribute('aria-label') ?? element?.textContent ?? '');
      });
      if (name.test(focused)) return;
    }
    throw new Error(`Nothing called ${name} takes the focus.`);
  };
  const choose = async (name: RegExp) => {
    await tabTo(name);
    await keyboard.press('Enter');
  };
  await page.goto(controller.address);
  await customer.seeHeading(/A film/);
  await choose(/Touch anywhere/);
  await choose(/^Get a film/);
  await customer.button('title').waitFor();
  await choose(/^The Deep Shore/);
  await choose(/^Make this disc/);
  await customer.seeHeading('Who is it for?');
  await keyboard.type('1000012468');
  await keyboard.press('Enter');
  await customer.seeHeading('Make this disc?');
  await choose(/^Make my disc/);
  controller.showOrder(scriptedOrder({ state: 'ready', slot: 3, steps: stepsUpTo(5) }));
  await customer.seeHeading('Your disc is ready');
  await choose(/^Take it now/);
  await customer.seeHeading(/It is you/);
  await keyboard.type('1000012468');
  await keyboard.press('Enter');
  await customer.seeHeading('Opening the slot');
  controller.showOrder(scriptedOrder({ state: 'fulfilled' }));
  await customer.seeHeading(/It is yours/);
  await choose(/^I am finished/);
  await customer.seeHeading(/A film/);
  expect(controller.heard.map(({ key }) => key)).toContain('collectOrder');
  await leave();
});

test('a wrong PIN tells how many attempts are left, and a lock how long it holds', async () => {
  const { page, customer, leave } = await arrive();
  controller.answers.identifyMember = () => ({
    error: {
      code: 'IDENTITY_REFUSED',
      message: 'No.',
      remedy: 'reject-input',
      attemptsLeft: 1,
    },
  });
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('order');
  await customer.identify('1000011111');
  await page.getByRole('alert').getByText('1 attempt left.', { exact: false }).waitFor();
  controller.answers.identifyMember = () => ({
    error: {
      code: 'IDENTITY_LOCKED',
      message: 'Locked.',
      remedy: 'call-attendant',
      until: '2026-11-20T14:52:00.000Z',
    },
  });
  await customer.identify('1111');
  const locked = page.getByRole('alert').getByText('Locked until 15:52', { exact: false });
  await locked.waitFor();
  expect(await page.getByRole('alert').count()).toBe(1);
  await keepPicture(page, 'identify-locked');
  await leave();
});

test('a scanned card needs only its PIN, and can be sent away', async () => {
  const { page, customer, leave } = await arrive();
  await page.goto(controller.address);
  await customer.seeHeading(/A film/);
  controller.show({ session: { cardWaiting: true } });
  await page.getByText('Card read').waitFor();
  await page.getByRole('button', { name: 'Not my card' }).click();
  await customer.identify('2468');
  await expect.poll(() => controller.heard.map(({ key }) => key)).toContain('identifyCard');
  const asked = controller.heard.filter(({ key }) => key !== 'listCatalogue');
  expect(asked).toEqual([
    { key: 'forgetCard', params: {} },
    { key: 'identifyCard', params: { pin: '2468' } },
  ]);
  await leave();
});

test('a search by the keys of the screen finds a film, in the layout of the language', async () => {
  const { page, customer, leave } = await arrive();
  await page.goto(controller.address);
  await page.getByRole('button', { name: 'Français' }).click();
  await page.getByRole('button', { name: /^Touchez/ }).click();
  await page.getByRole('button', { name: /^Obtenir/ }).click();
  await page.getByRole('button', { name: 'Chercher' }).click();
  const keys = page.getByRole('group', { name: 'Clavier' }).getByRole('button');
  expect((await keys.allInnerTexts()).slice(10, 16).join('')).toBe('azerty');
  for (const key of 'tisser') {
    await page.getByRole('group', { name: 'Clavier' }).getByText(key, { exact: true }).click();
  }
  await page.getByText('1 film').waitFor();
  await page.getByRole('button', { name: /^Le Métier à tisser/ }).click();
  await customer.seeHeading('Le Métier à tisser');
  await leave();
});

test('an order that fails while its customer watches says what happened and that nothing was charged', async () => {
  const { page, customer, leave } = await arrive();
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('film');
  await customer.press('title');
  await customer.press('make');
  await customer.identify('1000012468');
  await customer.press('place');
  controller.showOrder(scriptedOrder({ state: 'producing', steps: stepsUpTo(1) }));
  await customer.seeHeading('Your disc is being made');
  controller.showOrder(scriptedOrder({ state: 'failed', failure: 'too-many-rejects' }));
  await customer.seeHeading('Your disc could not be made');
  const text = await page.getByRole('main').innerText();
  expect(text).toContain('Several blank discs in a row were faulty.');
  expect(text).toContain('Nothing was charged.');
  expect(text).toContain('K7F3-92QD');
  await leave();
});

test('the hands of a simulated machine scan a card; a real machine has none', async () => {
  const { page, customer, leave } = await arrive();
  await page.goto(controller.address);
  const hands = page.getByRole('complementary', { name: /Simulated machine/ });
  await hands.getByRole('button', { name: 'Simulated machine' }).click();
  await hands.getByRole('button', { name: 'Scan card' }).click();
  await hands.getByText('Done').waitFor();
  expect(controller.heard.at(-1)).toEqual({
    key: 'simulate',
    params: { act: 'scan-card', card: 'DIPTYCH-100001' },
  });
  controller.show({ machine: { simulated: false } });
  await hands.waitFor({ state: 'detached' });
  await customer.seeHeading(/A film/);
  await leave();
});
