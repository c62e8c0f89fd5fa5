import { join } from 'node:path';
import { GeneratedFilms } from '../../../app/bank/generate/generated-films.ts';
import { orderKeys } from '../../../app/bank/generate/order-keys.ts';
import { pressInLoop } from '../bank/press-in-loop.ts';
import { type Bank, openBank } from '../../../app/bank/open-bank.ts';
import { openVault, type Vault } from '../../../app/bank/vault/vault.ts';
import type { OpenComplement } from '../../../app/bank/viewing/ports.ts';
import type { Clock } from '../../../app/foundation/clock.ts';
import type { Logger } from '../../../app/foundation/logger.ts';
import { seededRandomness } from '../../../app/foundation/randomness.ts';
import { openFileSource } from '../../../app/disc/file-source.ts';
import { openOrderComplement, openOriginals } from '../../../app/split/index.ts';
import type { Distributors } from '../../../db/bank/distributors.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import { FakeTitles, openFakeMainStream } from '../bank/fake-titles.ts';
import { CountedTimers } from './counted-timers.ts';

/** What proofs of discs are made of: every order has its own draw of it. */
const discMaster = seededRandomness('what lies on the discs').bytes(16 * 2048);

/** One life of a bank: on the records and the originals of a real vault, with the real split behind its blocks. */
export interface BankLife {
  readonly bank: Bank;
  readonly timers: CountedTimers;
  /** Complements that are open. */
  open(): number;
}

/**
 * @param clock which goes on for this life: one that stands still is that of a bank that was killed.
 */
export async function openBankLife(
  dataFolder: string,
  life: number,
  clock: Clock,
  logger: Logger,
): Promise<BankLife> {
  const timers = new CountedTimers(clock);
  const randomness = seededRandomness(`life ${life} of the bank`);
  let open = 0;
  const vaults: Vault[] = [];
  const bank = await openBank(
    { dataFolder, host: '127.0.0.1', port: 0, clock: timers, randomness, logger },
    ({ vaultFolder, distributors, manifestKey }) => {
      const vault = openVault(vaultFolder);
      vaults.push(vault);
      const discs = new FakeTitles();
      for (const { titleId } of vault.titles()) discs.add(titleId, discMaster);
      const films = new GeneratedFilms({
        titles: {
          titles: () => vault.titles(),
          openOriginals: (titleId) => vault.openOriginals(titleId),
        },
        distributors,
        manifestKey,
        generation: pressInLoop({ titles: discs, openMainStream: openFakeMainStream }),
        openOrderComplement,
      });
      const lend = films.openComplement.bind(films);
      films.openComplement = async (order): Promise<OpenComplement> => {
        const complement = await lend(order);
        open += 1;
        return {
          ...complement,
          close() {
            open -= 1;
            complement.close();
          },
        };
      };
      return films;
    },
  );
  const close = async () => {
    await bank.close();
    for (const vault of vaults) await vault.close();
  };
  return { bank: { ...bank, close }, timers, open: () => open };
}

/** The disc of an order as its owner holds it, and its complement as the engine makes it: nothing of it asks a bank. */
export function openTruth(dataFolder: string, distributors: Distributors) {
  const originals = new Map<string, ReturnType<typeof openOriginals>>();
  const sources: { close(): void }[] = [];
  const originalsOf = (titleId: string) => {
    const known = originals.get(titleId);
    if (known !== undefined) return known;
    const source = openFileSource(join(dataFolder, 'vault', titleId, 'title.originals'));
    sources.push(source);
    const opened = openOriginals(source);
    originals.set(titleId, opened);
    return opened;
  };
  return {
    async of(order: OrderRecord) {
      const { distributorId, orderId, seed, titleId } = order;
      const distributor = await distributors.find(distributorId);
      if (distributor === null) throw new Error('There is no such distributor.');
      const keys = orderKeys(seed, distributor.key, titleId);
      const identity = { titleId, orderId, distributorId };
      const originalsOfTitle = originalsOf(titleId);
      const disc = new Uint8Array(discMaster.length);
      const main = openFakeMainStream({
        master: { size: discMaster.length, read: (at, into) => copy(discMaster, at, into) },
        plan: { keys },
      } as Parameters<typeof openFakeMainStream>[0]);
      main.read(0, disc);
      const complement = openOrderComplement({ originals: originalsOfTitle, keys, identity });
      return { disc, complement, ticks: originalsOfTitle.ticks };
    },
    close() {
      for (const source of sources) source.close();
    },
  };
}

function copy(from: Uint8Array, at: number, into: Uint8Array): number {
  const part = from.subarray(at, at + into.length);
  into.set(part);
  return part.length;
}
