import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { defaultTerms } from '../../../../app/licences/terms.ts';
import { Kiosks } from '../../../../db/bank/kiosks.ts';
import {
  benchDevice,
  benchOrderId,
  benchViewing,
  LicenceBench,
} from '../../../support/bank/licence-bench.ts';
import {
  codeHashOf,
  type RecordsReply,
  type RecordsRequest,
} from '../../../support/bank/records-process.ts';

const ROUNDS = 40;

let folder: string;
let processes: ChildProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-records-'));
  const program = join(folder, 'records.cjs');
  await build({
    entryPoints: ['test/support/bank/records-process.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
  });
  const env = { ...process.env, NODE_PATH: resolve('node_modules') };
  processes = [1, 2].map(() => fork(program, { env, execArgv: [] }));
});
afterAll(async () => {
  for (const one of processes) {
    const gone = once(one, 'exit');
    one.kill();
    await gone;
  }
  rmSync(folder, { recursive: true });
});

/** Asks both at the same moment. @returns what they were given, together; what failed is thrown. */
async function ask(...requests: readonly RecordsRequest[]): Promise<readonly string[]> {
  const replies = processes.map(async (one, index) => {
    const answered = once(one, 'message');
    one.send(requests[index]!);
    return (await answered)[0] as RecordsReply;
  });
  const both = await Promise.all(replies);
  expect(both.flatMap(({ failures }) => failures)).toEqual([]);
  return both.flatMap(({ given }) => given);
}

it('two processes that make the same database at once both open it', async () => {
  for (let round = 0; round < 8; round += 1) {
    const request = { is: 'connect', path: join(folder, `new-${round}.sqlite`) } as const;
    expect(await ask(request, request)).toEqual([]);
  }
});

it('two processes give the one place of a licence once, however often both are asked at once', async () => {
  const path = join(folder, 'places.sqlite');
  const players = { ...defaultTerms.players, limit: 1 };
  const bench = await LicenceBench.open({ showings: null, players }, path);
  try {
    await bench.report('burning');
    await ask({ is: 'connect', path }, { is: 'connect', path });
    const given: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const opening = (device: number) => ({
        viewingId: benchViewing(round * 10 + device),
        orderId: benchOrderId,
        deviceId: benchDevice(device),
        now: bench.now,
      });
      const admitted = await ask(
        { is: 'open', viewings: [1, 2].map(opening) },
        { is: 'open', viewings: [3, 4].map(opening) },
      );
      given.push(admitted.length);
      for (const viewingId of admitted) await bench.viewings.end(viewingId, bench.now);
    }
    expect(given).toEqual(given.map(() => 1));
  } finally {
    await bench.close();
  }
});

it('two processes that enrol kiosks at once wait for each other', async () => {
  const path = join(folder, 'kiosks.sqlite');
  const bench = await LicenceBench.open({}, path);
  try {
    const numbers = Array.from({ length: 4 * ROUNDS }, (_, number) => number);
    const kiosks = new Kiosks(bench.database);
    for (const number of numbers) {
      const expiresAt = '2026-02-01T00:00:00.000Z';
      const code = { codeHash: codeHashOf(number), distributorId: 'ACME', kioskName: 'Hall' };
      await kiosks.addCode({ ...code, expiresAt });
    }
    await ask({ is: 'connect', path }, { is: 'connect', path });
    const { now } = bench;
    const enrolled = await ask(
      { is: 'enrol', codes: numbers.filter((number) => number % 2 === 0), now },
      { is: 'enrol', codes: numbers.filter((number) => number % 2 === 1), now },
    );
    expect(new Set(enrolled)).toEqual(new Set(numbers.map((number) => `k_process-${number}`)));
  } finally {
    await bench.close();
  }
});
