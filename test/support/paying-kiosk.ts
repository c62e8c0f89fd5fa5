import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OrderView } from '../../app/contracts/kiosk-view.ts';
import {
  maintenanceDoorSchema,
  maintenanceFile,
  maintenanceRoutes,
  maintenanceViewSchema,
  type MaintenanceAct,
  type MaintenanceView,
} from '../../app/contracts/maintenance-api.ts';
import { timestamp } from '../../app/foundation/clock.ts';
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
import type { PaymentSettings } from '../../drivers/settings/machine-settings.ts';
import { openSimulatedMachine } from '../../drivers/simulated-machine.ts';
import { firstWorld } from '../../drivers/world/first-world.ts';
import { World } from '../../drivers/world/world.ts';
import { plainJacket } from './day/day-machine.ts';
import { connectScreen, type ScreenClient } from './kiosk-screen.ts';
import { scriptedTitle } from './kiosk-under-test.ts';
import { bankMember, enrolmentCode, startScriptedBank } from './scripted-bank.ts';
import { VirtualTime } from './virtual-time.ts';

const SECTORS = 24;
/** What the bank of a {@link PayingKiosk} cuts. */
export const paidTitle = { ...scriptedTitle, sectors: SECTORS };
const contents = { drives: 1, slots: 2, blanks: 10, paper: 20 };

export const zvtPayment: Extract<PaymentSettings, { driver: 'zvt' }> = {
  driver: 'zvt',
  connection: { port: 'simulated', baudRate: 9600 },
  currency: 'EUR',
  price: { amount: 499, currency: 'EUR' },
  holds: true,
  captureBy: 'book-total',
  password: '000000',
};

/** What a kiosk needs of a bank. */
export interface KiosksBank {
  readonly url: string;
  readonly enrolmentCode: string;
  close(): Promise<void>;
}

/** A kiosk that sells discs, with a simulated ZVT terminal at the other end of its wire, on a clock that jumps. */
export class PayingKiosk {
  readonly time = new VirtualTime('2026-03-02T08:00:00.000Z');
  readonly #root = mkdtempSync(join(tmpdir(), 'diptych-paying-'));
  readonly #payment: PaymentSettings;
  #bank!: KiosksBank;
  #script: Awaited<ReturnType<typeof startScriptedBank>> | null = null;
  #machine!: Machine;
  #controller!: Controller;
  #world!: World;
  #screen!: ScreenClient;
  #lives = 0;

  private constructor(payment: PaymentSettings) {
    this.#payment = payment;
  }

