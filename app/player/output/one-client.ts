import type { PeerProcess, Peers } from './peer-process.ts';
import type { Connection } from './tcp-table.ts';

/** Whether a connection may see the film. */
export type Admission =
  { readonly is: 'admitted' } | { readonly is: 'refused'; readonly sentence: string };

const ADMITTED: Admission = { is: 'admitted' };

/** The first process that opens the film has it, until it ends; nobody else of this machine, and no other user of it. */
export class OneClient {
  readonly #peers: Peers;
  readonly #ownUid: number | null;
  #holder: { readonly process: PeerProcess | null } | null = null;

  constructor(peers: Peers, ownUid: number | null) {
    this.#peers = peers;
    this.#ownUid = ownUid;
  }

  async admit(connection: Connection): Promise<Admission> {
    const peer = await this.#peers.find(connection, this.#holder?.process ?? null);
    if (peer === null) return refused('The system does not say who asks for the film.');
    if (peer.uid !== null && this.#ownUid !== null && peer.uid !== this.#ownUid) {
      return refused('Another user of this machine asked for the film.');
    }
    const holder = await this.#livingHolder();
    if (holder === null) {
      this.#holder = { process: peer.process };
      return ADMITTED;
    }
    if (isSame(holder.process, peer.process)) return ADMITTED;
    return refused('Another program of this machine plays the film already.');
  }

  async #livingHolder() {
    const holder = this.#holder;
    if (holder === null || holder.process === null) return holder;
    return (await this.#peers.isAlive(holder.process)) ? holder : null;
  }
}

function isSame(a: PeerProcess | null, b: PeerProcess | null): boolean {
  return a?.pid === b?.pid && a?.startTime === b?.startTime;
}

function refused(sentence: string): Admission {
  return { is: 'refused', sentence };
}
