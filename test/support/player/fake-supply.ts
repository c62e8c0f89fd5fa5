import type { LicenceStatus } from '../../../app/contracts/licence.ts';
import type { ComplementSupply, ShowingEnd } from '../../../app/player/ports.ts';
import { type OrderComplement, parseComplementHead } from '../../../app/split/index.ts';
import { aLicence } from './source-device.ts';

/** A supply whose blocks are all at hand, until it is told otherwise. */
export interface FakeSupply extends ComplementSupply {
  /** Requests, as `first+count`. */
  readonly asked: string[];
  /** Every payload that was handed out, by reference: whoever got it zeroises it. */
  readonly given: Uint8Array[];
  readonly ends: ShowingEnd[];
  /** How many of the payloads still hold anything. */
  held(): number;
  heldBytes(): number;
  /** From now on nothing is answered, until the returned function is called. */
  hold(): () => void;
  /** From now on every request fails so; null: no longer. */
  fail(error: Error | null): void;
  /** The right ends, though nobody asks. */
  revoke(error: Error): void;
  /** Called before each answer; what it returns is given instead of the true payloads. */
  alter: ((payloads: Uint8Array[], first: number) => Uint8Array[]) | null;
}

export function fakeSupply(order: OrderComplement, licence: LicenceStatus = aLicence): FakeSupply {
  const head = parseComplementHead(order.head());
  const asked: string[] = [];
  const given: Uint8Array[] = [];
  const ends: ShowingEnd[] = [];
  const ending = new AbortController();
  let opened = Promise.resolve();
  let failure: Error | null = null;
  const supply: FakeSupply = {
    head,
    asked,
    given,
    ends,
    alter: null,
    ended: ending.signal,
    licence: () => licence,
    async fetch(first, count, signal) {
      asked.push(`${first}+${count}`);
      await orAborted(opened, signal);
      if (failure !== null) throw failure;
      const payloads = Array.from({ length: count }, (_, index) =>
        Uint8Array.from(order.block(first + index)),
      );
      const answer = supply.alter?.(payloads, first) ?? payloads;
      given.push(...answer);
      return answer;
    },
    close(end) {
      ends.push(end);
      return Promise.resolve();
    },
    held: () => given.filter((payload) => payload.some((byte) => byte !== 0)).length,
    heldBytes: () =>
      given
        .filter((payload) => payload.some((byte) => byte !== 0))
        .reduce((sum, payload) => sum + payload.length, 0),
    hold() {
      let release = () => {};
      opened = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    fail(error) {
      failure = error;
    },
    revoke: (error) => ending.abort(error),
  };
  return supply;
}

function orAborted(opened: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    opened.then(resolve, reject);
  });
}
