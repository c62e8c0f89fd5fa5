import { createServer, type Socket } from 'node:net';
import { rm } from 'node:fs/promises';
import { isAway } from '../world/away.ts';
import { takeFault } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import {
  headerLayout,
  messageLayouts,
  pcscCommand,
  pcscResult,
  PROTOCOL_T1,
  READER_STATE_BYTES,
  READERS_STATE_BYTES,
  readerStateBits,
  readerStateLayout,
} from './pcsc-codec.ts';

export interface SimulatedPcscdOptions {
  readonly world: World;
  /** Which reader of the world it has. */
  readonly unit: number;
  readonly socketPath: string;
  /** The only protocol that it speaks, 4:`minor`: 4 for pcscd 1.9, 5 for 2.3. */
  readonly minor?: number;
}

/** A pcscd with one contactless reader, and the hand that holds cards before it. */
export interface SimulatedPcscd {
  readonly reader: string;
  /** Holds a card with this number, in hex, before the reader until it has been asked for its number. */
  holdCard(uid: string): Promise<void>;
  /** Leaves a card on the reader, until another is held there. */
  leaveCard(uid: string): void;
  close(): Promise<void>;
}

const READER = 'Simulated NFC reader 00 00';
const CONTEXT = 0x16768a19;
const CARD = 0x03084e0b;

interface Client {
  readonly socket: Socket;
  held: Buffer;
  isWaiting: boolean;
}

/** Speaks what pcscd 1.9.9 was observed to speak, on a socket in the file system. */
export async function startSimulatedPcscd(options: SimulatedPcscdOptions): Promise<SimulatedPcscd> {
  const pcscd = new Pcscd(options);
  await pcscd.listen();
  return pcscd;
}

class Pcscd implements SimulatedPcscd {
  readonly reader = READER;
  readonly #options: SimulatedPcscdOptions;
  readonly #server = createServer((socket) => this.#serve(socket));
  readonly #clients = new Set<Client>();
  readonly #stopWatching: () => void;
  #card: { readonly uid: string; readonly left: () => void } | null = null;
  #eventCounter = 0;
  #wasAway: boolean;