  /** @param startBank whose discs it makes; a bank that follows a script if not given. */
  static async open(
    payment: PaymentSettings = zvtPayment,
    startBank?: (time: VirtualTime) => Promise<KiosksBank>,
  ): Promise<PayingKiosk> {
    const kiosk = new PayingKiosk(payment);
    mkdirSync(join(kiosk.#root, 'screens'));
    writeFileSync(join(kiosk.#root, 'screens', 'index.html'), '<!doctype html><title>S</title>');
    kiosk.#bank = await (startBank?.(kiosk.time) ?? kiosk.#followScript());
    await kiosk.#start();
    return kiosk;
  }

  get machine(): Machine {
    return this.#machine;
  }

  get controller(): Controller {
    return this.#controller;
  }

  /** All that the terminal's money was asked to do: `hold`, `capture`, `release`. */
  get ledger(): string[] {
    return this.#world.state.payments.map(({ amount, kind }) => `${kind} ${amount}`);
  }

  /** A member identifies and orders; the order may be refused. */
  async order(): Promise<string> {
    const asked = { titleId: scriptedTitle.titleId, requestKey: randomUUID(), language: 'en' };
    return this.time.now(
      this.#identify().then(async () => {
        return (await this.#screen.ask('placeOrder', { ...asked, language: 'en' })).orderId;
      }),
      minutes(2),
    );
  }

  async cancel(orderId: string): Promise<void> {
    await this.time.now(this.#screen.ask('cancelOrder', { orderId }), minutes(1));
  }

  /** The customer comes back, identifies, opens the slot and takes the disc. */
  async collect(orderId: string): Promise<void> {
    await this.openGate(orderId);
    await this.takeDisc();
  }

  /** The customer comes back and identifies: the disc can be reached. */
  async openGate(orderId: string): Promise<void> {
    await this.until(orderId, 'ready');
    await this.pass(seconds(1));
    await this.time.now(
      this.#identify().then(() => this.#screen.ask('collectOrder', { orderId })),
      minutes(1),
    );
    await this.time.until(() => this.#machine.gate.status.slots[0]?.shutter === 'open', minutes(1));
  }

  async takeDisc(): Promise<void> {
    await this.time.now(this.#screen.ask('simulate', { act: 'take-disc' }), minutes(1));
  }

  /** At home, its user plays the disc of an order for the first time. */
  playAtHome(orderId: string): string {
    const at = timestamp(this.time.clock);
    this.#script?.playAtHome(orderId, at);
    return at;
  }

  /** What the bank was told of an order. */
  reportsOf(orderId: string): string[] {
    return (this.#script?.reports ?? []).flatMap((told) =>
      told.orderId === orderId ? [told.report.event] : [],
    );
  }

  async pass(span: Milliseconds): Promise<void> {
    let isOver = false;
    this.time.clock.after(span, () => {
      isOver = true;
    });
    // Instants are sums of fractions: the last of them may lie a little beyond the span.
    await this.time.until(() => isOver, milliseconds(span + 1000));
  }

  /** Lets time pass until the order, and its money, are so. */
  async until(orderId: string, state: string, payment?: string): Promise<void> {
    const wanted = payment === undefined ? state : `${state} ${payment}`;
    await this.time.until(() => {
      const now = this.stateOf(orderId);
      return now === wanted || now.startsWith(`${wanted} `);
    }, hours(30));
  }

  /** The order's state and its payment's, by the records. */
  stateOf(orderId: string): string {
    const [row] = this.rows<{ at: string; state: string | null }>(
      `SELECT orders.at, payments.state FROM orders LEFT JOIN payments USING (order_id)
      WHERE order_id = '${orderId}'`,
    );
    return `${row?.at} ${row?.state}`;
  }

  acts(): string[] {
    return this.rows<{ kind: string; outcome: string | null }>(
      `SELECT kind, outcome FROM acts WHERE kind IN
      ('authorise.started', 'capture.started', 'release.started') ORDER BY act_id`,
    ).map(({ kind, outcome }) => `${kind} ${outcome}`);
  }

  rows<Row>(sql: string): Row[] {
    const db = openKioskDatabaseForReading(this.#controller.databasePath);
    try {
      return db.prepare(sql).all() as Row[];
    } finally {
      db.close();
    }
  }

  /** What the screens say that a disc costs. */
  get price() {
    return this.#screen.views.at(-1)!.machine.price;
  }

  view(orderId: string): OrderView {
    return this.#screen.views.at(-1)!.session.orders.find((order) => order.orderId === orderId)!;
  }

  /** What its staff see, after they told it what they did. */
  async staffView(act?: MaintenanceAct): Promise<MaintenanceView> {
    const door = join(this.#folder('data'), maintenanceFile);
    const { token, url } = maintenanceDoorSchema.parse(JSON.parse(readFileSync(door, 'utf8')));
    const path = act === undefined ? maintenanceRoutes.view : maintenanceRoutes.acts;
    const asking = fetch(`${url}${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(act === undefined ? {} : { method: 'POST', body: JSON.stringify(act) }),
    }).then((response) => response.json());
    return maintenanceViewSchema.parse(await this.time.now(asking, minutes(1)));
  }

  /** What is on disk at this moment: what a program that is killed now leaves behind. */
  keep(): void {
    rmSync(join(this.#root, 'kept'), { recursive: true, force: true });
    cpSync(this.#folder('data'), join(this.#root, 'kept', 'data'), { recursive: true });
    // The driver's notes are the program's; the rest of that folder is the world, which no program ends.
    cpSync(join(this.#folder('machine'), 'payments.json'), join(this.#root, 'kept/payments.json'));
  }

  /**
   * The program was killed when its disk was {@link keep kept}, and starts again in the world as it is now: what the terminal
   * had been asked it has done to the end.
   */
  async rise(): Promise<void> {
    const before = this.#lives;
    const world = join(this.#root, 'world');
    rmSync(world, { recursive: true, force: true });
    cpSync(this.#folder('machine'), world, { recursive: true });
    await this.#stop();
    this.#lives = before + 1;
    cpSync(world, this.#folder('machine'), { recursive: true });
    cpSync(join(this.#root, 'kept', 'data'), this.#folder('data'), { recursive: true });
    cpSync(join(this.#root, 'kept/payments.json'), join(this.#folder('machine'), 'payments.json'));
    await this.#start();
  }

  async remove(): Promise<void> {
    await this.#stop();
    await this.#bank.close();
    this.time.close();
    rmSync(this.#root, { recursive: true, force: true });
  }

  async #followScript(): Promise<KiosksBank> {
    const script = await startScriptedBank({
      titles: [paidTitle],
      stream: seededRandomness('paid stream').bytes(SECTORS * 2048),
      clock: this.time.clock,
    });
    this.#script = script;
    return { url: script.url, enrolmentCode, close: () => script.close() };
  }

  #folder(name: 'data' | 'machine'): string {
    return join(this.#root, `${name}-${this.#lives}`);
  }

  async #start(): Promise<void> {
    const { clock } = this.time;
    const folder = this.#folder('machine');
    const randomness = seededRandomness(`life ${this.#lives}`);
    this.#world = World.open(folder, () => firstWorld(contents, randomness));
    const services = { clock, logger: silentLogger, randomness };
    const opening = openSimulatedMachine({
      ...contents,
      ...services,
      folder,
      world: this.#world,
      burnRate: 1,
      standIn: 'inside',
      payment: this.#payment,
    });
    this.#machine = await this.time.now(opening, minutes(5));
    const starting = composeController({
      ...services,
      dataFolder: this.#folder('data'),
      host: '127.0.0.1',
      port: 0,
      bankUrl: this.#bank.url,
      enrolmentCode: this.#bank.enrolmentCode,
      machine: this.#machine,
      screensFolder: join(this.#root, 'screens'),
      renderJacket: plainJacket,
      watchUrl: 'https://example.org/watch',
      burnSpeed: 8,
      takeWithin: seconds(30),
      holdFor: minutes(20),
    });
    this.#controller = await this.time.now(starting, minutes(5));
    const joining = connectScreen(this.#controller.url, this.#controller.issueToken());
    this.#screen = await this.time.now(joining, minutes(1));
  }

  async #identify(): Promise<void> {
    const { member, pin } = bankMember;
    await this.#screen.ask('identifyMember', { member, pin });
  }

  async #stop(): Promise<void> {
    this.#screen.close();
    await this.time.now(this.#controller.close(), minutes(20));
    await this.time.now(this.#machine.close(), minutes(20));
  }
}
