import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calculateJwkThumbprint, compactVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jwkOf, keyThumbprint } from '../../../../../app/delivery/stick/compact-jws.ts';
import { emptyChain, genesisOf, nextReceipt } from '../../../../../app/delivery/stick/receipts.ts';
import { openSecrets } from '../../../../../app/delivery/stick/stick-secrets.ts';
import { isAppError } from '../../../../../app/foundation/errors.ts';
import { type StickBench, stickBench } from '../../../../support/stick/stick-bench.ts';

let bench: StickBench;
let folder: string;
beforeAll(() => {
  bench = stickBench();
  folder = mkdtempSync(join(tmpdir(), 'diptych-jose-'));
  const put = (name: string, value: unknown) =>
    writeFileSync(join(folder, name), JSON.stringify(value), { mode: 0o600 });
  put('bank.jwk', jwkOf(bench.bankKey));
  put('device.jwk', bench.device.stickKey.export({ format: 'jwk' }));
  put('device.pub.jwk', bench.device.publicKeys.stick);
});
afterAll(() => {
  bench.close();
  rmSync(folder, { recursive: true });
});

const jose = (...args: readonly string[]) => execFileSync('jose', args, { cwd: folder }).toString();

it('jose of Debian verifies a licence, and refuses one whose signature was altered', async () => {
  const { licence, stickId } = await bench.issue();
  writeFileSync(join(folder, 'licence.jws'), licence);
  const payload: unknown = JSON.parse(
    jose('jws', 'ver', '-i', 'licence.jws', '-k', 'bank.jwk', '-O-'),
  );
  expect(payload).toMatchObject({ stickId, showings: 2 });
  const [header, body, signature = ''] = licence.split('.');
  const other = signature.startsWith('A') ? 'B' : 'A';
  writeFileSync(join(folder, 'bad.jws'), `${header}.${body}.${other}${signature.slice(1)}`);
  expect(
    spawnSync('jose', ['jws', 'ver', '-i', 'bad.jws', '-k', 'bank.jwk'], { cwd: folder }).status,
  ).toBe(1);
});

it('jose of Debian opens the keys of a stick, and nobody else’s key does', async () => {
  const { secrets, stickId } = await bench.issue();
  writeFileSync(join(folder, 'licence.jwe'), secrets);
  const opened: unknown = JSON.parse(jose('jwe', 'dec', '-i', 'licence.jwe', '-k', 'device.jwk'));
  expect(opened).toEqual(await openSecrets(secrets, bench.device.stickKey, stickId));
  const refused: unknown = await openSecrets(secrets, bench.newDevice().stickKey, stickId).catch(
    (error: unknown) => error,
  );
  expect(isAppError(refused, 'STICK_DAMAGED')).toBe(true);
});

it('jose of Debian and in JavaScript verify a receipt with the key of the device', async () => {
  const { licence, stickId } = await bench.issue();
  const context = {
    stickId,
    genesis: genesisOf(Buffer.alloc(32), licence),
    publicKey: bench.device.stickKey,
  };
  const what = { is: 'showing', showing: 1, counter: null } as const;
  const at = '2026-01-01T12:00:00.000Z';
  const chain = nextReceipt(emptyChain, context, { at, what }, bench.device.stickKey);
  const line = chain.lines[0] ?? '';
  writeFileSync(join(folder, 'receipt.jws'), line);
  const read: unknown = JSON.parse(
    jose('jws', 'ver', '-i', 'receipt.jws', '-k', 'device.pub.jwk', '-O-'),
  );
  expect(read).toEqual({ version: 1, stickId, number: 1, previous: context.genesis, at, what });
  const { payload } = await compactVerify(line, bench.device.publicKeys.stick);
  expect(JSON.parse(Buffer.from(payload).toString())).toEqual(read);
});

it('the thumbprint of a key is that of RFC 7638', async () => {
  const key = bench.device.publicKeys.stick;
  expect(keyThumbprint(key)).toBe(await calculateJwkThumbprint(key));
});
