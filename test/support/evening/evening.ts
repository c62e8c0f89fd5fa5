import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewerSessionSchema } from '../../../app/contracts/viewer-api.ts';
import { instantOf } from '../../../app/foundation/clock.ts';
import type { LogFields, Logger } from '../../../app/foundation/logger.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { seconds } from '../../../app/foundation/units.ts';
import { defaultTerms } from '../../../app/licences/terms.ts';
import { writeLoopedTitles } from '../../bench/looped-title.ts';
import { TestViewer } from '../bank/test-viewer.ts';
import { makeClip } from '../clips.ts';
import { type BankLife, openBankLife, openTruth } from './bank-of-the-evening.ts';
import { type EveningRecords, openEveningRecords } from './evening-records.ts';
import { KeepAliveClient } from './keep-alive-client.ts';
import { LicenceAtHome } from './licence-at-home.ts';
import { ReferenceLicence, type ReferenceTerms } from './reference-licence.ts';
import { ReferencePace } from './reference-pace.ts';

const TITLES = ['film-1', 'film-2'];
/** Of a clip of four seconds: two minutes. */
const LOOPS = 30;
const MEMBERS = 5;
const DEVICES_EACH = 3;
const PASSWORD = 'correct horse';

/** A real bank, its clock, and everything that is known of what it should do. */
export class Evening {
  readonly clock = new ManualClock('2026-03-06T19:00:00.000Z');
  readonly client = new KeepAliveClient();
  readonly folder = mkdtempSync(join(memoryFolder(), 'diptych-evening-'));
  /** Whatever was not as it should be, in words. */
  readonly violations: string[] = [];
  readonly notes = new Map<string, number>();
  /** Lines of the log that somebody at the bank would have to look at. */
  readonly alarms: string[] = [];
  blocks = 0;
  life = 0;
  records!: EveningRecords;
  #users: string[] = [];
  readonly devices: TestViewer[][] = [];
  readonly licences: LicenceAtHome[] = [];
  #bank!: BankLife;
  readonly #killed: BankLife[] = [];
  /** The life that ends, or has ended. */
  #leaving = 0;
  #truth!: ReturnType<typeof openTruth>;
  readonly #paces = new Map<string, ReferencePace>();

  static async open(): Promise<Evening> {
    const evening = new Evening();
    const { vob } = await makeClip('bbb-pal');
    await writeLoopedTitles(join(evening.folder, 'vault'), vob, LOOPS, TITLES);
    await evening.#live();
    const { admin } = evening.#bank.bank;
    await admin.addDistributor({ distributorId: 'ACME', name: 'Acme films' });
    evening.records = await openEveningRecords(join(evening.folder, 'bank.sqlite'), evening.clock);
    evening.#truth = openTruth(evening.folder, evening.records.distributors);
    for (let number = 0; number < MEMBERS; number += 1) {
      const member = String(100_001 + number);
      evening.#users.push(await admin.addUser({ member, card: `CARD-${member}`, pin: '2468' }));
      await admin.setPassword(member, PASSWORD);
      const names = Array.from({ length: DEVICES_EACH }, (_, device) => `${member} ${device}`);
      const devices = names.map((name) => new TestViewer(evening, name));
      await Promise.all(devices.map((device) => device.enter(member, PASSWORD)));
      evening.devices.push(devices);
    }
    return evening;
  }

  get url(): string {
    return this.#bank.bank.url;
  }

  /** Of the bank that lives now. */
  get timers(): number {
    return this.#bank.timers.waiting;
  }

  get openComplements(): number {
    return this.#bank.open();
  }

  now(): number {
    return this.clock.now();
  }

  note(what: string): void {
    this.notes.set(what, (this.notes.get(what) ?? 0) + 1);
  }

  wrong(what: string): void {
    this.violations.push(`life ${this.life}, ${instantOf(this.now())}: ${what}`);
  }

