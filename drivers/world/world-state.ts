import { z } from 'zod';

const count = z.int().min(0);
const ordinal = z.int().min(1);

/** Where a disc is: exactly one place at a time. Everything is counted from 1, piles from the bottom. */
export const placeSchema = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('input'), position: ordinal }),
  z.strictObject({ at: z.literal('gripper') }),
  /** The tray of the disc printer inside a robot. */
  z.strictObject({ at: z.literal('printer') }),
  z.strictObject({ at: z.literal('tray'), drive: ordinal }),
  z.strictObject({ at: z.literal('slot'), slot: ordinal }),
  z.strictObject({ at: z.literal('reject'), position: ordinal }),
  z.strictObject({ at: z.literal('retain'), position: ordinal }),
  /** In a customer's hands; `position` is the order of taking. */
  z.strictObject({ at: z.literal('taken'), slot: ordinal, position: ordinal }),
  /** Dropped inside the machine: an attendant must look for it. */
  z.strictObject({ at: z.literal('floor'), position: ordinal }),
]);
export type DiscPlace = z.infer<typeof placeSchema>;

export const discSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  type: z.enum(['DVD-R', 'DVD+R']),
  /** What the disc says of its maker, the same for a whole spindle. */
  batch: z.string(),
  state: z.enum(['blank', 'writing', 'coaster', 'good']),
  /** Whether a drive finds the disc blank, to be continued, or closed. */
  session: z.enum(['none', 'open', 'closed']),
  /** False where no drive sees a medium in it. */
  recognised: z.boolean(),
  /** False for a pressed disc among the blanks. */
  recordable: z.boolean(),
  /** Sectors that its content file holds. */
  sectors: count,
  /** Sectors that cannot be read back. */
  unreadable: z.array(count),
  place: placeSchema,
});
export type Disc = z.infer<typeof discSchema>;

export const traySchema = z.strictObject({
  position: z.enum(['open', 'closed']),
  /** PREVENT MEDIUM REMOVAL is in force. */
  locked: z.boolean(),
  /** The motor does not move it, until somebody clears it. */
  stuck: z.boolean(),
});

const printerSchema = z.strictObject({
  sheets: count,
  condition: z.enum(['ready', 'jammed', 'stopped', 'toner-out']),
  /** Number of the last job. */
  jobs: count,
});

export const pendingFaultSchema = z.strictObject({
  name: z.string(),
  /** The unit that it is meant for: drive 2, slot 3; null for the next one to come. */
  unit: ordinal.nullable(),
  /** What the fault needs to know: a sector, say. */
  value: count.nullable(),
  /** Happens at the n-th occasion from now. */
  occasion: ordinal,
});
export type PendingFault = z.infer<typeof pendingFaultSchema>;

/** One booking of a payment terminal. Nothing is ever taken out of its ledger: it shows all that money was asked to do. */
export const paymentBookingSchema = z.strictObject({
  receipt: ordinal,
  kind: z.enum(['hold', 'charge', 'capture', 'release']),
  /** The receipt of what is captured or released; null for a hold and for a charge. */
  of: ordinal.nullable(),
  /** In the smallest unit of the terminal's currency. */
  amount: count,
});
export type PaymentBooking = z.infer<typeof paymentBookingSchema>;

const signalsSchema = z.strictObject({
  /** The signal board answers. */
  answers: z.boolean(),
  /** The service door. */
  door: z.enum(['open', 'closed']),
  tampered: z.boolean(),
  power: z.enum(['mains', 'battery', 'low']),
  celsius: z.number(),
});

/** All that is so about a simulated machine; this is `world.json`. */
export const worldStateSchema = z.strictObject({
  version: z.literal(1),
  serial: count,
  discs: z.array(discSchema),
  trays: z.array(traySchema),
  slots: z.array(
    z.strictObject({
      door: z.enum(['open', 'closed']),
      /** The bolt, or the door, does not move. */
      jammed: z.boolean(),
    }),
  ),
  /** The lock board answers. */
  gateAnswers: z.boolean(),
  printer: printerSchema,
  /** The printer inside the robot that prints on discs; its sheets are prints that its ribbon is good for. */
  labelPrinter: printerSchema.default({ sheets: 1000, condition: 'ready', jobs: 0 }),
  /** The ledger of the payment terminal, oldest first. */
  payments: z.array(paymentBookingSchema).default([]),
  /** The cabinet itself, as its sensors feel it. */
  signals: signalsSchema.default({
    answers: true,
    door: 'closed',
    tampered: false,
    power: 'mains',
    celsius: 25,
  }),
  faults: z.array(pendingFaultSchema),
  /** Devices whose cable is pulled, or whose power is off: `gate:1`, `drive:2`. */
  away: z.array(z.string()).default([]),
});
export type WorldState = z.infer<typeof worldStateSchema>;

/** The pile that a place belongs to, and the name of one place in it, unlike every other's. */
export function placeName(place: DiscPlace): string {
  if (place.at === 'gripper' || place.at === 'printer') return place.at;
  if (place.at === 'tray') return `tray:${place.drive}`;
  if (place.at === 'slot') return `slot:${place.slot}`;
  return `${place.at}:${place.position}`;
}
