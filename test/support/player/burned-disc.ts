import { generateKeyPairSync } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeImage } from '../../../app/disc/genisoimage.ts';
import { type ImageLayout, readImageLayout } from '../../../app/disc/image-layout.ts';
import {
  encodeManifest,
  MANIFEST_BYTES,
  publicKeyText,
  signManifest,
} from '../../../app/disc/manifest.ts';
import { planDisc } from '../../../app/disc/plan-disc.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import { readPlayerDisc, verifyPlayerDisc } from '../../../app/player/disc/player-disc.ts';
import type { PlayerDisc } from '../../../app/player/ports.ts';
import {
  openMainStream,
  openOrderComplement,
  openOriginals,
  type OrderComplement,
  writeOriginals,
} from '../../../app/split/index.ts';
import { drain, indexOf } from '../engine-files.ts';
import { makeFeatureDisc } from './feature-disc.ts';

export const burnedIdentity = {
  titleId: 'the-feature',
  orderId: '0123456789ABCDEFGHJK',
  distributorId: 'DEMO',
} as const;

/** Who signs the manifests of these discs. */
const signer = generateKeyPairSync('ed25519');
export const manifestKey = publicKeyText(signer.publicKey);

/** A disc of 14 s with two title sets, made for an order as bank and kiosk do, its complement beside it. */
export interface BurnedDisc {
  /** Path of the image. */
  readonly path: string;
  readonly main: Uint8Array;
  readonly master: Uint8Array;
  readonly masterPath: string;
  readonly layout: ImageLayout;
  readonly order: OrderComplement;
  /** As a player opens it. */
  open(): PlayerDisc;
}

/**
 * Makes it in an empty folder.
 *
 * @param videoTs the `VIDEO_TS` folder of another film.
 */
export async function burnDisc(folder: string, videoTs?: string): Promise<BurnedDisc> {
  const masterPath = await makeMaster(folder, videoTs ?? (await makeFeatureDisc()).videoTs);
  const master = new Uint8Array(readFileSync(masterPath));
  const layout = readImageLayout(bufferSource(master));
  const { index } = await indexOf(master, layout.vobs);
  const keys = { distributor: new Uint8Array(32).fill(7), order: new Uint8Array(32).fill(8) };
  const facts = { ...burnedIdentity, issuedAt: '2026-11-21T10:00:00.000Z' };
  const manifest = encodeManifest(signManifest(facts, signer.privateKey));
  const plan = planDisc({ layout, identity: burnedIdentity, keys, manifest });
  const main = drain(openMainStream({ master: bufferSource(master), index, plan }));
  const path = join(folder, 'main.iso');
  writeFileSync(path, main);
  const { mapArea } = plan;
  if (mapArea === null) throw new Error('The image has no room for a map.');
  const pieces: Uint8Array[] = [];
  const overlays = plan.overlays.map(({ position, bytes }) => ({
    offset: position,
    length: bytes.length,
  }));
  await writeOriginals(
    { master: bufferSource(master), masterSha256: 'a'.repeat(64), index, mapArea, overlays },
    (piece) => pieces.push(piece),
  );
  const originals = openOriginals(bufferSource(Buffer.concat(pieces)));
  const order = openOrderComplement({ originals, keys, identity: burnedIdentity });
  const open = () => verifyPlayerDisc(readPlayerDisc(path), [manifestKey]);
  return { path, main, master, masterPath, layout, order, open };
}

/** The image of the disc before anything is drawn, with empty rooms for manifest and map. */
async function makeMaster(folder: string, videoTs: string): Promise<string> {
  const staged = join(folder, 'disc');
  cpSync(dirname(videoTs), staged, { recursive: true });
  mkdirSync(join(staged, 'DIPTYCH'));
  writeFileSync(join(staged, 'DIPTYCH/MANIFEST.JSN'), `${' '.repeat(MANIFEST_BYTES - 1)}\n`);
  const vobs = readdirSync(videoTs)
    .filter((name) => /_[1-9]\.VOB$/.test(name))
    .map((name) => readFileSync(join(videoTs, name)));
  const { summary } = await indexOf(Buffer.concat(vobs));
  writeFileSync(join(staged, 'DIPTYCH/POSITION.MAP'), Buffer.alloc(summary.mapRoom));
  await makeImage({ cwd: folder, folder: 'disc', output: 'master.iso', volumeId: 'feature' });
  rmSync(staged, { recursive: true });
  return join(folder, 'master.iso');
}
