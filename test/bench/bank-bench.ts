import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { addTitle } from '../../app/bank/ingest/add-title.ts';
import { bankRoutes } from '../../app/contracts/bank-api.ts';
import { systemClock } from '../../app/foundation/clock.ts';
import { bankLoadSchema, type BankLoadTask } from './bank-task.ts';
import { type BenchKiosk, KioskClient, orderMainStreams } from './bank-records.ts';
import type { Figure } from './bench-report.ts';
import { figureOf } from './split-figures.ts';
import { percentile } from './statistics.ts';
import { bundleBank, bundleProgram, startProgram } from './viewers-process.ts';

const TITLE = 'big-buck-bunny';
const MAIN_STREAMS = 4;
/** Milliseconds between the answer to a small request and the next. */
const PAUSE = 5;

const urlLineSchema = z.object({ url: z.string() });

/** How long a small request takes. */
interface Asked {
  readonly p50: number;
  readonly p99: number;
  /** MB/s of main streams that were sent meanwhile. */
  readonly sent: number;
}

/**
 * What is left of a bank for others while it generates: small requests to a process of its own, asked one after another while four
 * clients pull main streams of one title as fast as they can, and while none does.
 *
 * @param vob of the film: its only title VOB, in a `VIDEO_TS` folder.
 * @param seconds of each run.
 */
export async function benchBank(
  vob: string,
  folder: string,
  rounds: number,
  seconds: number,
): Promise<Figure[]> {
  const dataFolder = join(folder, 'generating-bank');
  const text = { en: 'Big Buck Bunny', fr: 'Big Buck Bunny' };
  await addTitle({
    vaultFolder: join(dataFolder, 'vault'),
    mediaFolder: join(dataFolder, 'media'),
    source: join(vob, '..'),
    facts: {
      titleId: TITLE,
      name: text,
      synopsis: text,
      year: 2008,
      credits: 'Blender Foundation',
      rights: 'CC BY 3.0',
      genres: ['animation'],
    },
  });
  const kiosk = await orderMainStreams(dataFolder, TITLE, MAIN_STREAMS);
  const programs = {
    bank: await bundleBank(),
    load: await bundleProgram('./bank-load.ts'),
  };
  const bank = startProgram(programs.bank, [], '', {
    DIPTYCH_DATA: dataFolder,
    DIPTYCH_BANK_PORT: '0',
    DIPTYCH_LOG_LEVEL: 'silent',
  });
  try {
    const { url } = urlLineSchema.parse(await bank.nextLine());
    const idle: Asked[] = [];
    const busy: Asked[] = [];
    for (let round = 0; round < rounds; round++) {
      idle.push({ ...(await askFor(url, kiosk, seconds)), sent: 0 });
      busy.push(await askWhilePulled(programs.load, url, kiosk, seconds));
    }
    const of = (runs: readonly Asked[], what: keyof Asked) => runs.map((run) => run[what]);
    const figure = (what: 'p50' | 'p99') =>
      figureOf(
        `small request while ${MAIN_STREAMS} main streams are generated, ${what}`,
        'ms',
        of(busy, what),
        [{ name: 'while none is', values: of(idle, what) }],
      );
    const sent = `main streams that ${MAIN_STREAMS} clients are sent meanwhile`;
    return [figure('p50'), figure('p99'), figureOf(sent, 'MB/s', of(busy, 'sent'))];
  } finally {
    await bank.stop();
  }
}

async function askWhilePulled(
  program: string,
  url: string,
  kiosk: BenchKiosk,
  seconds: number,
): Promise<Asked> {
  const task: BankLoadTask = {
    url,
    kioskId: kiosk.kioskId,
    privateKey: kiosk.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    targets: kiosk.orderIds.map((orderId) => bankRoutes.mainStream(orderId)),
  };
  const load = startProgram(program, [], JSON.stringify(task));
  await load.nextLine();
  const asked = await askFor(url, kiosk, seconds);
  const stopped = load.stop();
  const { bytes, seconds: took } = bankLoadSchema.parse(await load.nextLine());
  await stopped;
  return { ...asked, sent: bytes / 1e6 / took };
}

/** Asks how an order stands, which is a signature, a nonce and a row, over and over. */
async function askFor(
  url: string,
  { kioskId, orderIds, privateKey }: BenchKiosk,
  seconds: number,
): Promise<Omit<Asked, 'sent'>> {
  const client = new KioskClient(url, kioskId, privateKey);
  const took: number[] = [];
  const end = systemClock.monotonic() + seconds * 1000;
  while (systemClock.monotonic() < end) {
    const begin = systemClock.monotonic();
    await client.ask('GET', bankRoutes.order(orderIds[0] ?? ''));
    took.push(systemClock.monotonic() - begin);
    await sleep(PAUSE);
  }
  client.close();
  return { p50: percentile(took, 50), p99: percentile(took, 99) };
}
