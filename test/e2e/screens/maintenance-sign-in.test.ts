import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  landscape,
  openBrowser,
  openPage,
  portrait,
} from '../../support/screen-browser.ts';
import { ScriptedController } from '../../support/scripted-controller.ts';
import { ScriptedMaintenance } from '../../support/scripted-maintenance.ts';

let machine: ScriptedMaintenance;
let browser: Browser;
let page: Page;
let errors: string[];
beforeAll(async () => {
  [machine, browser] = await Promise.all([ScriptedMaintenance.start(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await machine?.close();
});
beforeEach(() => machine.reset());

const press = (name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' }).click();

async function type(figures: string) {
  for (const figure of figures) await press(figure);
}

async function openSignIn(size: { width: number; height: number } = landscape) {
  ({ page, errors } = await openPage(browser, size));
  await page.goto(`${machine.url}/maintenance.html`);
  await page.getByRole('heading', { name: 'Who looks after this machine?' }).waitFor();
}

async function signIn() {
  await type('2468');
  await press('Next');
  await type('1357');
  await press('Sign in');
}

test('a person signs in with number and PIN on big keys, and the PIN is never on the screen', async () => {
  await openSignIn(portrait);
  await type('2468');
  await press('Next');
  await type('1357');
  expect(await page.locator('body').innerText()).not.toContain('1357');
  expect([await axeViolations(page), await cutOffText(page)]).toEqual([[], []]);
  await keepPicture(page, 'panel-sign-in-portrait');
  await press('Sign in');
  await page.getByText('Front desk').waitFor();
  expect(machine.signIns).toEqual([{ by: 'number', number: '2468', pin: '1357' }]);
  await press('Sign out');
  await page.getByRole('heading', { name: 'Who looks after this machine?' }).waitFor();
  expect([machine.isSignedIn, errors]).toEqual([false, []]);
  await page.context().close();
});

test('a badge needs the PIN alone, from a real keyboard as well', async () => {
  await openSignIn();
  await press('Badge and PIN');
  await page.keyboard.type('1357');
  await page.getByRole('heading').click();
  await page.keyboard.press('Enter');
  await page.getByText('Front desk').waitFor();
  expect(machine.signIns).toEqual([{ by: 'badge', pin: '1357' }]);
  await page.context().close();
});

test('a refusal says what is left, and a lock until when, in the reader’s language', async () => {
  await openSignIn();
  machine.refusal = {
    status: 403,
    error: { code: 'STAFF_REFUSED', message: 'No.', remedy: 'reject-input', attemptsLeft: 2 },
  };
  await signIn();
  await page.getByText('2 attempts are left before it is locked.').waitFor();
  machine.refusal = {
    status: 409,
    error: {
      code: 'STAFF_LOCKED',
      message: 'No.',
      remedy: 'reject-input',
      until: '2026-11-20T15:10:00.000Z',
    },
  };
  await press('Français');
  await type('1357');
  await press('S’identifier');
  await page.getByText('C’est bloqué jusqu’à 16:10.').waitFor();
  await keepPicture(page, 'panel-sign-in-locked');
  expect(machine.isSignedIn).toBe(false);
  await page.context().close();
});

test('what a person may not do stands there as not theirs, and cannot be touched', async () => {
  await openSignIn();
  await signIn();
  await press(/^Jobs/);
  const jam = page.getByRole('listitem').filter({ hasText: 'Free a jam' });
  await jam.getByText('Not yours to do: it needs the right “repair”.').waitFor();
  await jam.getByRole('button').click({ force: true });
  await page.getByRole('listitem').filter({ hasText: 'Load paper' }).getByRole('button').click();
  await expect
    .poll(() => machine.acts)
    .toEqual([{ act: 'begin-job', job: 'load-paper', drive: null }]);
  await press(/^People/);
  await page.getByText('What you may do here').waitFor();
  await keepPicture(page, 'panel-not-yours');
  await page.context().close();
});

test('nobody stays signed in by looking on: a countdown, more time on demand, then the end', async () => {
  machine.idleSeconds = 9;
  await openSignIn();
  await signIn();
  await page.getByText('Are you still there?').waitFor();
  await keepPicture(page, 'panel-idle');
  // While nobody touches the panel, what it asks keeps nobody signed in.
  expect(machine.looks.at(-1)).toBe(false);
  await press('I need more time');
  await expect.poll(() => machine.looks.at(-1)).toBe(true);
  await page.getByText('Are you still there?').waitFor({ state: 'detached' });
  await page.getByText('Nobody touched the panel, so you were signed out.').waitFor();
  expect(machine.isSignedIn).toBe(false);
  await page.context().close();
});

test('a session that the machine ends leads back to the sign-in, which says so', async () => {
  await openSignIn();
  await signIn();
  await page.getByText('Front desk').waitFor();
  machine.endSession();
  await page.getByText('Your time here has ended. Sign in again to go on.').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.context().close();
});

test('staff come from the customers’ screen by a quiet door, and go back to it', async () => {
  const controller = await ScriptedController.start();
  try {
    ({ page, errors } = await openPage(browser, portrait));
    await page.goto(controller.address);
    await page.getByRole('link', { name: 'Staff' }).click();
    await page.getByRole('heading', { name: 'Who looks after this machine?' }).waitFor();
    await press('Back to the customers’ screen');
    await page.getByRole('button', { name: 'Touch anywhere to begin' }).waitFor();
    controller.show({ machine: { mode: 'maintenance', ordersClosed: ['maintenance'] } });
    await page.getByRole('link', { name: 'Staff' }).waitFor();
    await keepPicture(page, 'closed-with-staff-door');
    expect(errors).toEqual([]);
    await page.context().close();
  } finally {
    await controller.close();
  }
});
