import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readChain } from '../../../../../app/delivery/stick/receipts.ts';
import type { StickCounter } from '../../../../../app/contracts/stick-api.ts';
import {
  isAttested,
  parseNvAttestation,
} from '../../../../../app/delivery/stick/tpm-attestation.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { hours } from '../../../../../app/foundation/units.ts';
import { mirrorPath } from '../../../../../app/player/stick/receipt-book.ts';
import type { ShowingCounter } from '../../../../../app/player/stick/showing-counter.ts';
import {
  defineCounter,
  removeCounter,
  tpmCounter,
} from '../../../../../app/player/stick/tpm-counter.ts';
import { never, type StickBench, stickBench } from '../../../../support/stick/stick-bench.ts';

let folder: string;
let tpm: ChildProcess;
let bench: StickBench;
let counter: StickCounter;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diptych-swtpm-'));
  mkdirSync(join(folder, 'state'));
  const socket = join(folder, 'sock');
  tpm = spawn('swtpm', [
    'socket',
    '--tpm2',
    '--tpmstate',
    `dir=${join(folder, 'state')}`,
    '--server',
    `type=unixio,path=${socket}`,
    '--ctrl',
    `type=unixio,path=${socket}.ctrl`,
    '--flags',
    'not-need-init,startup-clear',
  ]);
  while (!existsSync(socket)) await new Promise((resolve) => setImmediate(resolve));
  process.env['TPM2TOOLS_TCTI'] = `swtpm:path=${socket}`;
  bench = stickBench();
  counter = await defineCounter(never);
});
afterAll(async () => {
  bench.close();
  const gone = once(tpm, 'exit');
  tpm.kill();
  await gone;
  delete process.env['TPM2TOOLS_TCTI'];
  rmSync(folder, { recursive: true });
});

async function codeOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

describe('a stick with a counter of a TPM 2.0', () => {
  const chainHere = (stickId: string, genesis: string) =>
    readChain(readFileSync(mirrorPath(bench.device.folder, stickId), 'utf8'), {
      stickId,
      genesis,
      publicKey: bench.device.stickKey,
    });
  const genesisHere = (stickId: string) => {
    const [line = ''] = readFileSync(mirrorPath(bench.device.folder, stickId), 'utf8').split('\n');
    const receipt = JSON.parse(Buffer.from(line.split('.')[1] ?? '', 'base64url').toString()) as {
      previous: string;
    };
    return receipt.previous;
  };

  it('has every showing attested, and a copy of stick and folder put back together is caught offline', async () => {
    const stick = await bench.write({ counter, showings: 5 });
    const [stickFolder, copy] = [join(bench.root, 'DIPTYCH'), join(folder, 'copy')];
    await bench.show();
    cpSync(stickFolder, join(copy, 'stick'), { recursive: true });
    cpSync(bench.device.folder, join(copy, 'player'), { recursive: true });
    bench.clock.advance(hours(25));
    await bench.show();
    const chain = chainHere(stick.stickId, genesisHere(stick.stickId));
    expect(chain?.receipts.map(({ what }) => what.is)).toEqual([
      'showing',
      'attestation',
      'showing',
      'attestation',
    ]);
    expect(chain !== null && isAttested(chain, counter)).toBe(true);
    expect(await tpmCounter(counter).read(never)).toBe(counter.start + 2);
    cpSync(join(copy, 'stick'), stickFolder, { recursive: true });
    cpSync(join(copy, 'player'), bench.device.folder, { recursive: true });
    const supply = await bench.open();
    expect(await codeOf(() => supply.fetch(0, 1, never))).toBe('STICK_ROLLED_BACK');
    await supply.close('failed');
  });

  it('finishes a count that was cut off between receipt, counter and attestation, and counts once', async () => {
    for (const dies of ['increment', 'attest'] as const) {
      const own = await defineCounter(never);
      const stickId = `s_cut-off-${dies}`;
      await bench.write({ counter: own, stickId, issue: 10, showings: 5 });
      const real = tpmCounter(own);
      const dying: ShowingCounter = {
        ...real,
        [dies]: () => Promise.reject(new Error('power cut')),
      };
      expect(await codeOf(() => bench.show({ findCounter: () => dying }))).toContain('power cut');
      await bench.show();
      const chain = chainHere(stickId, genesisHere(stickId));
      expect(chain !== null && isAttested(chain, own)).toBe(true);
      expect([
        await real.read(never),
        chain?.receipts.filter(({ what }) => what.is === 'showing').length,
      ]).toEqual([own.start + 1, 1]);
      await removeCounter(own, never);
      rmSync(join(bench.root, 'DIPTYCH', stickId), { recursive: true });
    }
  });

  it('is not shown without its TPM', async () => {
    const own = await defineCounter(never);
    await bench.write({ counter: own, stickId: 's_without-tpm', issue: 20 });
    await removeCounter(own, never);
    expect(await codeOf(() => bench.show())).toBe('STICK_COUNTER');
    rmSync(join(bench.root, 'DIPTYCH', 's_without-tpm'), { recursive: true });
  });

  it('a counter made anew in the place of another never says less', async () => {
    const own = await defineCounter(never);
    await tpmCounter(own).increment(never);
    await removeCounter(own, never);
    const again = await defineCounter(never);
    expect([again.index, again.start > own.start + 1]).toEqual([own.index, true]);
    await removeCounter(again, never);
  });
});

it('what a TPM attests is read, and anything else is none', async () => {
  const nonce = Buffer.alloc(32, 7);
  const { attest } = await tpmCounter(counter).attest(nonce, never);
  const value = await tpmCounter(counter).read(never);
  expect(parseNvAttestation(attest)).toEqual({ nonce, value });
  for (let length = 0; length < attest.length; length++) {
    expect(parseNvAttestation(attest.subarray(0, length))).toBeNull();
  }
  const other = Buffer.from(attest);
  other[5] = 0x18;
  expect([parseNvAttestation(other), parseNvAttestation(Buffer.alloc(200))]).toEqual([null, null]);
  writeFileSync(join(folder, 'attest.bin'), attest);
});
