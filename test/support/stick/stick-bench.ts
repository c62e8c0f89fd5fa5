import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeIdentity } from '../../../app/delivery/stick/age-identity.ts';
import { jwkOf, keyThumbprint } from '../../../app/delivery/stick/compact-jws.ts';
import { fileOperations } from '../../../app/delivery/stick/file-operations.ts';
import { sealBody, stickKeysOf, digestOfFile } from '../../../app/delivery/stick/sealed-body.ts';
import { signLicence, type StickLicence } from '../../../app/delivery/stick/stick-licence.ts';
import { sealSecrets } from '../../../app/delivery/stick/stick-secrets.ts';
import { type IssuedStick, writeStick } from '../../../app/delivery/stick/write-stick.ts';
import { openStickSupply } from '../../../app/player/stick/stick-supply.ts';
import type { Manifest } from '../../../app/disc/manifest.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { encodeComplementHead, encodeHeadTable } from '../../../app/split/complement-head.ts';

export const BLOCKS = 40;
export const orderId = 'K7F392QD000000000001';
export const stickId = 's_0123456789abcdef';

/** A complement of {@link BLOCKS} blocks of 2048 bytes, whose payloads are recognised by their numbers. */
export function complementOf(order: string = orderId) {
  const table = encodeHeadTable(BLOCKS, (number) => ({
    start: 2048 * number,
    length: 2048,
    ticks: 45_000,
    navIdentifierAt: null,
    keepsNav: false,
    slotAt: 0,
    slotBytes: { distributor: 0, order: 0 },
  }));
  const imageSize = 2048 * (BLOCKS + 2);
  const head = encodeComplementHead(table, {
    titleId: 'a-film',
    orderId: order,
    distributorId: 'ACME',
    imageSize,
    extents: [{ offset: 4096, length: 2048 * BLOCKS }],
    vobBytes: 2048 * BLOCKS,
    masterSha256: 'ab'.repeat(32),
    blocks: BLOCKS,
    restCrc32: 0,
    overlays: [],
    mapArea: { offset: 0, length: 2048 },
  });
  return {
    blocks: BLOCKS,
    head: () => head,
    block: (number: number) => Buffer.alloc(4000 + number, number),
  };
}

/** The keys of a device, and the folder where its player keeps what it knows. */
export interface TestDevice {
  readonly folder: string;
  readonly publicKeys: { sign: string; seal: string; stick: ReturnType<typeof jwkOf> };
  readonly stickKey: KeyObject;
}

export interface StickBench {
  readonly clock: ManualClock;
  /** Where the medium is mounted. */
  readonly root: string;
  readonly bankKey: KeyObject;
  readonly device: TestDevice;
  newDevice(): TestDevice;
  issue(changes?: Partial<StickLicence>): Promise<IssuedStick & { readonly sealed: Uint8Array }>;
  write(changes?: Partial<StickLicence>): Promise<IssuedStick>;
  open(
    changes?: Partial<Parameters<typeof openStickSupply>[0]>,
  ): ReturnType<typeof openStickSupply>;
  /** Opens the supply, fetches its first block and closes it. */
  show(changes?: Partial<Parameters<typeof openStickSupply>[0]>): Promise<void>;
  close(): void;
}

export const never = new AbortController().signal;

/** A bank's key, a device and an empty medium, in a folder that goes when it is closed. */
export function stickBench(): StickBench {
  const base = mkdtempSync(join(tmpdir(), 'diptych-stick-'));
  const clock = new ManualClock();
  const randomness = seededRandomness(base);
  const bankKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  let devices = 0;
  const newDevice = (): TestDevice => {
    const stickKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const folder = join(base, `player-${(devices += 1)}`);
    fileOperations.makeFolder(folder);
    return {
      folder,
      stickKey,
      publicKeys: { sign: 'A'.repeat(43), seal: 'A'.repeat(43), stick: jwkOf(stickKey) },
    };
  };
  const device = newDevice();
  const root = join(base, 'medium');
  fileOperations.makeFolder(root);
  const stickIdHere = `s_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;

  const issue: StickBench['issue'] = async (changes = {}) => {
    const keys = stickKeysOf(randomness.bytes(32));
    const sealed = Buffer.concat([...sealBody(keys, complementOf(changes.orderId))]);
    const body = { bytes: sealed.length, sha256: digestOfFile(bufferSource(sealed)) };
    const licence: StickLicence = {
      format: 'diptych-stick',
      version: 1,
      stickId: stickIdHere,
      orderId,
      titleId: 'a-film',
      titleName: 'A film',
      userId: 'u_0123456789',
      deviceId: 'v_0123456789',
      deviceKeyThumbprint: keyThumbprint(device.publicKeys.stick),
      issue: 1,
      issuedAt: '2026-01-01T12:00:00.000Z',
      showings: 2,
      notBefore: null,
      notAfter: null,
      hoursAfterFirstShowing: null,
      firstShowingAt: null,
      mainStream: { bytes: 2048 * (BLOCKS + 2), sha256: 'cd'.repeat(32) },
      body,
      policy: { resumeHours: 24, resumes: 24 },
      counter: null,
      ...changes,
    };
    const secrets = await sealSecrets(
      {
        version: 1,
        stickId: licence.stickId,
        identity: encodeIdentity(keys.identity),
        receiptSecret: Buffer.from(keys.receiptSecret).toString('base64url'),
      },
      device.publicKeys.stick,
    );
    const requestId = Buffer.from(randomness.bytes(18)).toString('base64url');
    const text = signLicence(licence, bankKey);
    return { stickId: licence.stickId, requestId, licence: text, secrets, body, sealed };
  };
  const open: StickBench['open'] = (changes = {}) =>
    openStickSupply({
      disc: { manifest: { orderId } as Manifest },
      folder: root,
      keys: device,
      licenceKey: jwkOf(bankKey),
      clock,
      signal: never,
      ...changes,
    });
  return {
    clock,
    root,
    bankKey,
    device,
    newDevice,
    issue,
    async write(changes) {
      const issued = await issue(changes);
      await writeStick(fileOperations, root, issued, async () => piecesOf(issued.sealed));
      return issued;
    },
    open,
    async show(changes) {
      const supply = await open(changes);
      try {
        await supply.fetch(0, 1, never);
      } finally {
        await supply.close('stopped');
      }
    },
    close: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** Bytes as they arrive from a network, a few kilobytes at a time. */
export async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}
