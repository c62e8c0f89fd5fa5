import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlayerPageBench } from '../../support/player/player-page.ts';
import { refusal } from '../../support/player/scripted-player.ts';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  landscape,
  openBrowser,
  openPage,
} from '../../support/screen-browser.ts';

const patiently = { timeout: 30_000 };

let bench: PlayerPageBench;
let browser: Browser;
beforeAll(async () => {
  [bench, browser] = await Promise.all([PlayerPageBench.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await bench?.close();
});

const words = {
  en: {
    known: 'Who is watching?',
    first: /^First time/,
    again: 'Ask again',
    watch: 'Watch the film',
    pause: 'Pause',
    play: 'Play',
    time: 'Time',
    waits: /The picture waits for its complement, for \d+ s now\./,
    over: 'The film is over.',
  },
  fr: {
    known: 'Qui regarde',
    first: /^Première fois/,
    again: 'Redemander',
    watch: 'Regarder le film',
    pause: 'Pause',
    play: 'Lire',
    time: 'Temps',
    waits: /L’image attend son complément, depuis \d+ s\./,
    over: 'Le film est terminé.',
  },
} as const;

/** What is wrong with the screen as it stands: rules of axe, and text that is cut off at 200 %. */
async function faultsOf(page: Page, name: string): Promise<string[]> {
  const plain = await axeViolations(page);
  await keepPicture(page, name);
  const largeText = page.getByRole('button', { name: /^(Large text|Grand texte)$/ });
  await largeText.click();
  const cut = await cutOffText(page);
  await keepPicture(page, `${name}-large`);
  await largeText.click();
  return [...plain, ...cut].map((fault) => `${name}: ${fault}`);
}

async function arrive(language: 'en' | 'fr', viewport: { width: number; height: number }) {
  const address = await bench.open();
  const { page, errors } = await openPage(browser, viewport);
  return {
    page,
    errors,
    say: words[language],
    go: async () => {
      await page.goto(address);
      if (language === 'fr') await page.getByRole('button', { name: 'Français' }).click();
    },
    leave: () => page.context().close(),
  };
}

const phone = { width: 390, height: 844 };

test.for([
  ['en', landscape],
  ['fr', phone],
] as const)(
  'every screen in %s can be read and worked by anybody',
  async ([language, viewport]) => {
    const { page, errors, say, go, leave } = await arrive(language, viewport);
    const faults: string[] = [];
    const look = async (name: string) => {
      faults.push(...(await faultsOf(page, `player-${language}-${name}`)));
    };
    bench.player.account = { member: null, isSignedIn: false };
    bench.player.refusals.signIn = refusal('PASSWORD_REFUSED');
    await go();
    await page.getByRole('heading', { level: 1, name: say.known }).waitFor();
    await page.locator('form').getByRole('textbox').first().fill('100001');
    await page.locator('input[type=password]').fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await look('identify-refused');
    await page.getByRole('button', { name: say.first }).click();
    await page.locator('form').getByRole('button').click();
    await look('first-time');
    await page.locator('form').getByRole('textbox').first().fill('100001');
    await page.locator('input[type=password]').first().fill('2468');
    await page.locator('input[type=password]').last().fill('correct horse');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: say.watch }).waitFor();
    await look('ready');
    bench.player.refusals.watch = refusal('SHOWINGS_USED', '2026-11-20T20:00:00.000Z');
    await page.getByRole('button', { name: say.watch }).click();
    await page.getByRole('button', { name: say.again }).waitFor();
    await look('showings-used');
    delete bench.player.refusals.watch;
    await page.getByRole('button', { name: say.again }).click();
    const release = bench.player.hold();
    await page.getByRole('button', { name: say.watch }).click();
    await page.getByText(say.waits).waitFor(patiently);
    await look('waiting');
    release();
    const at = () =>
      page.locator('video').evaluate((video: { currentTime: number }) => video.currentTime);
    await expect.poll(at, patiently).toBeGreaterThan(0.3);
    await page.getByRole('button', { name: say.pause }).click();
    await look('watching');
    await page.getByRole('button', { name: /^Contrast/ }).click();
    await look('watching-contrast');
    await page.getByRole('button', { name: /^Contrast/ }).click();
    await page.getByRole('button', { name: say.play }).click();
    await page.getByRole('slider', { name: say.time }).press('End');
    await page.getByRole('heading', { level: 1, name: say.over }).waitFor(patiently);
    await look('over');
    await expect.poll(() => bench.player.ends).toEqual(['stopped']);
    expect(faults).toEqual([]);
    expect(errors).toEqual([]);
    await leave();
  },
);

test('the whole way is gone by keyboard alone', async () => {
  const { page, go, leave } = await arrive('en', landscape);
  const { keyboard } = page;
  const tabTo = async (name: string) => {
    for (let presses = 0; presses < 40; presses += 1) {
      await keyboard.press('Tab');
      const focused = page.locator(':focus');
      const names = await focused.evaluateAll((elements) =>
        elements.map((element) =>
          String(
            element.getAttribute('aria-label') ??
              element.labels?.[0]?.textContent ??
              element.textContent,
          ),
        ),
      );
      if (names.includes(name)) return;
    }
    throw new Error(`Nothing called ${name} takes the focus.`);
  };
  bench.player.account = { member: null, isSignedIn: false };
  await go();
  await page.getByRole('heading', { level: 1, name: 'Who is watching?' }).waitFor();
  await tabTo('Member number');
  await keyboard.type('100001');
  await tabTo('Password');
  await keyboard.type('correct horse');
  await keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Big Buck Bunny' }).waitFor();
  await tabTo('Watch the film');
  await keyboard.press('Enter');
  const slider = page.getByRole('slider', { name: /^Hinge/ });
  await slider.waitFor();
  await tabTo('Hinge between the disc and the film');
  await keyboard.press('ArrowLeft');
  expect(await slider.inputValue()).toBe('48');
  await tabTo('Pause');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: 'Play' }).waitFor();
  await tabTo('End the showing');
  await keyboard.press('Enter');
  await page.getByRole('button', { name: /^(Watch the film|Go on)/ }).waitFor();
  await expect.poll(() => bench.player.ends).toEqual(['stopped']);
  await leave();
});

test('an address that was used is refused in a sentence; a copy of the window waits for the first, and takes over', async () => {
  const address = await bench.open();
  const first = await openPage(browser, landscape);
  await first.page.goto(address);
  await first.page.getByRole('button', { name: 'Watch the film' }).waitFor();
  expect(new URL(first.page.url()).hash).toBe('');
  const second = await openPage(browser, landscape);
  await second.page.goto(address);
  await second.page
    .getByRole('heading', { level: 1, name: 'This page may not ask the player any more.' })
    .waitFor(patiently);
  expect(await axeViolations(second.page)).toEqual([]);
  await second.page.context().close();
  const [copy] = await Promise.all([
    first.page.waitForEvent('popup'),
    first.page.evaluate('void window.open("/")'),
  ]);
  await copy
    .getByRole('heading', { level: 1, name: 'The film is open in another window.' })
    .waitFor(patiently);
  expect(await axeViolations(copy)).toEqual([]);
  await first.page.close();
  await copy.getByRole('button', { name: 'Watch the film' }).waitFor(patiently);
  await copy.context().close();
});

test('a page that is loaded anew goes on with the same player', async () => {
  const address = await bench.open();
  const { page } = await openPage(browser, landscape);
  await page.goto(address);
  await page.getByRole('button', { name: 'Watch the film' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Watch the film' }).waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
  await page.context().close();
});
