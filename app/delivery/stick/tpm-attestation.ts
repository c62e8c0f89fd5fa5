import { verify } from 'node:crypto';
import { keyOfJwk } from './compact-jws.ts';
import { digestOfLine, type ReceiptChain, showingsOf } from './receipts.ts';
import type { StickCounter } from '../../contracts/stick-api.ts';

/** TPM_GENERATED_VALUE and TPM_ST_ATTEST_NV (TPM 2.0 Part 2, §6.2 and §6.9). */
const GENERATED = 0xff_54_43_47;
const ATTEST_NV = 0x80_14;
/** TPMS_CLOCK_INFO and the firmware's version, which follow the qualifying data. */
const CLOCK_AND_FIRMWARE = 17 + 8;

/** What a TPM attests of an NV counter. */
export interface NvAttestation {
  /** What it was asked to sign with it. */
  readonly nonce: Uint8Array;
  readonly value: number;
}

/** Reads a TPMS_ATTEST of an NV counter (Part 2, §10.12.12 and §10.12.8); null where it is none. */
export function parseNvAttestation(bytes: Uint8Array): NvAttestation | null {
  const attest = Buffer.from(bytes);
  let at = 6;
  const sized = (): Buffer => {
    const length = attest.readUInt16BE(at);
    const part = attest.subarray(at + 2, at + 2 + length);
    if (part.length !== length) throw new RangeError('cut off');
    at += 2 + length;
    return part;
  };
  try {
    if (attest.readUInt32BE(0) !== GENERATED || attest.readUInt16BE(4) !== ATTEST_NV) return null;
    sized();
    const nonce = sized();
    at += CLOCK_AND_FIRMWARE;
    sized();
    at += 2;
    const contents = sized();
    const value = contents.length === 8 ? contents.readBigUInt64BE(0) : null;
    if (value === null || value > Number.MAX_SAFE_INTEGER || at !== attest.length) return null;
    return { nonce, value: Number(value) };
  } catch {
    // It ends too early.
    return null;
  }
}

/**
 * Whether a TPM vouches for every showing of a chain: each has its attestation, made for just that receipt, and the counter
 * went up by one each time. The last may lack its own: the power may have gone before it was written.
 */
export function isAttested(chain: ReceiptChain, counter: StickCounter): boolean {
  const key = keyOfJwk(counter.key);
  const showings = showingsOf(chain);
  return showings.every(({ counter: value, number }) => {
    if (value !== counter.start + number) return false;
    const line = chain.lines[lineOf(chain, 'showing', number)];
    const said = chain.receipts[lineOf(chain, 'attestation', number)]?.what;
    if (said === undefined) return number === showings.length;
    if (said.is !== 'attestation' || line === undefined) return false;
    const attest = Buffer.from(said.attest, 'base64url');
    const parsed = parseNvAttestation(attest);
    return (
      parsed?.value === value &&
      Buffer.from(parsed.nonce).toString('base64url') === digestOfLine(line) &&
      verify('sha256', attest, key, Buffer.from(said.signature, 'base64url'))
    );
  });
}

function lineOf(chain: ReceiptChain, is: 'showing' | 'attestation', showing: number): number {
  return chain.receipts.findIndex(({ what }) => what.is === is && what.showing === showing);
}
