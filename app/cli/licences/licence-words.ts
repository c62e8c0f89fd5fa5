import type {
  LicenceAccount,
  LicenceEventRecord,
  LicenceSummary,
} from '../../bank/licence-desk.ts';
import type { LicenceState } from '../../contracts/licence.ts';
import { alignColumns } from '../terminal/columns.ts';
import { orderCode } from '../../foundation/order-code.ts';

const TICKS_A_MINUTE = 90_000 * 60;

/** `2026-01-01 12:00 UTC`. */
export function instantWords(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

const eventWords: Readonly<Record<LicenceEventRecord['event'], string>> = {
  ordered: 'The order was made',
  burning: 'Its disc is burned',
  verified: 'Its disc was checked',
  ready: 'Its disc lies ready',
  presented: 'Its disc was offered',
  taken: 'Its disc was taken',
  'not-taken': 'Its disc was not taken',
  failed: 'The kiosk could make no disc',
  cancelled: 'The order was cancelled',
  'first-playback': 'Its disc was played for the first time, by who bought it',
  revoke: 'The licence was revoked',
  return: 'The licence was returned',
  expire: 'The licence has reached its end',
  'terms-changed': 'Other terms were given',
  'device-added': 'Another device was used',
  'showing-begun': 'A showing began',
  'showing-counted': 'The showing counts',
  'stick-issued': 'A stick was written',
  'stick-receipts': 'A stick’s receipts came in',
  'stick-returned': 'A stick was returned',
  'stick-rolled-back': 'A stick came in older than it was',
};

const stateWords: Readonly<Record<LicenceState, string>> = {
  ready: 'Ready, not played yet',
  active: 'Active',
  expired: 'Expired',
  revoked: 'Revoked',
  returned: 'Returned',
  cancelled: 'Cancelled',
};

/** One line a licence. */
export function listLines(licences: readonly LicenceSummary[]): string[] {
  return alignColumns(
    licences.map(({ changedAt, member, orderId, state, titleId }) => [
      orderCode(orderId),
      member,
      titleId,
      state,
      `since ${instantWords(changedAt)}`,
    ]),
  );
}

/** Everything of a licence, in lines for a person. */
export function accountLines(account: LicenceAccount, titleName: string): string[] {
  const { devices, events, licence, playing, showings } = account;
  const { endsAt, showingsLeft, showingsUsed } = licence;
  const left = showingsLeft === null ? 'no limit' : `${showingsLeft} left`;
  return [
    `${licence.code}  ${titleName}  (${licence.orderId})`,
    `${stateWords[licence.state]}, since ${instantWords(licence.changedAt)}.`,
    `Showings: ${showingsUsed} counted, ${left}.`,
    ...(endsAt === null ? [] : [`Ends ${instantWords(endsAt)}.`]),
    '',
    'Terms',
    ...termsLines(licence.terms),
    ...section(
      'Playing now',
      playing.map(({ device, placeUntil, since }) => [
        device,
        `since ${instantWords(since)}`,
        `place kept until ${instantWords(placeUntil)}`,
      ]),
    ),
    ...section(
      'Showings',
      showings.map(({ begunAt, countedAt, deliveredTicks }) => [
        `begun ${instantWords(begunAt)}`,
        countedAt === null ? 'does not count' : `counts since ${instantWords(countedAt)}`,
        `${Math.floor(deliveredTicks / TICKS_A_MINUTE)} min sent`,
      ]),
    ),
    ...section(
      'Devices',
      devices.map(({ deviceId, name }) => [name, deviceId]),
    ),
    ...section(
      'History',
      events.map(({ actor, at, detail, event }) => [
        instantWords(at),
        `${eventWords[event]}.`,
        detail === null ? `by ${actor}` : `by ${actor}: ${detail}`,
      ]),
    ),
  ];
}

function termsLines(terms: LicenceAccount['licence']['terms']): string[] {
  const { devices, hoursAfterFirstShowing, notAfter, notBefore, players, showings } = terms;
  return [
    showings === null ? 'any number of showings' : `${showings} showings`,
    ...(notBefore === null ? [] : [`not before ${instantWords(notBefore)}`]),
    ...(notAfter === null ? [] : [`not after ${instantWords(notAfter)}`]),
    ...(hoursAfterFirstShowing === null
      ? []
      : [`${hoursAfterFirstShowing} hours after the first showing`]),
    `${devices} devices, ${players.limit} playing at once`,
    `a silent player keeps its place for ${players.intervalSeconds + players.graceSeconds} s`,
  ].map((line) => `  ${line}`);
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...alignColumns(rows).map((line) => `  ${line}`)];
}
