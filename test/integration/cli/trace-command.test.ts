import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  makeTracedBank,
  mixBits,
  TRACED_ORDERS,
  type TracedBank,
  tracedOrder,
  tracedTitle,
} from '../../support/bank/traced-bank.ts';
import { runDiptych } from '../../support/run-diptych.ts';

const folder = mkdtempSync(join(tmpdir(), 'diptych-trace-command-'));
let bank: TracedBank;

beforeAll(async () => {
  bank = await makeTracedBank(join(folder, 'bank'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function trace(image: Uint8Array, ...more: string[]) {
  const path = join(folder, 'found.iso');
  writeFileSync(path, image);
  return runDiptych(['trace', path, ...more], { DIPTYCH_DATA: folder });
}

test('diptych trace names the order of a disc without identifiers, in words', async () => {
  const { code, stdout } = await trace(bank.wiped(bank.discs[1] ?? Buffer.alloc(0)));
  const words = stdout.replace(/\d+(\.\d+)?(?= of|\b)/g, 'N').replace(/ +/g, ' ');
  expect([code, words.split('\n')]).toEqual([
    0,
    [
      'It came from this order:',
      ` ABCD-EFGH ${tracedTitle} OTHER (Other films) N-N-N N:N UTC ready score N of N needed by chance N in N^N`,
      '',
      'A traced film: N of N blocks are there, N places in them, N changed; N orders compared, N needed to be named.',
      '',
    ],
  ]);
});

test('diptych trace --json names all orders of a mixed disc', async () => {
  const mixed = bank.wiped(mixBits(bank.discs, 'three discs'));
  const { code, stderr, stdout } = await trace(mixed, '--json', '--title', tracedTitle);
  const report = JSON.parse(stdout) as { accused: { orderId: string }[] };
  expect([code, stderr]).toEqual([0, '']);
  expect(report).toMatchObject({
    films: [{ titleId: tracedTitle, orders: TRACED_ORDERS, blocksFound: 7 }],
    notLookedAt: [],
  });
  expect(report.accused.map(({ orderId }) => orderId).toSorted()).toEqual(
    [0, 1, 2].map(tracedOrder),
  );
});

test('diptych trace says that a master carries no mark, and ends with 2', async () => {
  const { code, stdout } = await trace(bank.master);
  expect([code, stdout]).toEqual([
    2,
    expect.stringMatching(
      /^No order is named\.\n\nA traced film: 7 of 7 blocks are there, \d+ places in them, none changed: this is the original, or was put together again, and carries no mark\.\n$/,
    ),
  ]);
});

test('diptych trace refuses what is no film of the vault', async () => {
  const { code, stdout } = await trace(Buffer.alloc(100_000, 7), '--json');
  expect([code, JSON.parse(stdout)]).toEqual([
    1,
    {
      error: {
        code: 'TRACE_FILM_UNKNOWN',
        message:
          'Nothing on this image is of a film of the vault. It is no disc of ours, or was encoded anew.',
        remedy: 'reject-input',
        context: { titleId: null, notLookedAt: [] },
      },
    },
  ]);
});
