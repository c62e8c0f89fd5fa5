import { createHash, randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instantOf } from '../../app/foundation/clock.ts';
import { silentLogger } from '../../app/foundation/logger.ts';
import { seededRandomness } from '../../app/foundation/randomness.ts';
import {
  hours,
  milliseconds,
  minutes,
  seconds,
  type Milliseconds,
} from '../../app/foundation/units.ts';
import { composeController } from '../../app/kiosk/controller/compose.ts';
import type { Controller } from '../../app/kiosk/controller/controller.ts';
import { openKioskDatabaseForReading } from '../../db/kiosk/open-kiosk-database.ts';
import type { Machine } from '../../drivers/contract/machine.ts';
import { openSimulatedMachine } from '../../drivers/simulated-machine.ts';
import { firstWorld } from '../../drivers/world/first-world.ts';
import { shutDoor } from '../../drivers/world/shut-door.ts';
import { World } from '../../drivers/world/world.ts';
import { plainJacket } from './day/day-machine.ts';
import { streamOfDay } from './day/long-day.ts';
import { connectScreen, ScreenRefusal, type ScreenClient } from './kiosk-screen.ts';
import { scriptedTitle } from './kiosk-under-test.ts';
import { zvtPayment } from './paying-kiosk.ts';
import {
  bankMember,
  enrolmentCode,
  startScriptedBank,
  type ScriptedBank,
} from './scripted-bank.ts';
import { VirtualTime } from './virtual-time.ts';

const SECTORS = 24;
const contents = { drives: 1, slots: 10, blanks: 20, paper: 20 };

/** A disc as somebody carried it away. */
export interface TakenDisc {
  readonly orderId: string;
  /** Whether what is on it is what the bank cut for that order. */
  readonly isTheirs: boolean;
  readonly takenAt: string;
}

/** What a customer walks away with from the screen where they ordered. */
export interface PlacedOrder {
  readonly orderId: string;
  readonly code: string;
  readonly pickUpCode: string;
}

/** A kiosk that sells discs, whose line to the bank can be cut, whose power can be cut, and whose days pass in seconds. */
export class OfflineKiosk {
  readonly time = new VirtualTime('2026-03-02T08:00:00.000Z');
  readonly taken: TakenDisc[] = [];
  readonly #root = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'diptych-'));
  #bank!: ScriptedBank;
  #machine!: Machine;
  #world!: World;
  #controller!: Controller;
  #life = 0;

  private constructor() {}