  /** What an action gives; what it throws is wrong. */
  checked<T>(action: () => T): T | null {
    try {
      return action();
    } catch (error) {
      this.wrong(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  /** Of a showing, in this life of the bank. */
  paceOf(showingId: string): ReferencePace {
    const key = `${this.life} ${showingId}`;
    const pace = this.#paces.get(key) ?? new ReferencePace(this.now());
    this.#paces.set(key, pace);
    return pace;
  }

  /** A licence of one of the members, whose devices are the others'. */
  async sell(terms: Partial<ReferenceTerms>, isTaken = true): Promise<LicenceAtHome> {
    const number = this.licences.length;
    const { devices, players, ...others }: ReferenceTerms = {
      showings: 10,
      notBefore: null,
      notAfter: null,
      hoursAfterFirstShowing: null,
      devices: 5,
      players: 2,
      ...terms,
    };
    const titleId = TITLES[number % TITLES.length] ?? '';
    const userId = this.#users[number % MEMBERS] ?? '';
    const instant = (ms: number | null) => (ms === null ? null : instantOf(ms));
    const written = {
      showings: others.showings,
      notBefore: instant(others.notBefore),
      notAfter: instant(others.notAfter),
      hoursAfterFirstShowing: others.hoursAfterFirstShowing,
      devices,
      players: { ...defaultTerms.players, limit: players },
    };
    const order = await this.records.sell({ number, userId, titleId }, written, isTaken);
    const reference = new ReferenceLicence(order.orderId, { ...others, devices, players });
    reference.isReported = isTaken;
    const licence = new LicenceAtHome(order, await this.#truth.of(order), reference);
    this.licences.push(licence);
    return licence;
  }

  devicesOf(licence: LicenceAtHome): readonly TestViewer[] {
    return this.devices[this.licences.indexOf(licence) % MEMBERS] ?? [];
  }

  /** The operator takes a right away, while its viewers ask for more. */
  async revoke(licence: LicenceAtHome): Promise<void> {
    await this.records.revoke(licence.order.orderId);
    licence.reference.revokedAt = this.now();
    this.note('revoked');
  }

  /** The members type their passwords once more. */
  async signIn(): Promise<void> {
    for (const [number, devices] of this.devices.entries()) {
      const member = String(100_001 + number);
      const answers = await Promise.all(devices.map((device) => device.signIn(member, PASSWORD)));
      for (const [at, answer] of answers.entries()) {
        const device = devices[at];
        if (device !== undefined) device.token = viewerSessionSchema.parse(answer.json()).token;
      }
    }
  }

  async pass(howManySeconds: number): Promise<void> {
    for (let second = 0; second < howManySeconds; second += 1) {
      this.clock.advance(seconds(1));
      await turns(4);
    }
  }

  /** The bank is closed in good order, and opened anew. */
  async restart(): Promise<void> {
    this.#leaving = this.life;
    await this.#bank.bank.close();
    await this.#live();
  }

  /** The bank is gone from one moment to the next: what it kept in memory is lost. */
  async kill(): Promise<void> {
    this.#leaving = this.life;
    this.#bank.timers.stop();
    this.client.cut();
    this.#killed.push(this.#bank);
    for (const { reference } of this.licences) reference.killed(this.life);
    await turns(50);
    await this.#live();
  }

  /** The bank closes for the night. @returns complements that it left open. */
  async closeBank(): Promise<number> {
    await this.#bank.bank.close();
    await turns(4);
    return this.#bank.open();
  }

  async close(): Promise<void> {
    this.client.cut();
    await this.#bank.bank.close();
    for (const { bank } of this.#killed) await bank.close();
    this.#truth.close();
    await this.records.close();
    rmSync(this.folder, { recursive: true });
  }

  async #live(): Promise<void> {
    this.life += 1;
    const { life } = this;
    const alarm = (level: string) => (fields: LogFields, message: string) => {
      // What was being answered when a bank closed or was killed is nobody's any more.
      if (this.#leaving !== life) this.alarms.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
    const logger: Logger = {
      debug() {},
      info() {},
      warn: alarm('warn'),
      error: alarm('error'),
    };
    this.#bank = await openBankLife(this.folder, this.life, this.clock, logger);
  }
}

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Files, sockets and the like that this process has open. */
export function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

/** The records are forced to the disk after each change: a disk in memory has no wait for that, and nothing is lost here. */
function memoryFolder(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}
