import { z } from 'zod';
import { instantSchema, orderCodeSchema, orderIdSchema } from './identifiers.ts';
import { machineViewSchema } from './kiosk-view.ts';
import { moneySchema } from './money.ts';
import {
  discPlaceSchema,
  keepingSchema,
  machineTestSchema,
  maintenanceModeSchema,
  openJobSchema,
  storageUnitSchema,
  unfinishedOrderSchema,
} from './panel-view.ts';
import { actorSchema } from './staff.ts';

export { type MaintenanceAct, maintenanceActSchema } from './panel-acts.ts';

export const deviceKinds = [
  'drive',
  'robot',
  'gate',
  'reader',
  'printer',
  'labelPrinter',
  'payment',
  'signals',
] as const;

/** One device of the machine, for whoever looks after it. */
export const deviceReportSchema = z.strictObject({
  /** `drive1`, `robot`, `reader2`. */
  name: z.string(),
  kind: z.enum(deviceKinds),
  driver: z.string(),
  address: z.string(),
  model: z.string(),
  isNeeded: z.boolean(),
  health: z.string(),
  /** What is wrong, in a sentence; empty where nothing is. */
  reason: z.string(),
  /** What it says of itself: `tray closed`, `input 42 of 100`. */
  facts: z.array(z.string()),
  /** Whether it does its part of the next order: it works, and has what it needs. */
  isReady: z.boolean(),
  /** What a person may do about it, in a sentence; empty where it is ready. */
  advice: z.string(),
});
export type DeviceReport = z.infer<typeof deviceReportSchema>;

/** An order whose disc nobody knows the place of: a person has to look. */
const doubtfulOrderSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  was: z.enum(['producing', 'presenting', 'notTaken']),
  slot: z.int().positive(),
  since: instantSchema,
  /**
   * When its user first played the disc at home, by the bank's word, though the machine never offered it: one of the two is
   * wrong. Null: nothing speaks against what the machine knows. A disc that was offered settles its order by being played.
   */
  playedAt: instantSchema.nullable(),
});

/** A payment that nobody knows the end of, or that its terminal will not end: a person has to look. */
const doubtfulPaymentSchema = z.strictObject({
  orderId: orderIdSchema,
  code: orderCodeSchema,
  money: moneySchema,
  /** What was asked of the terminal. */
  during: z.enum(['authorise', 'capture', 'release']),
  /** The terminal refused; otherwise it is still being asked what became of it. */
  isRefused: z.boolean(),
});

/** All that the people who look after a machine need to see at once. */
export const maintenanceViewSchema = z.strictObject({
  now: instantSchema,
  mode: machineViewSchema.shape.mode,
  ordersClosed: machineViewSchema.shape.ordersClosed,
  pickUpClosed: machineViewSchema.shape.pickUpClosed,
  devices: z.array(deviceReportSchema),
  /** The move that the machine asks of a person; null where a robot moves discs, or nothing is to be moved. */
  task: z.strictObject({ number: z.int().positive(), from: z.string(), to: z.string() }).nullable(),
  /** Why no disc is moved any more until `return-to-work`; null while discs are moved. */
  robotFault: z.string().nullable(),
  /** Drives that are not used until `return-to-work`, with the error's code. */
  drivesOutOfUse: z.array(z.strictObject({ drive: z.int().positive(), reason: z.string() })),
  doubtfulOrders: z.array(doubtfulOrderSchema),
  doubtfulPayments: z.array(doubtfulPaymentSchema),
  blockedSlots: z.array(z.strictObject({ slot: z.int().positive(), reason: z.string() })),
  /** Names of faults that a simulated machine can be asked for; empty where all devices are real. */
  faults: z.array(z.string()),
  /** Who asks. */
  actor: actorSchema,
  kioskName: z.string(),
  maintenance: maintenanceModeSchema,
  units: z.array(storageUnitSchema),
  /** Where every disc is that is neither in a pile nor with a customer, and those that nobody knows the place of. */
  discs: z.array(discPlaceSchema),
  unfinished: z.array(unfinishedOrderSchema),
  /** The guided job that is under way; null where none is. */
  job: openJobSchema.nullable(),
  /** The last of each test, newest first. */
  tests: z.array(machineTestSchema),
  keeping: keepingSchema,
});
export type MaintenanceView = z.infer<typeof maintenanceViewSchema>;

/** Where a running kiosk's maintenance API is, and what opens it: `<data>/maintenance.json`, for its owner alone. */
export const maintenanceDoorSchema = z.strictObject({
  url: z.url(),
  token: z.string().min(1),
  /** The settings file of its devices; null where it has none, and all are simulated. */
  settings: z.string().nullable(),
});
export type MaintenanceDoor = z.infer<typeof maintenanceDoorSchema>;
export const maintenanceFile = 'maintenance.json';

/** The page of those who look after the machine, as a browser on it opens it. */
export function maintenancePage({ token, url }: Pick<MaintenanceDoor, 'token' | 'url'>): string {
  return `${url}/maintenance.html#token=${token}`;
}

/**
 * On the screens' port, loopback only, with `Authorization: Bearer` and the token of {@link maintenanceFile}, or the one of a
 * person who signed in. Refused: 401 `MAINTENANCE_REFUSED` (the session is over: sign in again), 403
 * `MAINTENANCE_ORIGIN_REFUSED` (another page, or another name for this machine, asks). Errors are `wireErrorSchema`.
 *
 * A person's session ends after so long without an act and without a request that carries `staffTouchHeader`.
 */
export const maintenanceRoutes = {
  /** GET: {@link maintenanceViewSchema}. */
  view: '/maintenance/view',
  /** POST a {@link maintenanceActSchema}; answers with the view after it. Refused besides: 403 `STAFF_RIGHT_MISSING`. */
  acts: '/maintenance/acts',
  /** POST a `staffSignInSchema`, without a token; answers with a `staffSessionSchema`. Refused: 403 `STAFF_REFUSED` (with `attemptsLeft`), 409 `STAFF_LOCKED` (with `until`), `BADGE_NOT_SEEN`. */
  signIn: '/maintenance/sign-in',
  /** POST: the session ends. Answers 204, also to the machine's own token, which stays good. */
  signOut: '/maintenance/sign-out',
  /** GET: an array of `staffMemberSchema`. Needs `people`. */
  people: '/maintenance/people',
  /** GET `?from=&to=` (instants; by default since the last closed shift until now): `shiftReportSchema`. */
  shift: '/maintenance/shift',
  /** GET: an array of `driveWearSchema`, the last 30 days. */
  wear: '/maintenance/wear',
  /** GET `?order=<code>&before=<number>`: `panelEventsSchema`, newest first, 100 at most. */
  events: '/maintenance/events',
  /** GET: `auditSchema`. */
  audit: '/maintenance/audit',
} as const;