  static async open(): Promise<OfflineKiosk> {
    const kiosk = new OfflineKiosk();
    mkdirSync(join(kiosk.#root, 'screens'));
    writeFileSync(join(kiosk.#root, 'screens', 'index.html'), '<!doctype html><title>S</title>');
    kiosk.#bank = await startScriptedBank({
      titles: [{ ...scriptedTitle, sectors: SECTORS }],
      stream: streamOfDay,
      clock: kiosk.time.clock,
      userOf: (member) => `u_member-${member}-x`,
    });
    // The first request of a process loads what makes requests: that is to take none of this clock's time.
    await (await fetch(`${kiosk.#bank.url}/v1/health`)).arrayBuffer();
    await kiosk.#start();
    return kiosk;
  }

  get bank(): ScriptedBank {
    return this.#bank;
  }

  /** All that the terminal's money was asked to do: `hold`, `capture`, `release`. */
  get money(): string[] {
    return this.#world.state.payments.map(({ kind }) => kind);
  }

  cutLine(): void {
    this.#bank.lose(() => true);
  }

  mendLine(): void {
    this.#bank.lose(null);
  }

  async pass(span: Milliseconds): Promise<void> {
    let isOver = false;
    this.time.clock.after(span, () => {
      isOver = true;
    });
    // Instants are sums of fractions: the last of them may lie a little beyond the span.
    await this.time.until(() => isOver, milliseconds(span + 1000));
  }

  async until(orderId: string, ...states: string[]): Promise<void> {
    await this.time.until(() => states.includes(this.stateOf(orderId)), hours(12));
  }

  stateOf(orderId: string): string {
    const [row] = this.rows<{ at: string }>(`SELECT at FROM orders WHERE order_id = '${orderId}'`);
    return row?.at ?? 'unknown';
  }

  /** Whether a part of its main stream lies on the disk. */
  hasFetched(orderId: string): boolean {
    return existsSync(join(this.#folder('data'), 'spool', `${orderId}.part`));
  }

  rows<Row>(sql: string): Row[] {
    const db = openKioskDatabaseForReading(this.#controller.databasePath);
    try {
      return db.prepare(sql).all() as Row[];
    } finally {
      db.close();
    }
  }

  /** A screen at which somebody stays for a while. */
  openScreen(): Promise<ScreenClient> {
    return this.now(connectScreen(this.#controller.url, this.#controller.issueToken()));
  }

  now<T>(outcome: Promise<T>): Promise<T> {
    return this.time.now(outcome, minutes(10));
  }

  /** What somebody does at a screen of their own; the code of what the machine refused them. */
  async atScreen<T>(work: (screen: ScreenClient) => Promise<T>): Promise<T | { refused: string }> {
    const acting = async () => {
      const screen = await connectScreen(this.#controller.url, this.#controller.issueToken());
      try {
        return await work(screen);
      } catch (error) {
        if (error instanceof ScreenRefusal) return { refused: error.error.code };
        throw error;
      } finally {
        screen.close();
      }
    };
    return this.time.now(acting(), minutes(10));
  }

  /** Somebody orders; `before` happens when they have identified. */
  async order(member: number, before: () => void = () => {}): Promise<PlacedOrder> {
    const placed = await this.atScreen(async (screen) => {
      await this.identify(screen, member);
      before();
      const { orderId } = await this.place(screen);
      const view = await screen.until(({ session }) =>
        session.orders.some((order) => order.orderId === orderId && order.pickUpCode !== null),
      );
      const mine = view.session.orders.find((order) => order.orderId === orderId);
      return { orderId, code: mine?.code ?? '', pickUpCode: mine?.pickUpCode ?? '' };
    });
    if ('refused' in placed) throw new Error(`The order was refused: ${placed.refused}.`);
    return placed;
  }

  identify(screen: ScreenClient, member: number) {
    return screen.ask('identifyMember', { member: String(200_000 + member), pin: bankMember.pin });
  }

  place(screen: ScreenClient) {
    const { titleId } = scriptedTitle;
    return screen.ask('placeOrder', { titleId, requestKey: randomUUID(), language: 'en' });
  }

  /** Whoever holds both codes takes the disc; what the machine refused them otherwise. */
  async collectByCodes({ orderId, code, pickUpCode }: PlacedOrder): Promise<string> {
    const opened = await this.atScreen(async (screen) => {
      await screen.ask('identifyClaim', { code, pickUpCode });
      await screen.ask('collectOrder', { orderId });
      return null;
    });
    return opened === null ? this.take(orderId) : opened.refused;
  }

  /** Whoever ordered identifies and takes the disc; what the machine refused them otherwise. */
  async collectByNumber(member: number, orderId: string): Promise<string> {
    const opened = await this.openGate(member, orderId);
    return opened === null ? this.take(orderId) : opened.refused;
  }

  openGate(member: number, orderId: string): Promise<null | { refused: string }> {
    return this.atScreen(async (screen) => {
      await this.identify(screen, member);
      await screen.ask('collectOrder', { orderId });
      return null;
    });
  }

  /** Reaches into the open slot, once it is open. */
  async take(orderId: string): Promise<string> {
    const [row] = this.rows<{ slot: number }>(
      `SELECT json_extract(state, '$.slot') AS slot FROM orders WHERE order_id = '${orderId}'`,
    );
    const slot = row?.slot ?? 0;
    const isOpen = () => this.#world.state.slots[slot - 1]?.door === 'open';
    await this.time.until(isOpen, minutes(1));
    await this.pass(seconds(5));
    const disc = this.#world.discAt('slot', slot);
    if (disc === null) return 'empty slot';
    const path = this.#world.contentPath(disc.id);
    const isTheirs = hashOf(readFileSync(path)) === hashOf(streamOfDay(orderId));
    this.taken.push({ orderId, isTheirs, takenAt: instantOf(this.time.clock.now()) });
    this.#world.change((draft) => {
      draft.discs = draft.discs.filter(({ id }) => id !== disc.id);
    });
    rmSync(path);
    shutDoor(this.#world, slot);
    await this.until(orderId, 'fulfilled');
    return 'taken';
  }

  /** Ends the program and starts it again; `meanwhile` happens while it is off. */
  async restart(meanwhile: () => void = () => {}): Promise<void> {
    await this.#stop();
    meanwhile();
    await this.#start();
  }

  /** The program ends at this very moment, wherever it is; the world stays as it is, and the program starts again. */
  async cutPower(): Promise<void> {
    const before = this.#life;
    const kept = join(this.#root, `kept-${before}`);
    cpSync(this.#folder('data'), join(kept, 'data'), { recursive: true });
    cpSync(this.#folder('machine'), join(kept, 'machine'), { recursive: true });
    await this.#stop();
    this.#life = before + 1;
    cpSync(join(kept, 'data'), this.#folder('data'), { recursive: true });
    cpSync(join(kept, 'machine'), this.#folder('machine'), { recursive: true });
    await this.#start();
  }

  async remove(): Promise<void> {
    await this.#stop();
    await this.#bank.close();
    this.time.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #folder(name: 'data' | 'machine'): string {
    return join(this.#root, `${name}-${this.#life}`);
  }

  async #start(): Promise<void> {
    const { clock } = this.time;
    const folder = this.#folder('machine');
    const randomness = seededRandomness(`${Math.floor(clock.now())} ${this.#life}`);
    this.#world = World.open(folder, () => firstWorld(contents, randomness));
    const services = { clock, logger: silentLogger, randomness };
    const opening = openSimulatedMachine({
      ...contents,
      ...services,
      folder,
      world: this.#world,
      burnRate: 1,
      standIn: 'inside',
      payment: zvtPayment,
    });
    this.#machine = await this.time.now(opening, minutes(5));
    const starting = composeController({
      ...services,
      dataFolder: this.#folder('data'),
      host: '127.0.0.1',
      port: 0,
      bankUrl: this.#bank.url,
      enrolmentCode,
      machine: this.#machine,
      screensFolder: join(this.#root, 'screens'),
      renderJacket: plainJacket,
      watchUrl: 'https://example.org/watch',
      burnSpeed: 8,
      takeWithin: seconds(30),
      holdFor: hours(24),
    });
    this.#controller = await this.time.now(starting, minutes(10));
  }

  async #stop(): Promise<void> {
    await this.time.now(this.#controller.close(), minutes(20));
    await this.time.now(this.#machine.close(), minutes(20));
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
