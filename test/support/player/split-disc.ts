import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readImageLayout } from '../../../app/disc/image-layout.ts';
import { signManifest } from '../../../app/disc/manifest.ts';
import { bufferSource } from '../../../app/foundation/byte-source.ts';
import type { PlayerDisc } from '../../../app/player/ports.ts';
import {
  openMainStream,
  openOrderComplement,
  openOriginals,
  type OrderComplement,
  writeOriginals,
} from '../../../app/split/index.ts';
import { drain, indexOf, planOf } from '../engine-files.ts';

/** A film cut in two by the engine: the disc, its complement, and the master to compare with. */
export interface SplitDisc {
  readonly master: Uint8Array;
  readonly disc: PlayerDisc;
  readonly complement: OrderComplement;
}

export const discFacts = {
  titleId: 'big-buck-bunny',
  orderId: 'K7F392QD00000000000A',
  distributorId: 'LUMIERE',
  issuedAt: '2026-11-20T14:03:00.000Z',
} as const;

/** PKCS #8 of an Ed25519 key (RFC 8410 §7): a fixed head, then the key's 32 bytes. */
const signingKey = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});

/** Cuts an image; its position map lies behind its file system. */
export async function splitDisc(imagePath: string): Promise<SplitDisc> {
  const image = readFileSync(imagePath);
  const { vobs } = readImageLayout(bufferSource(image));
  const { summary } = await indexOf(image, vobs);
  const mapArea = { offset: image.length, length: summary.mapRoom + 1000 };
  const master = Buffer.concat([image, Buffer.alloc(mapArea.length)]);
  const { index } = await indexOf(master, vobs);
  const key = new Uint8Array(32).fill(9);
  const pieces: Uint8Array[] = [];
  await writeOriginals(
    {
      master: bufferSource(master),
      masterSha256: 'a'.repeat(64),
      index,
      mapArea,
      overlays: [],
    },
    (piece) => pieces.push(piece),
  );
  const plan = planOf(key, { mapArea });
  const main = drain(openMainStream({ master: bufferSource(master), index, plan }));
  return {
    master,
    disc: {
      source: bufferSource(main),
      manifest: signManifest(discFacts, signingKey),
      from: 'image bunny.iso',
      close: () => {},
    },
    complement: openOrderComplement({
      originals: openOriginals(bufferSource(Buffer.concat(pieces))),
      keys: plan.keys,
      identity: discFacts,
    }),
  };
}
