import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Language } from '../../../app/contracts/title.ts';
import { Customer } from '../../support/customer.ts';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  landscape,
  openBrowser,
  openPage,
  portrait,
  smallTargets,
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

const PICK_UP = '0306406152';
const lineDown = () =>
  controller.show({ machine: { mode: 'degraded', ordersClosed: ['bank-unreachable'] } });

const words = {
  en: {
    door: /^Pick up my order.*Our line is down/,
    why: /^Note it down/,
    waiting: /goes on by itself when the line is back/,
    heading: 'Our line is down: your codes open the slot',
    mistyped: /one is mistyped, or two are swapped/,
    left: /These two codes do not belong together. 3 attempts left/,
    locked: /Locked until 15:48/,
    confirm: 'Confirm',
    opening: 'Opening the slot',
  },
  fr: {
    door: /^Retirer ma commande.*Notre ligne est coupée/,
    why: /^Notez-le/,
    waiting: /reprend de soi-même au retour de la ligne/,
    heading: /Notre ligne est coupée/,
    mistyped: /l’un est faux, ou deux sont inversés/,
    left: /Ces deux codes ne vont pas ensemble. Encore 3 essais/,
    locked: /Bloqué jusqu’à 15:48/,
    confirm: 'Valider',
    opening: 'Ouverture de la case',
  },
} as const;

const looks = [
  { name: 'portrait', size: portrait, language: 'en', largeText: false, contrast: false },
  { name: 'landscape-contrast', size: landscape, language: 'fr', largeText: false, contrast: true },
  { name: 'portrait-large', size: portrait, language: 'fr', largeText: true, contrast: false },
  { name: 'landscape-large', size: landscape, language: 'en', largeText: true, contrast: false },
] as const;

async function dress(page: Page, look: (typeof looks)[number]): Promise<void> {
  if (look.language === 'fr') await page.getByRole('button', { name: 'Français' }).click();
  const english = look.language === 'en';
  if (look.largeText) {
    await page.getByRole('button', { name: english ? 'Large text' : 'Grand texte' }).click();
  }
  if (look.contrast) {
    await page.getByRole('button', { name: english ? 'Contrast' : 'Contraste' }).click();
  }
}

/** Presses the keys on the screen, one after the other. */
async function press(page: Page, signs: string): Promise<void> {
  for (const sign of signs) await page.getByRole('button', { name: sign, exact: true }).click();
}

