import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where every look at a screen is left for whoever changed it. */
export const screenshotFolder = join(tmpdir(), 'diptych-screens');

export const portrait = { width: 1080, height: 1920 } as const;
export const landscape = { width: 1280, height: 800 } as const;

/** Debian's Chromium, as quiet as it can be made. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

/** A page of its own, without motion, in a machine's time zone. Errors of the page are collected. */
export async function openPage(
  browser: Browser,
  viewport: { width: number; height: number },
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    viewport,
    hasTouch: true,
    timezoneId: 'Europe/Paris',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page, errors };
}

/** Leaves a picture of the screen as it stands. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(screenshotFolder, { recursive: true });
  await page.screenshot({ path: join(screenshotFolder, `${name}.png`) });
}

/**
 * What axe finds: rule and place of each violation.
 *
 * @param heard `colours`: only whether text stands out from its ground, which is all that a change of colours changes.
 */
export async function axeViolations(
  page: Page,
  heard: 'all' | 'colours' = 'all',
): Promise<string[]> {
  const rules = heard === 'all' ? {} : { runOnly: ['color-contrast'] };
  // Only what is wrong is gathered whole, and no second page is opened to sum up frames, of which there are none.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'], ...rules })
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}`),
  );
}

/** The part of an element of the page that is looked at. Tests are compiled without the browser's types. */
interface PageElement {
  readonly tagName: string;
  readonly innerText: string;
  readonly scrollWidth: number;
  readonly clientWidth: number;
  readonly ownerDocument: {
    readonly defaultView: {
      readonly innerWidth: number;
      getComputedStyle(element: PageElement): { clipPath: string; overflowX: string };
    };
  };
  closest(selector: string): PageElement | null;
  getBoundingClientRect(): { left: number; right: number; width: number; height: number };
}

/**
 * Text that cannot be read whole: cut by its own box, or reaching out of the window sideways. What scrolls is whole.
 */
export function cutOffText(page: Page): Promise<string[]> {
  const texts = page.locator('h1,h2,p,span,button,dt,dd,li,label,output');
  return texts.evaluateAll((elements: PageElement[]) =>
    elements.flatMap((element) => {
      const view = element.ownerDocument.defaultView;
      const style = view.getComputedStyle(element);
      const isForReaders = style.clipPath === 'inset(50%)';
      if (isForReaders || element.closest('[aria-hidden="true"]') !== null) return [];
      const text = element.innerText.trim();
      const box = element.getBoundingClientRect();
      if (text === '' || box.width === 0) return [];
      const isCut = style.overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
      const isOutside = box.left < -1 || box.right > view.innerWidth + 1;
      return isCut || isOutside ? [`${element.tagName} “${text.slice(0, 40)}”`] : [];
    }),
  );
}

/** Controls that a finger would miss: smaller than 72 px either way. */
export function smallTargets(page: Page): Promise<string[]> {
  const buttons = page.locator('main button, nav button');
  return buttons.evaluateAll((elements: PageElement[]) =>
    elements
      .map((button) => ({ name: button.innerText, box: button.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 71.5 || box.height < 71.5))
      .map(({ name, box }) => `${name} is ${box.width} x ${box.height}`),
  );
}
