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

interface Look {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly language: Language;
  readonly largeText: boolean;
  readonly contrast: boolean;
}

const looks: readonly Look[] = [
  { name: 'portrait', size: portrait, language: 'en', largeText: false, contrast: false },
  { name: 'landscape-contrast', size: landscape, language: 'fr', largeText: false, contrast: true },
  { name: 'portrait-large', size: portrait, language: 'fr', largeText: true, contrast: false },
  { name: 'landscape-large', size: landscape, language: 'en', largeText: true, contrast: false },
];

/** Sets the quiet row, as a customer does at the start of every session. */
async function dress(page: Page, look: Look): Promise<void> {
  if (look.language === 'fr') await page.getByRole('button', { name: 'Français' }).click();
  const english = look.language === 'en';
  if (look.largeText) {
    await page.getByRole('button', { name: english ? 'Large text' : 'Grand texte' }).click();
  }
  if (look.contrast) {
    await page.getByRole('button', { name: english ? 'Contrast' : 'Contraste' }).click();
  }
}

describe.each(looks)('in $name, $language', (look) => {
  test('every screen of an order can be read whole, touched, and heard', async () => {
    const { page, errors } = await openPage(browser, look.size);
    const customer = new Customer(page, look.language);
    const found: string[] = [];
    const visited: string[] = [];
    const inspect = async (name: string) => {
      const faults = [
        // Size changes nothing that axe looks at; it takes half of this test's time.
        ...(look.largeText ? [] : await axeViolations(page)),
        ...(await cutOffText(page)),
        ...(await smallTargets(page)),
      ];
      found.push(...faults.map((fault) => `${name}: ${fault}`));
      visited.push(name);
      await keepPicture(page, `${name}-${look.name}`);
    };
    await page.goto(controller.address);
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    await dress(page, look);
    await inspect('attract');
    await customer.press('begin');
    await inspect('doors');
    await customer.press('film');
    await customer.button('title').waitFor();
    await inspect('catalogue');
    await customer.press('title');
    await inspect('film');
    await customer.press('make');
    await customer.button('confirm').waitFor();
    await inspect('identify');
    await customer.identify('1000012468');
    await customer.button('place').waitFor();
    await inspect('confirm');
    await customer.press('place');
    const sectors = { done: 1_204_332, total: 2_295_104 };
    const producing = { state: 'producing' } as const;
    controller.showOrder(scriptedOrder({ ...producing, steps: stepsUpTo(1, sectors) }));
    await page.getByRole('img').waitFor();
    await inspect('making');
    controller.showOrder(scriptedOrder({ state: 'ready', slot: 2, steps: stepsUpTo(5) }));
    await customer.button('take').waitFor();
    await inspect('ready');
    await customer.press('take');
    await customer.identify('1000012468');
    const takeBefore = '2026-11-20T14:33:45.000Z';
    controller.showOrder(scriptedOrder({ state: 'presenting', slot: 2, takeBefore }));
    await page.getByRole('timer').waitFor();
    await inspect('take');
    controller.showOrder(scriptedOrder({ state: 'fulfilled' }));
    await customer.button('finish').waitFor();
    await inspect('done');
    await customer.press('finish');
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    await dress(page, look);
    await customer.press('begin');
    await customer.press('order');
    const other = { orderId: 'M2AA77ZQ00000000000B', titleId: 'dusk', code: 'M2AA-77ZQ' };
    controller.show({
      session: {
        orders: [
          scriptedOrder({ state: 'ready', slot: 2 }),
          scriptedOrder({ ...other, state: 'failed', failure: 'verify-failed' }),
        ],
      },
    });
    await customer.identify('1000012468');
    await page.getByText('K7F3-92QD').waitFor();
    await inspect('orders');
    await page.getByRole('button', { name: /^(What happened|Ce qui s’est passé)/ }).click();
    await inspect('trouble');
    expect(errors).toEqual([]);
    expect(found).toEqual([]);
    expect(visited).toHaveLength(12);
    await page.context().close();
  });

  test('what is not for sale is told as plainly', async () => {
    const { page, errors } = await openPage(browser, look.size);
    const customer = new Customer(page, look.language);
    const found: string[] = [];
    const inspect = async (name: string) => {
      const heard = look.largeText ? [] : await axeViolations(page);
      const faults = [...heard, ...(await cutOffText(page)), ...(await smallTargets(page))];
      found.push(...faults.map((fault) => `${name}: ${fault}`));
      await keepPicture(page, `${name}-${look.name}`);
    };
    controller.show({ machine: { ordersClosed: ['no-blank'], mode: 'degraded' } });
    await page.goto(controller.address);
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    await dress(page, look);
    await customer.press('begin');
    await inspect('doors-closed');
    await page.getByRole('button', { name: /^(Help|Aide)/ }).click();
    await page.getByRole('dialog').waitFor();
    await inspect('help');
    await page.keyboard.press('Escape');
    await customer.press('film');
    await page.getByRole('button', { name: /^(Search|Chercher)/ }).click();
    await page.getByRole('textbox').waitFor();
    await inspect('search');
    await page.getByRole('button', { name: /^(Test Card|Mire de minuit)/ }).click();
    await customer.button('make').waitFor();
    await inspect('film-closed');
    controller.show({ machine: { mode: 'outOfService', ordersClosed: ['drive-fault'] } });
    await page.getByRole('button', { name: 'Pick up my order' }).waitFor();
    await dress(page, look);
    await inspect('closed');
    controller.show({ machine: { mode: 'starting' } });
    await page.getByText('The machine is checking its parts', { exact: false }).waitFor();
    await dress(page, look);
    await inspect('starting');
    expect(errors).toEqual([]);
    expect(found).toEqual([]);
    await page.context().close();
  });
});

