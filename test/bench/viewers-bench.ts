import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../../app/foundation/clock.ts';
import { type BenchFilm, makeFilm } from './bench-films.ts';
import type { ViewersResult, ViewersRun } from './bench-report.ts';
import { writeLoopedTitles } from './looped-title.ts';
import { type ProcessUsage, readProcessUsage } from './process-usage.ts';
import type { ScratchFolder } from './scratch-folder.ts';
import { bundleBank, bundleProgram, startProgram, type ViewersProcess } from './viewers-process.ts';
import { type ViewersRecords, writeViewersRecords } from './viewers-records.ts';
import { type ViewersLoad, viewersLoadSchema, type ViewersTask } from './viewers-task.ts';

/** How many viewers, for how long. */
export interface ViewersScale {
  readonly viewers: number;
  readonly rampSeconds: number;
  readonly seconds: number;
  /** How often the clip is played in one title, and how many titles there are. */
  readonly loops: number;
  readonly titles: number;
}

export const fullScale: ViewersScale = {
  viewers: 5000,
  rampSeconds: 60,
  seconds: 30,
  loops: 180,
  titles: 8,
};
export const quickScale: ViewersScale = {
  viewers: 200,
  rampSeconds: 2,
  seconds: 4,
  loops: 180,
  titles: 2,
};

/** What a viewer is reckoned with who is not of this film. */
const KBIT_RECKONED = 40;
const CHECK_ONE_IN = 50;
const urlLineSchema = z.object({ url: z.string() });

interface Bench {
  readonly programs: Readonly<Record<'bank' | 'static' | 'load', string>>;
  readonly records: ViewersRecords;
  readonly scale: ViewersScale;
  readonly blockMs: number;
  readonly blocks: number;
}

/** How many viewers a bank serves in real time, with its load on the same machine. */
export async function benchViewers(
  clip: BenchFilm,
  scale: ViewersScale,
  scratch: ScratchFolder,
): Promise<ViewersResult> {
  const folder = join(scratch.path, 'bank');
  const names = Array.from({ length: scale.titles }, (_, index) => `film-${index + 1}`);
  // As many as carry what the wanted number would at the rate that is reckoned with, whatever the film's own is.
  const most = scale.viewers * 4;
  const records = await writeViewersRecords(folder, names, most, systemClock);
  try {
    const vob = await makeFilm(clip);
    const titles = await writeLoopedTitles(records.vaultFolder, vob, scale.loops, names);
    const bench: Bench = {
      programs: {
        bank: await bundleBank(),
        static: await bundleProgram('./viewers-static.ts'),
        load: await bundleProgram('./viewers-load.ts'),
      },
      records,
      scale,
      blocks: titles.blocks,
      blockMs: (clip.seconds * scale.loops * 1000) / titles.blocks,
    };
    return await runAll(bench, clip.name, titles.bytes, scratch.kind);
  } finally {
    await records.close();
  }
}

async function runAll(
  bench: Bench,
  film: string,
  originalsBytes: number,
  written: ScratchFolder['kind'],
): Promise<ViewersResult> {
  const { blockMs, blocks, scale } = bench;
  const { viewers } = scale;
  const one = await runBanks(bench, 1, viewers);
  const two = await runBanks(bench, 2, viewers);
  const atReckoned = Math.round((viewers * KBIT_RECKONED) / two.kbitPerViewer);
  const many = await runBanks(bench, 2, Math.min(atReckoned, viewers * 4));
  const peer = await runPeer(bench, viewers, Math.round(two.bytesPerBlock));
  return {
    film,
    filmSeconds: Math.round((blocks * blockMs) / 1000),
    titles: scale.titles,
    originalsBytes,
    written,
    kbitReckoned: KBIT_RECKONED,
    runs: [one, two, many, peer],
  };
}

async function runBanks(bench: Bench, processes: number, viewers: number): Promise<ViewersRun> {
  const passes = await bench.records.openViewings(viewers);
  const start = () =>
    startProgram(bench.programs.bank, [], '', {
      DIPTYCH_DATA: bench.records.folder,
      DIPTYCH_BANK_PORT: '0',
      DIPTYCH_LOG_LEVEL: 'silent',
    });
  const name = processes === 1 ? 'a bank of one process' : `a bank of ${processes} processes`;
  return run(bench, name, Array.from({ length: processes }, start), {
    passes,
    checkOneIn: CHECK_ONE_IN,
    film: null,
  });
}

async function runPeer(bench: Bench, viewers: number, blockBytes: number): Promise<ViewersRun> {
  const passes = Array.from({ length: viewers }, (_, index) => ({
    viewingId: `w_${index}`,
    token: '-',
    sessionKey: '-',
  }));
  const server = startProgram(bench.programs.static, [String(blockBytes)]);
  const { blockMs, blocks } = bench;
  return run(bench, 'the same bytes, made before, from node:http', [server], {
    passes,
    checkOneIn: 0,
    film: { blocks, blockMs },
  });
}

async function run(
  bench: Bench,
  name: string,
  servers: readonly ViewersProcess[],
  task: Pick<ViewersTask, 'passes' | 'checkOneIn' | 'film'>,
): Promise<ViewersRun> {
  process.stderr.write(`Viewers: ${task.passes.length}, ${name} ...\n`);
  const { rampSeconds, seconds } = bench.scale;
  try {
    const urls: string[] = [];
    for (const server of servers) urls.push(urlLineSchema.parse(await server.nextLine()).url);
    const idle = servers.map(({ pid }) => readProcessUsage(pid));
    const whole: ViewersTask = { ...task, urls, rampSeconds, seconds };
    const load = startProgram(bench.programs.load, [], JSON.stringify(whole));
    await load.nextLine();
    const before = servers.map(({ pid }) => readProcessUsage(pid));
    const figures = viewersLoadSchema.parse(await load.nextLine());
    const after = servers.map(({ pid }) => readProcessUsage(pid));
    await load.stop();
    return figuresOf(name, servers.length, figures, { idle, before, after });
  } finally {
    for (const server of servers) await server.stop();
  }
}

interface Usages {
  readonly idle: readonly ProcessUsage[];
  readonly before: readonly ProcessUsage[];
  readonly after: readonly ProcessUsage[];
}

function figuresOf(
  name: string,
  processes: number,
  load: ViewersLoad,
  { idle, before, after }: Usages,
): ViewersRun {
  const { blocks, bytes, processorMs, requestMs, seconds, viewers } = load;
  const sum = (usages: readonly ProcessUsage[], of: keyof ProcessUsage) =>
    usages.reduce((total, usage) => total + usage[of], 0);
  const serverMs = sum(after, 'processorMs') - sum(before, 'processorMs');
  const serverCores = serverMs / 1000 / seconds;
  return {
    name,
    processes,
    viewers,
    seconds,
    requests: load.requests,
    blocks,
    late: load.late,
    tooEarly: load.tooEarly,
    failed: load.failed,
    firstFailure: load.firstFailure,
    checked: load.checked,
    renewals: load.renewals,
    kbitPerViewer: (bytes * 8) / 1000 / seconds / viewers,
    bytesPerBlock: bytes / blocks,
    requestMs,
    blockMs: load.blockMs,
    serverCores,
    loadCores: processorMs / 1000 / seconds,
    viewersPerCore: viewers / serverCores,
    serverUsPerBlock: (serverMs * 1000) / blocks,
    bytesPerViewer: (sum(after, 'residentBytes') - sum(idle, 'residentBytes')) / viewers,
  };
}
