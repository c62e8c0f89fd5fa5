import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Title } from '../../app/contracts/title.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import { minutes, seconds, type Milliseconds } from '../../app/foundation/units.ts';
import { composeKiosk } from '../../app/kiosk/controller/closed/compose.ts';
import type { Controller } from '../../app/kiosk/controller/controller.ts';
import type { PanelSignals } from '../../drivers/panel-signals/contract.ts';
import {
  openSimulatedMachine,
  type SimulatedMachineOptions,
} from '../../drivers/simulated-machine.ts';
import { machineUnderTest, type MachineUnderTest } from './drivers-machine.ts';
import { plainJacket } from './day/day-machine.ts';
import { connectScreen, type ScreenClient } from './kiosk-screen.ts';
import {
  bankMember,
  enrolmentCode,
  startScriptedBank,
  type ScriptedBank,
} from './scripted-bank.ts';

/** 300 sectors whose bytes differ from each other: what the scripted bank sends for every order. */
export const scriptedStream = seededRandomness('main stream').bytes(300 * 2048);

export const scriptedTitle: Title = {
  titleId: 'a-scripted-film',
  name: { en: 'A scripted film', fr: 'Un film écrit' },
  synopsis: { en: 'It is burned.', fr: 'On le grave.' },
  year: 2020,
  credits: 'Nobody',
  rights: '',
  genres: ['test'],
  runningSeconds: 12,
  standard: 'pal',
  aspect: '16:9',
  sectors: 300,
  poster: 'a-scripted-film/poster.jpg',
  trailer: 'a-scripted-film/trailer.mp4',
};

/** A kiosk with simulated devices and a bank that keeps to the contract. */
export interface KioskUnderTest {
  readonly controller: Controller;
  readonly bank: ScriptedBank;
  readonly machine: MachineUnderTest;
  readonly dataFolder: string;
  /** A screen at which a member has just identified. */
  identifiedScreen(): Promise<ScreenClient>;
  /** Ends the controller and starts it again on the same records, as after a power cut. */
  restart(): Promise<Controller>;
  remove(): Promise<void>;
}

export async function kioskUnderTest(
  options: {
    readonly drives?: number;
    readonly takeWithin?: Milliseconds;
    /** Other contents of the machine than usual. */
    readonly machine?: Partial<SimulatedMachineOptions>;
    /** Sensors and lamps of the cabinet: none where they are left out. */
    readonly signals?: PanelSignals;
    readonly onPowerLow?: () => void;
    /** Told when the program is to end and to be started again. */
    readonly onRestart?: () => void;
    /** No program and no page of its own beside it: for tests of what is neither a drive nor a jacket. It is much faster. */
    readonly isLight?: boolean;
    /** Built pages, where the test looks at one. */
    readonly screensFolder?: string;
  } = {},
): Promise<KioskUnderTest> {
  const root = mkdtempSync(join(tmpdir(), 'diptych-kiosk-'));
  const dataFolder = join(root, 'data');
  const screensFolder = join(root, 'screens');
  mkdirSync(screensFolder);
  writeFileSync(join(screensFolder, 'index.html'), '<!doctype html><title>Screens</title>');
  const bank = await startScriptedBank({
    titles: [scriptedTitle],
    stream: scriptedStream,
    clock: systemClock,
  });
  const isLight = options.isLight ?? false;
  const machine = await machineUnderTest({
    drives: options.drives ?? 1,
    ...(isLight ? { standIn: 'inside' } : {}),
    ...options.machine,
  });
  let opened = machine.machine;
  const start = (from: string) =>
    composeKiosk({
      dataFolder,
      host: '127.0.0.1',
      port: 0,
      bankUrl: bank.url,
      enrolmentCode,
      machine: { ...opened, signals: options.signals ?? opened.signals },
      screensFolder: options.screensFolder ?? screensFolder,
      watchUrl: 'https://example.org/watch',
      clock: systemClock,
      randomness: seededRandomness(from),
      logger: silentLogger,
      burnSpeed: 8,
      ...(isLight ? { renderJacket: plainJacket } : {}),
      takeWithin: options.takeWithin ?? seconds(20),
      holdFor: minutes(60),
      onPowerLow: options.onPowerLow,
      onRestart: options.onRestart,
    });
  let starts = 1;
  let controller = await start('kiosk 1');
  return {
    get controller() {
      return controller;
    },
    bank,
    machine,
    dataFolder,
    async identifiedScreen() {
      const screen = await connectScreen(controller.url, controller.issueToken());
      const { member, pin } = bankMember;
      await screen.ask('identifyMember', { member, pin });
      return screen;
    },
    async restart() {
      await controller.close();
      await opened.close();
      opened = await openSimulatedMachine(machine.options);
      starts += 1;
      controller = await start(`kiosk ${starts}`);
      return controller;
    },
    async remove() {
      await controller.close();
      await bank.close();
      await opened.close();
      await machine.remove();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
