import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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

const wide = { width: 1920, height: 1080 } as const;

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

async function openPanel() {
  const opened = await openPage(browser, { width: 1280, height: 800 });
  await opened.page.goto(`${machine.url}/maintenance.html#token=${ownerToken}`);
  await opened.page.getByRole('navigation').waitFor();
  return opened;
}

interface Look {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly language: 'en' | 'fr';
  /** Names of the aids that are on, as they are called in English. */
  readonly aids: readonly ('Large text' | 'Night colours')[];
  /** Axe takes most of the time: one look by day has all of it, one by night what colours change. */
  readonly heard?: 'all' | 'colours';
}

const looks: readonly Look[] = [
  { name: 'service', size: { width: 1024, height: 768 }, language: 'en', aids: [] },
  { name: 'night', size: wide, language: 'en', aids: ['Night colours'], heard: 'colours' },
  { name: 'portrait', size: portrait, language: 'fr', aids: [], heard: 'all' },
  { name: 'large', size: { width: 1024, height: 768 }, language: 'fr', aids: ['Large text'] },
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

/** The doors may not take more than half of the screen from what is behind them. */
async function roomForContent(page: Page): Promise<string[]> {
  const box = await page.locator('main').boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y < height / 2 ? [] : [`it begins at ${box?.y} of ${height}`];
}

const aids = { 'Large text': 'Grand texte', 'Night colours': 'Couleurs de nuit' } as const;

/** Sets language and aids as whoever reads the panel does, whatever they were. */
async function dress(page: Page, { aids: wanted, language, size }: Look): Promise<void> {
  await page.setViewportSize(size);
  const other = page.getByRole('button', { name: language === 'fr' ? 'Français' : 'English' });
  if ((await other.count()) === 1) await other.click();
  for (const name of ['Large text', 'Night colours'] as const) {
    const aid = page.getByRole('button', { name: language === 'fr' ? aids[name] : name });
    const isOn = (await aid.getAttribute('aria-pressed')) === 'true';
    if (isOn !== wanted.includes(name)) await aid.click();
  }
}

test('every room can be read whole, touched, and heard, in every look', async () => {
  const { page, errors } = await openPanel();
  const found: string[] = [];
  for (const look of looks) {
    await dress(page, look);
    for (const [index, name] of doors[look.language].split(' ').entries()) {
      const others = page.getByRole('button', { name: /^Autres pièces/ });
      if (await others.isVisible()) await others.click();
      await page.getByRole('navigation').getByRole('button').nth(index).click();
      await page
        .getByRole('heading', { level: 2, name, exact: true })
        .waitFor({ state: 'attached' });
      const sign = settled[name];
      if (sign !== undefined) await page.locator(sign).first().waitFor();
      const faults = [
        ...(look.heard === undefined ? [] : await axeViolations(page, look.heard)),
        ...(await cutOffText(page)),
        ...(await smallTargets(page)),
        ...(await roomForContent(page)),
      ];
      found.push(...faults.map((fault) => `${look.name}, ${name}: ${fault}`));
      await keepPicture(page, `panel-${index}-${look.name}`);
    }
  }
  expect(errors).toEqual([]);
  expect(found).toEqual([]);
  await page.context().close();
});

test('a good day asks for nobody, and empty rooms say so', async () => {
  machine.view = quietView;
  const { page, errors } = await openPanel();
  await page.getByText('Nothing waits for a person.').waitFor();
  await keepPicture(page, 'panel-quiet');
  await page.getByRole('button', { name: 'Orders' }).click();
  await page.getByText('Every order has come to its end.').waitFor();
  await page.getByRole('button', { name: 'Discs' }).click();
  await page.getByText('No disc is on its way, and none is lost.').waitFor();
  expect(errors).toEqual([]);
  await page.context().close();
});
