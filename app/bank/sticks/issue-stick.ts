import type { KeyObject } from 'node:crypto';
import type { DeviceRecord } from '../../../db/bank/devices.ts';
import type { OrderRecord } from '../../../db/bank/orders.ts';
import type { StickDecision, StickRecord, Sticks } from '../../../db/bank/sticks.ts';
import type { Licences } from '../../../db/bank/licences.ts';
import type { StickCounter } from '../../contracts/stick-api.ts';
import { encodeIdentity } from '../../delivery/stick/age-identity.ts';
import { keyThumbprint } from '../../delivery/stick/compact-jws.ts';
import { stickKeysOf } from '../../delivery/stick/sealed-body.ts';
import { signLicence } from '../../delivery/stick/stick-licence.ts';
import { sealSecrets } from '../../delivery/stick/stick-secrets.ts';
import { type Clock, timestamp } from '../../foundation/clock.ts';
import { AppError } from '../../foundation/errors.ts';
import type { Randomness } from '../../foundation/randomness.ts';
import { admitStick } from '../../licences/stick.ts';
import type { LicenceFacts } from '../../licences/viewing.ts';
import { WorkLimit } from '../identity/work-limit.ts';
import type { MainStreamDescriber } from '../orders/describe-main-stream.ts';
import type { Catalogue } from '../orders/ports.ts';
import type { Complements } from '../viewing/ports.ts';
import { titleName } from '../viewing/title-name.ts';
import { viewingRefused } from '../viewing/viewing-refusals.ts';
import { describeBody, stickBody } from './stick-bodies.ts';

/** Bodies that are computed at once, a second or so of one core each. */
const AT_ONCE = 4;
/** For how long, and how often, a showing may be resumed. */
const POLICY = { resumeHours: 24, resumes: 24 } as const;

export interface IssueParts {
  readonly sticks: Sticks;
  readonly licences: Licences;
  readonly catalogue: Catalogue;
  readonly complements: Pick<Complements, 'openComplement'>;
  readonly describer: Pick<MainStreamDescriber, 'describe'>;
  /** P-256; signs licences of sticks. */
  readonly stickKey: KeyObject;
  readonly clock: Clock;
  readonly randomness: Randomness;
}

export interface WantedStick {
  readonly order: OrderRecord;
  readonly device: DeviceRecord;
  /** Null: at home, where the disc was shown. */
  readonly kioskId: string | null;
  readonly requestId: string;
  readonly showings: number;
  readonly counter: StickCounter | null;
}

/** What does not depend on how many sticks an order has had. */
interface MadeStick {
  readonly stickId: string;
  readonly secret: Uint8Array;
  readonly secrets: string;
  readonly body: StickRecord['body'];
  readonly mainStream: { readonly bytes: number; readonly sha256: string };
}

/** Makes the files of a stick, and takes its showings from the licence. */
export class StickIssuer {
  readonly #parts: IssueParts;
  readonly #limit = new WorkLimit(AT_ONCE);

  constructor(parts: IssueParts) {
    this.#parts = parts;
  }

  /** @throws AppError what a licence refuses; `WRONG_USER`, `STICK_REFUSED`, `BANK_BUSY`; what `Complements` throws. */
  async issue(wanted: WantedStick): Promise<StickRecord> {
    const { clock, licences, sticks } = this.#parts;
    const { device, kioskId, order, requestId } = wanted;
    if (order.userId !== device.userId) throw viewingRefused('WRONG_USER', null);
    const facts = await licences.facts(order.orderId);
    // Asked once before the work, and once more when the showings are taken.
    const refusal = facts === null ? null : this.#refusal(facts, wanted);
    if (refusal !== null) throw refusal;
    const made = await this.#limit.run(() => this.#make(wanted));
    const issued = await sticks.issue(
      {
        stickId: made.stickId,
        orderId: order.orderId,
        deviceId: device.deviceId,
        kioskId,
        requestId,
        secret: made.secret,
        secrets: made.secrets,
        body: made.body,
        now: timestamp(clock),
        hasDisc: kioskId === null,
      },
      (now, issue, isTrusted) => this.#decide(wanted, made, now, issue, isTrusted),
    );
    if (issued === null) throw viewingRefused('WRONG_DISC', null);
    if (issued.is === 'refused') throw issued.refusal;
    return issued.stick;
  }

  async #make({ device, order }: WantedStick): Promise<MadeStick> {
    const { complements, describer, randomness } = this.#parts;
    const stickId = `s_${Buffer.from(randomness.bytes(12)).toString('base64url')}`;
    const secret = randomness.bytes(32);
    const keys = stickKeysOf(secret);
    const secrets = await sealSecrets(
      {
        version: 1,
        stickId,
        identity: encodeIdentity(keys.identity),
        receiptSecret: Buffer.from(keys.receiptSecret).toString('base64url'),
      },
      device.keys.stick,
    );
    const body = await describeBody(stickBody(complements, order, secret));
    const { bytes, sha256 } = await describer.describe(order);
    return { stickId, secret, secrets, body, mainStream: { bytes, sha256 } };
  }

  #refusal(facts: LicenceFacts, { device, showings }: WantedStick): AppError | null {
    const { deviceId } = device;
    const decision = admitStick(facts, { deviceId, showings, now: timestamp(this.#parts.clock) });
    return decision.is === 'refused' ? viewingRefused(decision.why, decision.date) : null;
  }

  #decide(
    { counter, device, order, showings: asked }: WantedStick,
    made: MadeStick,
    facts: LicenceFacts,
    issue: number,
    isTrusted: boolean,
  ): StickDecision<AppError> {
    const { catalogue, clock, stickKey } = this.#parts;
    const { deviceId, keys, userId } = device;
    if (!isTrusted) {
      const message = 'A stick of this disc was rolled back; it gets no other. Watch it online.';
      const refusal = new AppError('STICK_REFUSED', message, { remedy: 'reject-input' });
      return { is: 'refused', refusal };
    }
    const now = timestamp(clock);
    const decision = admitStick(facts, { deviceId, showings: asked, now });
    if (decision.is === 'refused') {
      return { is: 'refused', refusal: viewingRefused(decision.why, decision.date) };
    }
    const { at, notAfter, showings } = decision;
    const licence = signLicence(
      {
        format: 'diptych-stick',
        version: 1,
        stickId: made.stickId,
        orderId: order.orderId,
        titleId: order.titleId,
        titleName: titleName(catalogue, order.titleId),
        userId,
        deviceId,
        deviceKeyThumbprint: keyThumbprint(keys.stick),
        issue,
        issuedAt: at,
        showings,
        notBefore: facts.terms.notBefore,
        notAfter,
        hoursAfterFirstShowing: facts.terms.hoursAfterFirstShowing,
        firstShowingAt: facts.firstShowingAt,
        mainStream: made.mainStream,
        body: made.body,
        policy: { ...POLICY },
        counter,
      },
      stickKey,
    );
    return { is: 'issued', licence, showings, at };
  }
}
