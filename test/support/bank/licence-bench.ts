import type { OrderReport } from '../../../app/contracts/bank-api.ts';
import type { LicenceTerms } from '../../../app/contracts/licence.ts';
import { timestamp } from '../../../app/foundation/clock.ts';
import { ManualClock } from '../../../app/foundation/manual-clock.ts';
import { advanceLicence } from '../../../app/licences/licence.ts';
import { licenceRules } from '../../../app/licences/rules.ts';
import { defaultTerms } from '../../../app/licences/terms.ts';
import { type BankDatabase, openBankDatabase } from '../../../db/bank/database.ts';
import { Devices } from '../../../db/bank/devices.ts';
import { Distributors } from '../../../db/bank/distributors.ts';
import { Kiosks } from '../../../db/bank/kiosks.ts';
import { Licences } from '../../../db/bank/licences.ts';
import { OrderReports } from '../../../db/bank/order-reports.ts';
import { Orders } from '../../../db/bank/orders.ts';
import { Users } from '../../../db/bank/users.ts';
import { Viewings } from '../../../db/bank/viewings.ts';

export const benchOrderId = 'K7F392QD00000000000A';
export const benchDevice = (number: number) => `v_device-${String(number).padStart(4, '0')}`;
export const benchViewing = (number: number) => `w_viewing-${String(number).padStart(4, '0')}`;

const userId = 'u_0123456789';
const kioskId = 'k_0123456789';

/** The records of a bank with one order of one member, 100001. */
export class LicenceBench {
  readonly clock: ManualClock;
  readonly database: BankDatabase;
  readonly orders: Orders;
  readonly reports: OrderReports;
  readonly devices: Devices;
  readonly licences: Licences;
  readonly viewings: Viewings;
  #reports = 0;

  private constructor(database: BankDatabase, clock: ManualClock) {
    this.clock = clock;
    this.database = database;
    this.orders = new Orders(database);
    this.reports = new OrderReports(database);
    this.devices = new Devices(database);
    this.licences = new Licences(database, licenceRules);
    this.viewings = new Viewings(database, licenceRules);
  }

  static async open(terms: Partial<LicenceTerms> = {}, path = ':memory:'): Promise<LicenceBench> {
    const clock = new ManualClock();
    const bench = new LicenceBench(await openBankDatabase(path, clock), clock);
    await bench.#fill({ ...defaultTerms, ...terms });
    return bench;
  }

  get now(): string {
    return timestamp(this.clock);
  }

  /** What the kiosk says of the disc. */
  async report(event: OrderReport['event']): Promise<void> {
    this.#reports += 1;
    const report = { sequence: this.#reports, at: this.now, event };
    const order = { orderId: benchOrderId, kioskId: kioskId };
    await this.reports.record(order, report, null, this.now, advanceLicence);
  }

  open(number: number, deviceNumber: number) {
    return this.viewings.open({
      viewingId: benchViewing(number),
      orderId: benchOrderId,
      deviceId: benchDevice(deviceNumber),
      now: this.now,
    });
  }

  /** @param minutes delivered to this viewing in all, of a title of two hours. */
  deliver(number: number, minutes: number) {
    return this.viewings.recordDelivery(benchViewing(number), {
      ticks: minutes * 60 * 90_000,
      totalTicks: 120 * 60 * 90_000,
      now: this.now,
    });
  }

  async events(): Promise<string[]> {
    const events = await this.licences.events(benchOrderId);
    return events.map(({ actor, event, from, to }) => `${event} by ${actor}: ${from} -> ${to}`);
  }

  close(): Promise<void> {
    return this.database.close();
  }

  async #fill(terms: LicenceTerms): Promise<void> {
    const at = this.now;
    await new Distributors(this.database).add({
      distributorId: 'ACME',
      name: 'Acme',
      key: Buffer.alloc(32, 1),
      createdAt: at,
    });
    await new Users(this.database).add({
      userId,
      member: '100001',
      cardHash: Buffer.alloc(32, 2),
      pinHash: '$argon2id$',
      createdAt: at,
    });
    const kiosks = new Kiosks(this.database);
    const codeHash = Buffer.alloc(32, 3);
    await kiosks.addCode({
      codeHash,
      distributorId: 'ACME',
      kioskName: 'Hall',
      expiresAt: '2026-02-01T00:00:00.000Z',
    });
    await kiosks.enrol(codeHash, { kioskId, publicKey: 'key' }, at);
    await this.database.db
      .insertInto('signing_keys')
      .values({
        key_id: 'manifest_1',
        purpose: 'manifest',
        private_key: Buffer.alloc(48, 4),
        created_at: at,
      })
      .execute();
    await this.orders.add({
      orderId: benchOrderId,
      titleId: 'a-film',
      userId,
      distributorId: 'ACME',
      kioskId: kioskId,
      proofId: 'proof',
      seed: Buffer.alloc(32, 5),
      signingKeyId: 'manifest_1',
      createdAt: at,
      terms,
    });
    for (let number = 0; number < 8; number += 1) {
      await this.devices.add({
        deviceId: benchDevice(number),
        userId,
        name: `Device ${number}`,
        keys: deviceKeys(number),
        enrolledAt: at,
      });
    }
  }
}

function deviceKeys(number: number) {
  const key = (name: string) => `${name}${number}`.padEnd(43, 'A');
  return {
    sign: key('sign'),
    seal: key('seal'),
    stick: { kty: 'EC', crv: 'P-256', x: key('x'), y: key('y') },
  } as const;
}
