import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenancePage,
} from '../../../app/contracts/maintenance-api.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { firstWorld } from '../../../drivers/world/first-world.ts';
import { putDisc, type NamedPlace } from '../../../drivers/world/pile.ts';
import { World } from '../../../drivers/world/world.ts';
import {
  kioskUnderTest,
  scriptedTitle,
  type KioskUnderTest,
} from '../../support/kiosk-under-test.ts';
import {
  axeViolations,
  cutOffText,
  keepPicture,
  landscape,
  openBrowser,
  openPage,
} from '../../support/screen-browser.ts';

const contents = { drives: 1, slots: 1, blanks: 3, paper: 5 };
let browser: Browser;
let folder: string;
let world: World;
let kiosk: KioskUnderTest;
let page: Page;
let errors: string[];

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-maintenance-'));
  world = World.open(folder, () => firstWorld(contents, seededRandomness('maintenance')));
});
afterEach(async () => {
  await page.context().close();
  await kiosk.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function openMaintenance(
  robot: 'simulated' | 'manual',
  changes: { readonly token?: string } = {},
): Promise<void> {
  kiosk = await kioskUnderTest({
    drives: 1,
    screensFolder: resolve('dist/screens'),
    machine: {
      ...contents,
      folder,
      world,
      robot:
        robot === 'manual' ? { driver: 'manual', patienceMinutes: 5 } : { driver: 'simulated' },
    },
  });
  const file = readFileSync(join(kiosk.dataFolder, maintenanceFile), 'utf8');
  const door = maintenanceDoorSchema.parse(JSON.parse(file));
  ({ page, errors } = await openPage(browser, landscape));
  await page.goto(maintenancePage({ ...door, ...changes }));
}

async function placeOrder() {
  const screen = await kiosk.identifiedScreen();
  const asked = {
    titleId: scriptedTitle.titleId,
    requestKey: randomUUID(),
    language: 'en',
  } as const;
  return { screen, orderId: (await screen.ask('placeOrder', asked)).orderId };
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

test('shows every device, ready or not, in two languages, with nothing cut off', async () => {
  await openMaintenance('simulated');
  await page.getByText('Ready', { exact: true }).first().waitFor();
  const names = await page.getByRole('heading', { level: 4 }).allInnerTexts();
  expect(names.map((name) => name.trim())).toEqual(
    expect.arrayContaining(['Drive 1', 'Arm', 'Slots', 'Jacket printer']),
  );
  expect(page.url()).not.toContain('token');
  await keepPicture(page, 'maintenance');
  for (const language of ['Français', 'English']) {
    expect([await axeViolations(page), await cutOffText(page)]).toEqual([[], []]);
    await press(language);
  }
  expect(errors).toEqual([]);
});

test('a fault that was asked for is seen, and set right by who looks after the machine', async () => {
  await openMaintenance('simulated');
  await page.getByLabel('Fault').selectOption('robot.disc-dropped');
  await press('Let it happen');
  const { screen, orderId } = await placeOrder();
  await screen.until(({ session }) => session.orders.some(({ state }) => state === 'suspect'));
  await page.getByText('No disc is moved any more').waitFor();
  await keepPicture(page, 'maintenance-trouble');
  await press('I have looked: go on');
  await page.getByText('No disc is moved any more').waitFor({ state: 'detached' });
  await press('I found the disc and keep it');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'I found the disc and keep it' })
    .click();
  await page.getByText('Nothing waits for a person.').waitFor();
  await screen.until(({ session }) =>
    session.orders.some((order) => order.orderId === orderId && order.state === 'failed'),
  );
  await page.getByText('In service', { exact: true }).first().waitFor();
  expect(errors).toEqual([]);
});

test('every room is told by the machine itself, and a round of upkeep is gone', async () => {
  await openMaintenance('simulated');
  await page.getByText('Ready', { exact: true }).first().waitFor();
  const doors = page.getByRole('navigation').getByRole('button');
  for (let door = 0; door < (await doors.count()); door += 1) {
    await doors.nth(door).click();
    await page.getByText('Reading the books of the machine.').waitFor({ state: 'detached' });
    expect(await page.getByRole('alert').count()).toBe(0);
    await keepPicture(page, `panel-real-${door}`);
  }
  await doors.first().click();
  await press('Keep customers out');
  await page.getByText('Customers are kept out by').waitFor();
  await press('Let customers in again');
  await page.getByText('Customers may use the machine.').waitFor();
  expect(errors).toEqual([]);
});

test('guides an attendant through the moves of an order where no robot makes them', async () => {
  await openMaintenance('manual');
  const { screen } = await placeOrder();
  const carry = (from: NamedPlace, to: NamedPlace) => {
    world.change((draft) => {
      const disc = world.discAt(from.at, 'unit' in from ? from.unit : undefined);
      if (disc !== null) putDisc(draft, disc.id, to);
    });
  };
  await page.getByText('From the pile of blank discs to the tray of drive 1').waitFor();
  await keepPicture(page, 'maintenance-task');
  carry({ at: 'input' }, { at: 'tray', unit: 1 });
  await press('Done');
  // It is written and read back first.
  await page.getByText('From the tray of drive 1 to slot 1').waitFor({ timeout: 60_000 });
  carry({ at: 'tray', unit: 1 }, { at: 'slot', unit: 1 });
  await press('Done');
  await screen.until(({ session }) => session.orders.some(({ state }) => state === 'ready'));
  await page.getByText('Please move one disc').waitFor({ state: 'detached' });
  expect(errors).toEqual([]);
});

test('says what opens it where its token is none, and that the machine is silent where it is', async () => {
  await openMaintenance('simulated', { token: 'none' });
  await page.getByText('This page may not ask this machine.').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  await page.route('**/maintenance/view', (route) => route.abort());
  await page.getByText('The machine does not answer.').waitFor();
});
