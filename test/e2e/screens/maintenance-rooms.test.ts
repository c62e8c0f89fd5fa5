import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  openBrowser,
  openPage,
  portrait,
} from '../../support/screen-browser.ts';
import { ownerToken, ScriptedMaintenance } from '../../support/scripted-maintenance.ts';
import { quietView } from '../../support/scripted-maintenance-data.ts';

let machine: ScriptedMaintenance;
let browser: Browser;
beforeAll(async () => {
  [machine, browser] = await Promise.all([ScriptedMaintenance.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await machine?.close();
});
beforeEach(() => machine.reset());

const doors = {
  en: 'Now Jobs Discs Orders Supplies Tests Drives Shift Events Keeping People',
  fr: 'Maintenant Travaux Disques Commandes Réserves Essais Graveurs Service Journal Copies Personnes',
} as const;

/** Something that stands in the room only when it has been read. */
const settled: Readonly<Record<string, string>> = {
  Drives: 'svg[role="img"]',
  Graveurs: 'svg[role="img"]',
  Shift: 'dl',
  Service: 'dl',
  Events: 'time',
  Journal: 'time',
  People: 'main li li',
  Personnes: 'main li li',
};

async function openPanel(size: { width: number; height: number }) {
  const opened = await openPage(browser, size);
  await opened.page.goto(`${machine.url}/maintenance.html#token=${ownerToken}`);
  await opened.page.getByRole('navigation').waitFor();
  return opened;
}

interface Look {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly language: 'en' | 'fr';
  readonly isLarge?: true;
  readonly isNight?: true;
  /** Axe takes most of the time: day and night, both languages, are enough. */
  readonly isHeard?: true;
}

const looks: readonly Look[] = [
  { name: 'portrait', size: portrait, language: 'fr', isHeard: true },
  { name: 'wide', size: { width: 1920, height: 1080 }, language: 'en' },
  { name: 'service', size: { width: 1024, height: 768 }, language: 'fr' },
  {
    name: 'night',
    size: { width: 1280, height: 800 },
    language: 'en',
    isNight: true,
    isHeard: true,
  },
  { name: 'large', size: portrait, language: 'en', isLarge: true },
  { name: 'large-service', size: { width: 1024, height: 768 }, language: 'fr', isLarge: true },
];

/** Buttons, fields and the like that a finger would miss: lower or narrower than 44 px. */
function smallTargets(page: Page): Promise<string[]> {
  return page.locator('button, a, select, summary, input').evaluateAll(
    (
      elements: readonly {
        innerText: string;
        tagName: string;
        type?: string;
        getBoundingClientRect(): { width: number; height: number };
        closest(selector: string): unknown;
      }[],
    ) =>
      elements.flatMap((element) => {
        const { width, height } = element.getBoundingClientRect();
        // A box to tick is as large as the line that it stands in.
        if (width === 0 || element.type === 'checkbox') return [];
        return width < 44 || height < 44
          ? [`${element.tagName} “${element.innerText}” is ${width} x ${height}`]
          : [];
      }),
  );
}

describe.each(looks)('$name, $language', (look) => {
  test('every room can be read whole, touched, and heard', async () => {
    const { page, errors } = await openPanel(look.size);
    if (look.language === 'fr') await page.getByRole('button', { name: 'Français' }).click();
    const aid = (en: string, fr: string) =>
      page.getByRole('button', { name: look.language === 'fr' ? fr : en }).click();
    if (look.isLarge === true) await aid('Large text', 'Grand texte');
    if (look.isNight === true) await aid('Night colours', 'Couleurs de nuit');
    const found: string[] = [];
    for (const [index, name] of doors[look.language].split(' ').entries()) {
      await page.getByRole('navigation').getByRole('button').nth(index).click();
      await page
        .getByRole('heading', { level: 2, name, exact: true })
        .waitFor({ state: 'attached' });
      const sign = settled[name];
      if (sign !== undefined) await page.locator(sign).first().waitFor();
      const faults = [
        ...(look.isHeard === true ? await axeViolations(page) : []),
        ...(await cutOffText(page)),
        ...(await smallTargets(page)),
      ];
      found.push(...faults.map((fault) => `${name}: ${fault}`));
      await keepPicture(page, `panel-${index}-${look.name}`);
    }
    expect(errors).toEqual([]);
    expect(found).toEqual([]);
    await page.context().close();
  });
});

test('a good day asks for nobody, and empty rooms say so', async () => {
  machine.view = quietView;
  const { page, errors } = await openPanel({ width: 1280, height: 800 });
  await page.getByText('Nothing waits for a person.').waitFor();
  await keepPicture(page, 'panel-quiet');
  await page.getByRole('button', { name: 'Orders' }).click();
  await page.getByText('Every order has come to its end.').waitFor();
  await page.getByRole('button', { name: 'Discs' }).click();
  await page.getByText('No disc is on its way, and none is lost.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