describe.each(looks)('in $name, $language', (look) => {
  const language: Language = look.language;
  const said = words[language];

  test('the code is given with the order, and opens the slot while the line is down', async () => {
    const { page, errors } = await openPage(browser, look.size);
    const customer = new Customer(page, language);
    const found: string[] = [];
    const inspect = async (name: string) => {
      // What axe looks at differs by the looks of a screen, not by what is typed.
      const isHeard =
        !look.largeText && ['making-with-code', 'claim', 'claim-locked'].includes(name);
      const heard = isHeard ? await axeViolations(page) : [];
      const faults = [...heard, ...(await cutOffText(page)), ...(await smallTargets(page))];
      found.push(...faults.map((fault) => `${name}: ${fault}`));
      await keepPicture(page, `${name}-${look.name}`);
    };
    await page.goto(controller.address);
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    await dress(page, look);
    await customer.press('begin');
    await customer.press('film');
    await customer.press('title');
    await customer.press('make');
    await customer.identify('1000012468');
    await customer.press('place');
    const coded = { pickUpCode: PICK_UP } as const;
    controller.showOrder(scriptedOrder({ ...coded, state: 'producing', steps: stepsUpTo(1) }));
    await page.getByText('030 640 6152').waitFor();
    await inspect('making-with-code');
    lineDown();
    controller.showOrder(scriptedOrder({ ...coded, state: 'preparing', readyAt: null }));
    await page.getByText(said.waiting).waitFor();
    await inspect('making-without-line');
    controller.showOrder(scriptedOrder({ ...coded, state: 'ready', slot: 2, steps: stepsUpTo(5) }));
    await customer.button('take').waitFor();
    expect(await page.getByText(said.why).count()).toBe(1);
    await inspect('ready-without-line');
    await page.getByRole('button', { name: /^(Take it later|Le prendre plus tard)/ }).click();
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    controller.show({ session: { orders: [] } });
    await dress(page, look);
    await customer.press('begin');
    await page.getByRole('button', { name: said.door }).waitFor();
    await inspect('doors-without-line');
    await customer.press('order');
    await customer.seeHeading(said.heading);
    await inspect('claim');
    await press(page, 'K7F392QD');
    await press(page, '0306406153');
    await page.getByRole('alert').filter({ hasText: said.mistyped }).waitFor();
    await inspect('claim-mistyped');
    await page.getByRole('button', { name: /^(Erase|Effacer)/ }).click();
    await press(page, '2');
    const message = 'No.';
    const remedy = 'reject-input';
    controller.answers.identifyClaim = () => ({
      error: { code: 'CLAIM_REFUSED', message, remedy, attemptsLeft: 3 },
    });
    await page.getByRole('button', { name: said.confirm }).click();
    await page.getByRole('alert').filter({ hasText: said.left }).waitFor();
    await inspect('claim-refused');
    const until = '2026-11-20T14:48:00.000Z';
    controller.answers.identifyClaim = () => ({
      error: { code: 'CLAIM_LOCKED', message, remedy, until },
    });
    await press(page, PICK_UP);
    await page.getByRole('button', { name: said.confirm }).click();
    await page.getByRole('alert').filter({ hasText: said.locked }).waitFor();
    await inspect('claim-locked');
    expect(errors).toEqual([]);
    expect(found).toEqual([]);
    await page.context().close();
  });
});

test('both codes are typed on a keyboard, sent once, and lead to the open slot', async () => {
  const { page, errors } = await openPage(browser, landscape);
  const customer = new Customer(page);
  lineDown();
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('order');
  await customer.seeHeading(words.en.heading);
  controller.answers.identifyClaim = () => {
    controller.show({ session: { orders: [scriptedOrder({ state: 'ready', slot: 2 })] } });
    const identifiedUntil = '2026-11-20T14:35:00.000Z';
    return { reply: { orderId: scriptedOrderId, identifiedUntil } };
  };
  await page.keyboard.type('k7f392qd');
  await page.keyboard.type(PICK_UP);
  await page.keyboard.press('Enter');
  await customer.seeHeading(words.en.opening);
  const asked = () => controller.heard.filter(({ key }) => key !== 'listCatalogue');
  await expect.poll(asked).toEqual([
    { key: 'identifyClaim', params: { code: 'K7F3-92QD', pickUpCode: PICK_UP } },
    { key: 'collectOrder', params: { orderId: scriptedOrderId } },
  ]);
  expect(errors).toEqual([]);
  await page.context().close();
});

test('under the shade the pick-up code does not stand in the page', async () => {
  const { page } = await openPage(browser, portrait);
  const customer = new Customer(page);
  lineDown();
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('order');
  await press(page, 'K7F392QD');
  await page.getByRole('button', { name: /^Privacy shade/ }).click();
  await press(page, '0306');
  await page.getByRole('button', { name: 'Pick-up code, 4 figures typed' }).waitFor();
  expect(await page.locator('main').innerText()).not.toMatch(/0\s*3\s*0\s*6/);
  await page.context().close();
});

test('when the line is back the customer is asked for card or number again', async () => {
  const { page } = await openPage(browser, portrait);
  const customer = new Customer(page);
  lineDown();
  await page.goto(controller.address);
  await customer.press('begin');
  await customer.press('order');
  await customer.seeHeading(words.en.heading);
  controller.show({ machine: { mode: 'inService', ordersClosed: [] } });
  await customer.seeHeading('Whose order is it?');
  expect(await page.getByRole('button', { name: /Pick-up code/ }).count()).toBe(0);
  await page.context().close();
});
