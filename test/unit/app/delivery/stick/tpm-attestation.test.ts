import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import type { StickCounter } from '../../../../../app/contracts/stick-api.ts';
import { jwkOf } from '../../../../../app/delivery/stick/compact-jws.ts';
import {
  digestOfLine,
  emptyChain,
  nextReceipt,
  type ReceiptChain,
  type ReceiptEvent,
} from '../../../../../app/delivery/stick/receipts.ts';
import { isAttested } from '../../../../../app/delivery/stick/tpm-attestation.ts';

const device = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const tpm = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const start = 41;
const counter: StickCounter = { index: 0x01_50_00_20, key: jwkOf(tpm), start };
const context = { stickId: 's_0123456789', genesis: 'G'.repeat(43), publicKey: device };

function sized(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** TPMS_ATTEST of an NV counter (TPM 2.0 Part 2, §10.12.12), as a TPM fills it in. */
function attestOf(nonce: Uint8Array, value: number): Buffer {
  const contents = Buffer.alloc(8);
  contents.writeBigUInt64BE(BigInt(value));
  return Buffer.concat([
    // TPM_GENERATED_VALUE, TPM_ST_ATTEST_NV.
    Buffer.from('ff5443478014', 'hex'),
    // qualifiedSigner, extraData, clockInfo and firmwareVersion, indexName, offset, nvContents.
    sized(Buffer.alloc(34, 1)),
    sized(nonce),
    Buffer.alloc(17 + 8),
    sized(Buffer.alloc(34, 2)),
    Buffer.alloc(2),
    sized(contents),
  ]);
}

interface Attested {
  /** What the receipt says; null: as it should. */
  readonly says?: number;
  /** What the TPM attests; null: nothing. */
  readonly attests?: number | null;
  readonly nonce?: Uint8Array;
  readonly key?: KeyObject;
}

/** A chain of showings, each with what a TPM attests of it. */
function chainOf(showings: readonly Attested[]): ReceiptChain {
  let chain = emptyChain;
  const add = (what: ReceiptEvent) => {
    chain = nextReceipt(chain, context, { at: '2026-01-01T12:00:00.000Z', what }, device);
  };
  showings.forEach(({ says, attests, nonce, key = tpm }, at) => {
    const showing = at + 1;
    add({ is: 'showing', showing, counter: says ?? start + showing });
    if (attests === null) return;
    const digest = Buffer.from(digestOfLine(chain.lines.at(-1) ?? ''), 'base64url');
    const attest = attestOf(nonce ?? digest, attests ?? start + showing);
    add({
      is: 'attestation',
      showing,
      attest: attest.toString('base64url'),
      signature: sign('sha256', attest, key).toString('base64url'),
    });
  });
  return chain;
}

it.each<[string, boolean, readonly Attested[]]>([
  ['no showing at all', true, []],
  ['each attested as it was counted', true, [{}, {}, {}]],
  ['the last not attested yet', true, [{}, {}, { attests: null }]],
  ['one before the last never attested', false, [{}, { attests: null }, {}]],
  ['a counter that stood still', false, [{}, { says: start + 1, attests: start + 1 }]],
  ['a counter that skipped one', false, [{}, { says: start + 3, attests: start + 3 }]],
  ['a receipt that says less than the TPM', false, [{}, { says: start + 1, attests: start + 2 }]],
  ['a TPM that says more than the receipt', false, [{}, { attests: start + 3 }]],
  ['a TPM that says less than the receipt', false, [{}, { attests: start + 1 }]],
  ['the attestation of another receipt', false, [{}, { nonce: Buffer.alloc(32) }]],
  ['the signature of another key', false, [{}, { key: device }]],
])('of a chain with %s, the TPM vouches: %s', (_what, isVouchedFor, showings) => {
  expect(isAttested(chainOf(showings), counter)).toBe(isVouchedFor);
});
