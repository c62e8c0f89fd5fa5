import { constants, copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { masterSha256Of } from '../../bank/compose.ts';
import { systemClock } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import { orderCode } from '../../foundation/order-code.ts';
import type { DataFolders } from '../installation.ts';
import { proveSynthesis } from './prove-synthesis.ts';
import { type MainJobOptions, runMainJob } from './run-main-job.ts';
import { openTerminalHouse, type TerminalHouse } from './terminal-house.ts';

export interface MakeDiscOptions extends Omit<MainJobOptions, 'screen' | 'takeDisc'> {
  readonly folders: DataFolders;
  /** Null: a folder named by the order's code. */
  readonly outFolder: string | null;
}

/** Where everything of one order is. */
export interface MadeDisc {
  readonly orderId: string;
  readonly titleId: string;
  readonly userId: string;
  readonly distributorId: string;
  readonly image: string;
  readonly imageSha256: string;
  readonly complement: string;
  readonly jacket: string;
  /** The kiosk's database. */
  readonly database: string;
  readonly seconds: number;
}

/**
 * One order through bank, controller and machine, and the proof of its result.
 *
 * @throws AppError `MAIN_JOB_FAILED`, `MAIN_JOB_PROOF_FAILED` if image and complement do not give the master back.
 */
export async function makeDisc(options: MakeDiscOptions): Promise<MadeDisc> {
  const started = systemClock.monotonic();
  const house = await openTerminalHouse(options.folders);
  try {
    const { screen, hands } = house;
    const orderId = await runMainJob({ ...options, screen, takeDisc: () => hands.takeDisc() });
    const order = await house.bank.admin.order(orderId);
    if (order === null) throw lost('order', orderId);
    const files = await collectFiles(house, orderId, options);
    const imageSha256 = await proveSynthesis({
      ...files,
      masterSha256: masterSha256Of(options.folders.vault, options.titleId),
      signal: options.signal,
      onProgress: options.onProgress,
    });
    return {
      orderId,
      titleId: order.titleId,
      userId: order.userId,
      distributorId: order.distributorId,
      image: files.image,
      imageSha256,
      complement: files.complement,
      jacket: files.jacket,
      database: house.controller.databasePath,
      seconds: Math.round((systemClock.monotonic() - started) / 100) / 10,
    };
  } finally {
    await house.close();
  }
}

async function collectFiles(house: TerminalHouse, orderId: string, options: MakeDiscOptions) {
  const out = resolve(options.outFolder ?? join(options.folders.discs, orderCode(orderId)));
  mkdirSync(out, { recursive: true });
  const files = {
    image: join(out, 'disc.iso'),
    complement: join(out, 'disc.complement'),
    jacket: join(out, 'jacket.pdf'),
  };
  const taken = house.hands.takenDiscs().at(-1);
  if (taken === undefined) throw lost('disc', orderId);
  copyFileSync(taken.imagePath, files.image, constants.COPYFILE_FICLONE);
  copyFileSync(house.controller.jacketPath(orderId), files.jacket);
  await house.bank.admin.writeComplement(orderId, files.complement);
  return files;
}

function lost(what: string, orderId: string): AppError {
  return new AppError('MAIN_JOB_FAILED', `The ${what} cannot be found.`, {
    remedy: 'fix-the-code',
    context: { orderId },
  });
}