  constructor(options: SimulatedPcscdOptions) {
    this.#options = options;
    this.#wasAway = this.#isAway();
    this.#stopWatching = options.world.onChange(() => {
      if (this.#wasAway === this.#isAway()) return;
      this.#wasAway = this.#isAway();
      this.#announce();
    });
  }

  async listen(): Promise<void> {
    await rm(this.#options.socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#options.socketPath, resolve);
    });
  }

  async holdCard(uid: string): Promise<void> {
    if (this.#isAway() || this.#clients.size === 0) return;
    this.#card?.left();
    const left = new Promise<void>((resolve) => {
      this.#card = { uid, left: resolve };
    });
    const card = this.#card;
    this.#eventCounter += 1;
    this.#announce();
    await left;
    // Another card may lie there by now.
    if (this.#card !== card) return;
    this.#card = null;
    this.#eventCounter += 1;
    this.#announce();
  }

  leaveCard(uid: string): void {
    this.#card?.left();
    this.#card = { uid, left: () => {} };
    this.#eventCounter += 1;
    this.#announce();
  }

  async close(): Promise<void> {
    this.#stopWatching();
    this.#card?.left();
    for (const { socket } of this.#clients) socket.destroy();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
  }

  #isAway(): boolean {
    return isAway(this.#options.world.state, 'reader', this.#options.unit);
  }

  #serve(socket: Socket): void {
    const client: Client = { socket, held: Buffer.alloc(0), isWaiting: false };
    this.#clients.add(client);
    socket.on('error', () => {
      // A client that goes away in the middle of an answer.
    });
    socket.on('close', () => {
      this.#clients.delete(client);
      if (this.#clients.size === 0) this.#card?.left();
    });
    socket.on('data', (bytes) => {
      client.held = Buffer.concat([client.held, bytes]);
      while (this.#answerNext(client));
    });
  }

  /** @returns whether a whole request was there. One that pcscd does not know ends the conversation, as it does there. */
  #answerNext(client: Client): boolean {
    if (client.held.length < headerLayout.bytes) return false;
    const { size, command } = headerLayout.read(client.held);
    const known = Object.entries(pcscCommand).find(([, number]) => number === command);
    if (!known || size > READERS_STATE_BYTES) {
      client.socket.destroy();
      return false;
    }
    let end = headerLayout.bytes + size;
    if (client.held.length < end) return false;
    const body = client.held.subarray(headerLayout.bytes, end);
    if (command === pcscCommand.transmit) {
      end += messageLayouts.transmit.read(body).sendLength;
      if (client.held.length < end) return false;
    }
    client.held = client.held.subarray(end);
    this.#answer(client, command, body);
    return true;
  }

  #answer(client: Client, command: number, body: Buffer): void {
    const { socket } = client;
    switch (command) {
      case pcscCommand.version:
        socket.write(this.#version(body));
        return;
      case pcscCommand.establishContext:
        socket.write(messageLayouts.establishContext.write({ scope: 2, context: CONTEXT }));
        return;
      case pcscCommand.releaseContext:
        socket.write(messageLayouts.releaseContext.write({ context: CONTEXT }));
        return;
      case pcscCommand.waitReaderStateChange:
        client.isWaiting = true;
        socket.write(this.#readers());
        return;
      case pcscCommand.getReadersState:
        socket.write(this.#readers());
        return;
      case pcscCommand.stopWaiting:
        if (client.isWaiting) socket.write(messageLayouts.stopWaiting.write({}));
        client.isWaiting = false;
        return;
      case pcscCommand.connect:
        socket.write(this.#connect());
        return;
      case pcscCommand.transmit:
        socket.write(this.#transmit());
        return;
      default:
        socket.write(messageLayouts.disconnect.write({ card: CARD }));
        this.#card?.left();
    }
  }

  #version(body: Buffer): Uint8Array {
    const { minor = 4 } = this.#options;
    const offered = messageLayouts.version.read(body);
    const isSpoken = offered.major === 4 && offered.minor === minor;
    const rv = isSpoken ? pcscResult.success : pcscResult.serviceStopped;
    return messageLayouts.version.write({ major: 4, minor, rv });
  }

  #readers(): Uint8Array {
    const table = new Uint8Array(READERS_STATE_BYTES);
    if (this.#isAway()) return table;
    const state = this.#card === null ? readerStateBits.absent : readerStateBits.present;
    table.set(readerStateLayout.write({ eventCounter: this.#eventCounter, state }, READER));
    return table.fill(0, READER_STATE_BYTES);
  }

  #connect(): Uint8Array {
    const { world, unit } = this.#options;
    const rv = this.#refusal();
    if (rv === null && takeFault(world, 'reader.unreadable', unit) !== null) {
      this.#card?.left();
      return messageLayouts.connect.write({ rv: pcscResult.unresponsiveCard });
    }
    if (rv !== null) return messageLayouts.connect.write({ rv }, READER);
    return messageLayouts.connect.write({ card: CARD, activeProtocol: PROTOCOL_T1 }, READER);
  }

  #transmit(): Uint8Array {
    const rv = this.#refusal();
    if (rv !== null) return messageLayouts.transmit.write({ card: CARD, rv });
    const answer = Buffer.concat([Buffer.from(this.#card?.uid ?? '', 'hex'), Buffer.of(0x90, 0)]);
    const head = messageLayouts.transmit.write({ card: CARD, receiveLength: answer.length });
    return Buffer.concat([head, answer]);
  }

  /** Why no card can be spoken to; null where one can. */
  #refusal(): number | null {
    if (this.#isAway()) return pcscResult.readerUnavailable;
    return this.#card === null ? pcscResult.noSmartcard : null;
  }

  #announce(): void {
    for (const client of this.#clients) {
      if (!client.isWaiting) continue;
      client.isWaiting = false;
      client.socket.write(messageLayouts.stopWaiting.write({}));
    }
  }
}
