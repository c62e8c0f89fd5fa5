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

/** What axe finds: rule and place of each violation. */
export async function axeViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')}`),
  );
}

/**
 * Text that cannot be read whole: cut by its own box, or reaching out of the window sideways. What scrolls is whole.
 */
export function cutOffText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const seen = document.querySelectorAll<HTMLElement>('h1,h2,p,span,button,dt,dd,li,label');
    for (const element of seen) {
      const isForReaders = getComputedStyle(element).clipPath === 'inset(50%)';
      if (isForReaders || element.closest('[aria-hidden="true"]') !== null) continue;
      const text = element.innerText.trim();
      const box = element.getBoundingClientRect();
      if (text === '' || box.width === 0) continue;
      const hides = getComputedStyle(element).overflowX !== 'visible';
      const isCut = hides && element.scrollWidth > element.clientWidth + 1;
      const isOutside = box.left < -1 || box.right > window.innerWidth + 1;
      if (isCut || isOutside) found.push(`${element.tagName} “${text.slice(0, 40)}”`);
    }
    return found;
  });
}

/** Controls that a finger would miss: smaller than 72 px, or nearer than 16 px to the next one. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const inScope = [...document.querySelectorAll<HTMLElement>('main button, nav button')];
    return inScope
      .map((button) => ({ button, box: button.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.width < 71.5 || box.height < 71.5))
      .map(({ button, box }) => `${button.innerText} ${box.width} x ${box.height}`);
  });
}
