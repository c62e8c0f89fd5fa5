import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GeneratedFilms } from '../../../app/bank/generate/generated-films.ts';
import { pressInLoop } from './press-in-loop.ts';
import { openBank } from '../../../app/bank/open-bank.ts';
import { viewingSchema } from '../../../app/contracts/viewer-api.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { type KiosksBank, paidTitle } from '../paying-kiosk.ts';
import { bankMember } from '../scripted-bank.ts';
import type { VirtualTime } from '../virtual-time.ts';
import { FakeTitles, openFakeMainStream, openFakeOrderComplement } from './fake-titles.ts';
import { TestViewer } from './test-viewer.ts';

const PASSWORD = 'correct horse';

/** The real bank on the clock of a kiosk, with the member and the film that the kiosk's customer knows. */
export async function startKiosksBank(time: VirtualTime): Promise<KiosksBank> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'diptych-kiosks-bank-'));
  const randomness = seededRandomness('bank of a kiosk');
  const master = seededRandomness('paid film').bytes(paidTitle.sectors * 2048);
  const titles = new FakeTitles().add(paidTitle.titleId, master);
  const settings = { dataFolder, host: '127.0.0.1', port: 0, logger: silentLogger };
  const bank = await openBank(
    { ...settings, clock: time.clock, randomness },
    ({ distributors, manifestKey }) =>
      new GeneratedFilms({
        titles,
        distributors,
        manifestKey,
        generation: pressInLoop({ titles, openMainStream: openFakeMainStream }),
        openOrderComplement: openFakeOrderComplement,
      }),
  );
  const { member, pin } = bankMember;
  await bank.admin.addDistributor({ distributorId: 'SCRIPT', name: 'Script films' });
  await bank.admin.addUser({ member, card: 'CARD-0001', pin });
  await bank.admin.setPassword(member, PASSWORD);
  const kiosk = { distributorId: 'SCRIPT', kioskName: 'Hall' };
  return {
    url: bank.url,
    enrolmentCode: await bank.admin.issueEnrolmentCode(kiosk),
    async close() {
      await bank.close();
      rmSync(dataFolder, { recursive: true });
    },
  };
}

/** The customer's player at home opens a viewing with the disc. @returns how the licence stands then. */
export async function watchAtHome(
  url: string,
  time: VirtualTime,
  orderId: string,
  disc: Uint8Array,
): Promise<{ readonly code: number; readonly state: string }> {
  const viewer = new TestViewer({ url, clock: time.clock });
  const watching = viewer.enter(bankMember.member, PASSWORD).then(() => viewer.open(orderId, disc));
  // Nothing of it waits for a timer, and its sealing is work that the clock would not wait for.
  const answer = await watching;
  const opened = viewingSchema.safeParse(answer.json());
  return { code: answer.status, state: opened.success ? opened.data.licence.state : 'refused' };
}
