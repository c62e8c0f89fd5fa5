import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenJob } from '../../../app/contracts/panel-view.ts';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  landscape,
  openBrowser,
  openPage,
} from '../../support/screen-browser.ts';
import { ownerToken, ScriptedMaintenance } from '../../support/scripted-maintenance.ts';
import { busyView } from '../../support/scripted-maintenance-data.ts';

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
beforeEach(async () => {
  machine.reset();
  ({ page, errors } = await openPage(browser, landscape));
  await page.goto(`${machine.url}/maintenance.html#token=${ownerToken}`);
  await page.getByRole('navigation').waitFor();
});
afterEach(() => page.context().close());

const button = (name: string | RegExp) =>
  page.getByRole('button', { name, exact: typeof name === 'string' });
const press = (name: string | RegExp) => button(name).first().click();

test('a grave act says what will happen; No does nothing, and a double touch acts once', async () => {
  await press(/^Orders/);
  const order = page.getByRole('article', { name: 'W41T-1NG0' });
  await order.getByRole('button', { name: 'Make it anew' }).click();
  await page.getByText('The discs of this order that are in the machine go').waitFor();
  await keepPicture(page, 'panel-confirm');
  await press('No, go back');
  await order.getByRole('button', { name: 'Make it anew' }).click();
  await page.keyboard.press('Escape');
  expect(machine.acts).toEqual([]);
  await order.getByRole('button', { name: 'Make it anew' }).click();
  let letGo = () => {};
  machine.hold = new Promise((resolve) => {
    letGo = resolve;
  });
  await page.getByRole('dialog').getByRole('button', { name: 'Make it anew' }).dblclick();
  await order.getByRole('button', { name: 'Go on with it' }).dblclick({ force: true });
  letGo();
  await expect
    .poll(() => machine.acts)
    .toEqual([{ act: 'restart-order', orderId: 'W41T1NG000000000000E' }]);
  await expect
    .poll(() => order.getByRole('button').first().getAttribute('aria-disabled'))
    .toBe('false');
  expect(machine.acts).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('giving up asks why, by a touch or on keys', async () => {
  await press(/^Orders/);
  const order = page.getByRole('article', { name: 'B4RN-ACK0' });
  await order.getByRole('button', { name: 'Give up and give the money back' }).click();
  const dialog = page.getByRole('dialog');
  const yes = dialog.getByRole('button', { name: 'Give up and give the money back' });
  await yes.click({ force: true });
  expect(machine.acts).toEqual([]);
  expect([await axeViolations(page), await cutOffText(page)]).toEqual([[], []]);
  await keepPicture(page, 'panel-reason');
  await dialog.getByRole('button', { name: 'The customer wishes it' }).click();
  for (const key of ['Space', 'o', 'k']) {
    await dialog.getByRole('button', { name: key, exact: true }).click();
  }
  await yes.click();
  await expect
    .poll(() => machine.acts)
    .toEqual([
      {
        act: 'give-up-order',
        orderId: 'B4RNACK000000000000D',
        reason: 'The customer wishes it ok',
      },
    ]);
});

test('the machine is ended only by its own name, typed, far from everything else', async () => {
  await press(/^Keeping/);
  await press('Wipe and end this machine');
  const dialog = page.getByRole('dialog');
  const yes = dialog.getByRole('button', { name: 'Wipe and end this machine' });
  await dialog.getByRole('textbox').fill('Central');
  await yes.click({ force: true });
  expect(machine.acts).toEqual([]);
  await dialog.getByRole('textbox').fill('Central Station');
  await keepPicture(page, 'panel-retire');
  await yes.click();
  await expect.poll(() => machine.acts).toEqual([{ act: 'retire', code: 'Central Station' }]);
});

const job = (part: Partial<OpenJob>): OpenJob => ({
  number: 7,
  job: 'load-blanks',
  drive: null,
  step: 'open-door',
  steps: ['open-door', 'insert-blanks', 'close-door', 'count', 'self-test', 'done'],
  counts: null,
  test: null,
  failure: null,
  begunAt: busyView.now,
  by: 'owner',
  ...part,
});

test('a guided job shows one step at a time, takes a count, and says what its test found', async () => {
  const steps: Partial<OpenJob>[] = [
    { step: 'insert-blanks' },
    { step: 'close-door' },
    { step: 'count', counts: { unit: 'input', books: 42 } },
    { step: 'self-test', test: 'running' },
  ];
  machine.onAct = ({ act }) => {
    if (act === 'begin-job') machine.view = { ...busyView, job: job({}) };
    if (act === 'go-on') machine.view = { ...busyView, job: job(steps.shift() ?? {}) };
  };
  await press(/^Jobs/);
  await press(/^Begin.*Load blank discs/);
  await page.getByText('Open the service door.').waitFor();
  await keepPicture(page, 'panel-job-1-open-door');
  await press('Done, go on');
  await page.getByText('Put the blank discs on the pile').waitFor();
  expect([await axeViolations(page), await cutOffText(page)]).toEqual([[], []]);
  await keepPicture(page, 'panel-job-2-insert');
  await press('Done, go on');
  await page.getByText('Close the service door until it locks.').waitFor();
  await keepPicture(page, 'panel-job-3-close');
  await press('Done, go on');
  await page.getByText('By the books: 42.').waitFor();
  for (const figure of '95') await press(figure);
  await keepPicture(page, 'panel-job-4-count');
  await press('That is what I counted');
  await page.getByText('The machine tests itself.').waitFor();
  const failure = { code: 'ROBOT_GRIPPER_HOLDING', message: 'It holds a disc.' };
  machine.view = { ...busyView, job: job({ step: 'self-test', test: 'failed', failure }) };
  await page.getByText('The gripper still holds a disc.').waitFor();
  await keepPicture(page, 'panel-job-5-failed');
  await press('Break off this job');
  await page.getByText('Nobody knows then how much is in there').waitFor();
  await press('No, go back');
  machine.view = { ...busyView, job: job({ step: 'done' }) };
  await page.getByText('Everything works. The job is done.').waitFor();
  await keepPicture(page, 'panel-job-6-done');
  const goOn = (step: string) => ({ act: 'go-on', number: 7, step, count: null });
  expect(machine.acts).toEqual([
    { act: 'begin-job', job: 'load-blanks', drive: null },
    goOn('open-door'),
    goOn('insert-blanks'),
    goOn('close-door'),
    { ...goOn('count'), count: 95 },
  ]);
  expect(errors).toEqual([]);
});

test('what is counted anew goes to the books with its reason, and may be unknown', async () => {
  await press(/^Supplies/);
  await press(/^Count anew.*Paper for jackets/);
  await page.getByText('By the books there are 0.').waitFor();
  for (const figure of '240') await press(figure);
  await press('Refilled by hand');
  await keepPicture(page, 'panel-recount');
  await press('Write it down');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press(/^Count anew.*Bin of kept discs/);
  await press('It cannot be counted');
  await expect
    .poll(() => machine.acts)
    .toEqual([
      { act: 'recount', unit: 'paper', count: 240, reason: 'Refilled by hand' },
      { act: 'recount', unit: 'retain', count: null, reason: 'Counted to check' },
    ]);
});

test('a refusal is told in the reader’s language, and an unknown one in the machine’s words', async () => {
  await press('Français');
  machine.refusal = {
    status: 409,
    error: { code: 'SLOT_NOT_EMPTY', message: 'Something lies there.', remedy: 'call-attendant' },
  };
  await press('La case 3 est vide');
  await page.getByText('Il reste quelque chose dans cette case.').waitFor();
  await keepPicture(page, 'panel-refused');
  machine.refusal = {
    status: 409,
    error: { code: 'SLOT_ON_FIRE', message: 'The slot burns.', remedy: 'call-attendant' },
  };
  await press('La case 3 est vide');
  await page.getByText('The slot burns. (SLOT_ON_FIRE)').waitFor();
  expect(machine.acts).toHaveLength(2);
});

test('a silent machine can be read and not touched, and says since when', async () => {
  await page.getByText('Customers may use the machine.').waitFor();
  await page.route('**/maintenance/view', (route) => route.abort());
  await page.getByText('Last heard at 15:33.').waitFor();
  await button('Keep customers out').click({ force: true });
  await keepPicture(page, 'panel-silent');
  expect(machine.acts).toEqual([]);
  await page.unroute('**/maintenance/view');
  await page.getByText('Last heard at').waitFor({ state: 'detached' });
  await press('Keep customers out');
  await expect.poll(() => machine.acts).toEqual([{ act: 'enter-maintenance' }]);
});

test('maintenance says what it waits for and what holds it', async () => {
  machine.view = {
    ...busyView,
    maintenance: { is: 'asked', by: 'Front desk', waitsFor: ['P0WE-R1NG'] },
  };
  await page.getByText('It waits for P0WE-R1NG.').waitFor();
  machine.view = {
    ...busyView,
    mode: 'maintenance',
    maintenance: {
      is: 'entered',
      by: 'Front desk',
      since: busyView.now,
      heldBy: ['door-open', 'job-open'],
    },
  };
  await page.getByText('Close the service door first. Finish the guided job first.').waitFor();
  await button('Let customers in again').click({ force: true });
  expect(machine.acts).toEqual([]);
});

test('events of one order, and older ones, are a touch away', async () => {
  await press(/^Events/);
  await page.getByText('The order was placed.').waitFor();
  expect(await page.getByRole('listitem').filter({ hasText: 'by ' }).allInnerTexts()).toEqual([
    expect.stringContaining('by Owner'),
    expect.stringContaining('by Front desk'),
  ]);
  await press('Older');
  await page.getByText('weather.changed · to rain').waitFor();
  await press('Choose an order');
  for (const key of 'kif392')
    await page.getByRole('dialog').getByRole('button', { name: key, exact: true }).click();
  expect(await page.getByRole('textbox').inputValue()).toBe('K1F3-92');
  await keepPicture(page, 'panel-choose-order');
  await page.getByRole('textbox').fill('K7F3-92QD');
  await press('Show its events');
  await page.getByText('What happened to order K7F3-92QD').waitFor();
  await page.getByText('Nobody knows whether the disc was taken.').waitFor();
  expect(await page.locator('time').count()).toBe(1);
});

test('somebody new is asked for one thing after the other', async () => {
  await press(/^People/);
  await press('Add a person');
  await page.getByRole('textbox').fill('Night shift');
  await press('Next');
  for (const figure of '3579') await press(figure);
  await press('Next');
  for (const figure of '2211') await press(figure);
  await press('Next');
  await page.getByRole('checkbox', { name: /^repair/ }).check();
  await keepPicture(page, 'panel-person');
  await press('Add this person');
  await expect
    .poll(() => machine.acts)
    .toEqual([
      {
        act: 'add-person',
        name: 'Night shift',
        number: '3579',
        pin: '2211',
        rights: ['exchange', 'repair'],
        takesBadge: false,
      },
    ]);
});

test('the books are looked through when asked, and the shift is closed after a question', async () => {
  await press(/^Shift/);
  await press('Look through the books');
  await page.getByText('The books add up.').waitFor();
  const broughtIn = page.locator('dl > div').filter({ hasText: 'Brought in' });
  expect(await broughtIn.locator('dd').innerText()).toBe('50');
  await press('Close this shift');
  await page.getByText('The counters of this shift begin at zero.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close this shift' }).click();
  await expect.poll(() => machine.acts).toEqual([{ act: 'close-shift' }]);
});
