import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwkOf } from '../../delivery/stick/compact-jws.ts';
import { stickError } from '../../delivery/stick/stick-error.ts';
import type { StickCounter } from '../../contracts/stick-api.ts';
import type { ShowingCounter } from './showing-counter.ts';
import { type TpmTool, withTpm } from './tpm-tools.ts';

/**
 * A counter of a TPM 2.0, over tpm2-tools. It only grows, also when it is taken away and made anew; what it says is signed by a
 * restricted key of the TPM, which signs nothing but what the TPM itself has measured.
 */
const FIRST_INDEX = 0x01_50_00_20;
const INDEXES = 64;
const COUNTER = 'nt=counter|ownerread|ownerwrite|authread|authwrite';
const SIGNER = 'fixedtpm|fixedparent|sensitivedataorigin|userwithauth|restricted|sign';
const KEY = 'key.ctx';

function hex(index: number): string {
  return `0x${index.toString(16)}`;
}

async function read(tool: TpmTool, index: string, signal: AbortSignal): Promise<number> {
  const bytes = await tool('nvread', [index, '-C', index, '-s', '8'], signal);
  const value = bytes.length === 8 ? Number(bytes.readBigUInt64BE(0)) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw stickError('STICK_COUNTER', 'The TPM of this device says no number.');
}

/** The signing key: the same each time it is made, for its seed is the TPM's. */
async function makeKey(tool: TpmTool, signal: AbortSignal): Promise<void> {
  const template = ['-C', 'o', '-G', 'ecc256:ecdsa-sha256:null', '-a', SIGNER, '-c', KEY];
  await tool('createprimary', ['-Q', ...template], signal);
  // A TPM holds three loaded objects; without a resource manager nobody else tidies up.
  await tool('flushcontext', ['-t'], signal);
}

/** The counter that a stick was prepared with. */
export function tpmCounter({ index }: Pick<StickCounter, 'index'>): ShowingCounter {
  const handle = hex(index);
  return {
    read: (signal) => withTpm((tool) => read(tool, handle, signal)),
    increment: (signal) =>
      withTpm(async (tool) => void (await tool('nvincrement', [handle, '-C', handle], signal))),
    attest: (nonce, signal) =>
      withTpm(async (tool, folder) => {
        await makeKey(tool, signal);
        const signed = ['-g', 'sha256', '-s', 'ecdsa', '-f', 'plain', '--size', '8'];
        const files = ['-o', 'signature.bin', '--attestation', 'attest.bin'];
        const asked = ['-C', KEY, '-c', handle, '-q', Buffer.from(nonce).toString('hex')];
        await tool('nvcertify', [...asked, ...signed, ...files, handle], signal);
        await tool('flushcontext', ['-t'], signal);
        return {
          attest: readFileSync(join(folder, 'attest.bin')),
          signature: readFileSync(join(folder, 'signature.bin')),
        };
      }),
  };
}

/** Makes a counter for one stick. @throws AppError `STICK_COUNTER`. */
export function defineCounter(signal: AbortSignal): Promise<StickCounter> {
  return withTpm(async (tool, folder) => {
    const listed = (await tool('getcap', ['handles-nv-index'], signal)).toString('utf8');
    const taken = new Set(listed.match(/0x[0-9a-f]+/gi)?.map(Number));
    const free = Array.from({ length: INDEXES }, (_, n) => FIRST_INDEX + n).find(
      (index) => !taken.has(index),
    );
    if (free === undefined) {
      throw stickError('STICK_COUNTER', 'The TPM of this device has no counter left.');
    }
    const index = hex(free);
    await tool('nvdefine', [index, '-C', 'o', '-s', '8', '-a', COUNTER], signal);
    // Until it was moved once, a counter says nothing.
    await tool('nvincrement', [index, '-C', index], signal);
    const start = await read(tool, index, signal);
    await makeKey(tool, signal);
    await tool('readpublic', ['-Q', '-c', KEY, '-f', 'pem', '-o', 'key.pem'], signal);
    await tool('flushcontext', ['-t'], signal);
    const key = jwkOf(createPublicKey(readFileSync(join(folder, 'key.pem'))));
    return { index: free, key, start };
  });
}

/** Takes a counter away whose stick was returned. @throws AppError `STICK_COUNTER`. */
export function removeCounter({ index }: StickCounter, signal: AbortSignal): Promise<void> {
  return withTpm(async (tool) => void (await tool('nvundefine', [hex(index), '-C', 'o'], signal)));
}