describe.each(looks)('where discs are sold, in $name, $language', (look) => {
  test('the price, the way to pay, and what became of the money can be read whole', async () => {
    const { page, errors } = await openPage(browser, look.size);
    const customer = new Customer(page, look.language);
    const found: string[] = [];
    const inspect = async (name: string) => {
      const heard = look.largeText ? [] : await axeViolations(page);
      const faults = [...heard, ...(await cutOffText(page)), ...(await smallTargets(page))];
      found.push(...faults.map((fault) => `${name}: ${fault}`));
      await keepPicture(page, `${name}-${look.name}`);
    };
    const french = look.language === 'fr';
    controller.show({ machine: { price: { amount: 499, currency: 'EUR', isHeld: true } } });
    await page.goto(controller.address);
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    await dress(page, look);
    await customer.press('begin');
    await customer.press('film');
    await customer.press('title');
    await customer.press('make');
    await customer.identify('1000012468');
    const pay = page.getByRole('button', {
      name: french ? /^Payer 4,99\s€ et graver/ : /^Pay €4\.99 and make/,
    });
    await pay.waitFor();
    await inspect('confirm-priced');
    await pay.click();
    // Until it is heard, the page would take what is shown for another's.
    await expect.poll(() => controller.heard.at(-1)?.key).toBe('placeOrder');
    const asked = {
      amount: 499,
      currency: 'EUR',
      state: 'asked',
      prompt: french ? 'Présentez votre carte' : 'Present your card',
      payBefore: '2026-11-20T14:35:00.000Z',
      isEnding: false,
    } as const;
    controller.showOrder(scriptedOrder({ state: 'paying', payment: asked }));
    await page.getByText(asked.prompt).waitFor();
    await inspect('pay');
    await page.getByRole('button', { name: /^(Cancel this order|Annuler cette commande)/ }).click();
    await expect
      .poll(() => controller.heard.at(-1))
      .toEqual({
        key: 'cancelOrder',
        params: { orderId: scriptedOrderId },
      });
    const doubtful = { ...asked, state: 'doubtful', prompt: '' } as const;
    controller.showOrder(scriptedOrder({ state: 'paying', payment: doubtful }));
    await page.getByRole('alert').waitFor();
    await inspect('pay-doubtful');
    const released = { ...asked, state: 'released', payBefore: null } as const;
    const declined = { state: 'cancelled', failure: 'payment-declined' } as const;
    controller.showOrder(scriptedOrder({ ...declined, payment: released }));
    await page
      .getByText(french ? 'Le paiement n’a pas eu lieu.' : 'The payment was not made.')
      .waitFor();
    await inspect('trouble-declined');
    expect(errors).toEqual([]);
    expect(found).toEqual([]);
    await page.context().close();
  });
});

test('the identifier of the order on the way is never on the screen', async () => {
  const { page } = await openPage(browser, portrait);
  const customer = new Customer(page);
  await page.goto(controller.address);
  await customer.press('begin');
  controller.show({ session: { orders: [scriptedOrder({ state: 'ready', slot: 1 })] } });
  await customer.press('order');
  await customer.identify('1000012468');
  await page.getByText('K7F3-92QD').waitFor();
  expect(await page.content()).not.toContain(scriptedOrderId);
  await page.context().close();
});
