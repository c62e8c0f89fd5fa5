import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Bank, composeBank } from '../../app/bank/compose.ts';
import { addTitle } from '../../app/bank/ingest/add-title.ts';
import { demoDistributor, demoMembers } from '../../app/cli/demo.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { DisposalStack } from '../../app/foundation/disposal.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { systemRandomness } from '../../app/foundation/randomness.ts';
import { hours, seconds } from '../../app/foundation/units.ts';
import { composeController } from '../../app/kiosk/controller/compose.ts';
import type { Controller } from '../../app/kiosk/controller/controller.ts';
import type { Machine } from '../../drivers/contract/machine.ts';
import { openSimulatedMachine } from '../../drivers/simulated-machine.ts';
import { makeClip } from './clips.ts';

/** A bank with one short film, a controller, and a simulated machine: all real but the machine's body. */
export interface RealHouse {
  readonly folder: string;
  readonly bank: Bank;
  readonly controller: Controller;
  readonly machine: Machine;
  close(): Promise<void>;
}

export const shortFilm = {
  titleId: 'short-film',
  name: { en: 'A Short Film', fr: 'Un court métrage' },
  synopsis: { en: 'Four seconds of a meadow.', fr: 'Quatre secondes de prairie.' },
  year: 2008,
  credits: 'Peach open movie project',
  rights: '© 2008 Blender Foundation, CC BY 3.0',
  genres: ['animation'],
} satisfies Parameters<typeof addTitle>[0]['facts'];

export async function openRealHouse(): Promise<RealHouse> {
  const services = { clock: systemClock, randomness: systemRandomness, logger: silentLogger };
  const folder = mkdtempSync(join(tmpdir(), 'diptych-house-'));
  const running = new DisposalStack();
  running.defer(() => rmSync(folder, { recursive: true, force: true }));
  const bankFolder = join(folder, 'bank');
  await addTitle({
    vaultFolder: join(bankFolder, 'vault'),
    mediaFolder: join(bankFolder, 'media'),
    source: (await makeClip('bbb-pal')).mpg,
    facts: shortFilm,
  });
  const bank = await composeBank({
    ...services,
    dataFolder: bankFolder,
    host: '127.0.0.1',
    port: 0,
  });
  running.defer(() => bank.close());
  await bank.admin.addDistributor(demoDistributor);
  await bank.admin.addUser(demoMembers[0]);
  const machine = await openSimulatedMachine({
    ...services,
    folder: join(folder, 'machine'),
    drives: 1,
    slots: 8,
    blanks: 10,
    paper: 10,
    burnRate: 'unlimited',
    standIn: {
      program: process.execPath,
      leadingArguments: [resolve('dist/simulated-cdrskin.js')],
    },
  });
  running.defer(() => machine.close());
  const controller = await composeController({
    ...services,
    dataFolder: join(folder, 'kiosk'),
    host: '127.0.0.1',
    port: 0,
    bankUrl: bank.url,
    enrolmentCode: await bank.admin.issueEnrolmentCode({
      distributorId: demoDistributor.distributorId,
      kioskName: 'Front window',
    }),
    machine,
    screensFolder: resolve('dist/screens'),
    watchUrl: `${bank.url}/`,
    burnSpeed: 8,
    takeWithin: seconds(60),
    holdFor: hours(24),
  });
  running.defer(() => controller.close());
  return { folder, bank, controller, machine, close: () => running.dispose() };
}
