import { z } from 'zod';
import { discIdSchema, orderIdSchema } from './identifiers.ts';
import { guidedJobSchema, jobSteps, unitNameSchema } from './panel-view.ts';
import {
  staffIdSchema,
  staffNameSchema,
  staffNumberSchema,
  staffPinSchema,
  type StaffRight,
  staffRightSchema,
} from './staff.ts';

const drive = z.int().positive();
const slot = z.int().positive();
/** Why, in the person's own words: it stands in the events. */
const reason = z.string().trim().min(3).max(200);

/** What the people who look after a machine tell it. */
export const maintenanceActSchema = z.discriminatedUnion('act', [
  /** What a person found out about a doubtful order. `inMachine`: they found the disc and keep it; nobody gets it. */
  z.strictObject({
    act: z.literal('settle-order'),
    orderId: orderIdSchema,
    disc: z.enum(['withCustomer', 'inMachine']),
  }),
  /** What a person found out, and settled, about a doubtful payment: has the customer paid? */
  z.strictObject({
    act: z.literal('settle-payment'),
    orderId: orderIdSchema,
    outcome: z.enum(['paid', 'notPaid']),
  }),
  /** The slot was emptied by hand; its disc is kept and given to nobody. Refused while a sensor sees something in it. */
  z.strictObject({ act: z.literal('clear-slot'), slot }),
  /** A disc that the machine lost was found: it lies with the discs that nobody gets. */
  z.strictObject({ act: z.literal('keep-disc'), discId: discIdSchema }),
  /** Somebody has looked at the robot and the drives: they are used again, if the robot says that it is free. */
  z.strictObject({ act: z.literal('return-to-work') }),
  z.strictObject({
    act: z.literal('answer-task'),
    number: z.int().positive(),
    answer: z.enum(['done', 'sourceEmpty', 'destinationFull', 'stuck', 'dropped']),
  }),
  /** Of a simulated machine: `drive.write-error@20000`, `clear`, `empty`. */
  z.strictObject({ act: z.literal('inject-fault'), fault: z.string().min(1).max(80) }),

  /** Keeps customers out as soon as what runs has ended. */
  z.strictObject({ act: z.literal('enter-maintenance') }),
  z.strictObject({ act: z.literal('leave-maintenance') }),

  z.strictObject({ act: z.literal('begin-job'), job: guidedJobSchema, drive: drive.nullable() }),
  /**
   * That step is done; refused where it is not the one of now, so that a second touch goes no further. `count` at the step of
   * that name: what was counted; null: it cannot be counted.
   */
  z.strictObject({
    act: z.literal('go-on'),
    number: z.int().positive(),
    step: z.enum(jobSteps),
    count: z.int().nonnegative().max(5000).nullable(),
  }),
  /** Breaks the job off: its unit stays unknown until somebody counts. */
  z.strictObject({ act: z.literal('leave-job'), number: z.int().positive() }),
  /** What a person counted; null: they cannot. The difference goes to the ledger with their name. */
  z.strictObject({
    act: z.literal('recount'),
    unit: unitNameSchema,
    count: z.int().nonnegative().max(5000).nullable(),
    reason,
  }),

  /** A disc that is not sold: written, read back, rejected. */
  z.strictObject({ act: z.literal('test-burn'), drive }),
  z.strictObject({ act: z.literal('test-print') }),
  /** Opens a slot in which nothing of a customer lies, and waits for it to be shut. */
  z.strictObject({ act: z.literal('test-dispense'), slot }),

  /** Goes on where it stopped; what was made is kept. */
  z.strictObject({ act: z.literal('resume-order'), orderId: orderIdSchema }),
  /** Its discs are given up and it is made anew. */
  z.strictObject({ act: z.literal('restart-order'), orderId: orderIdSchema }),
  /** Nobody gets a disc; what is held of the customer is given back. */
  z.strictObject({ act: z.literal('give-up-order'), orderId: orderIdSchema, reason }),
  /** The person has given the customer the disc by hand. */
  z.strictObject({ act: z.literal('hand-out-order'), orderId: orderIdSchema, reason }),

  /** The counters that count since the last reset begin anew. */
  z.strictObject({ act: z.literal('close-shift') }),
  z.strictObject({ act: z.literal('print-shift') }),
  /** Copies the records, while the machine goes on. */
  z.strictObject({ act: z.literal('back-up') }),
  /** Puts a copy in the place of the records: the machine starts again with it. */
  z.strictObject({ act: z.literal('restore'), name: z.string().regex(/^[\w.-]{1,80}$/) }),
  /** The records are damaged or gone and no copy will do: sets them aside and begins empty. `code`: the kiosk's own name, typed. */
  z.strictObject({ act: z.literal('begin-anew'), code: z.string() }),
  /** Wipes keys and records; the machine never sells again. `code`: the kiosk's own name, typed. */
  z.strictObject({ act: z.literal('retire'), code: z.string() }),

  z.strictObject({
    act: z.literal('add-person'),
    number: staffNumberSchema,
    name: staffNameSchema,
    pin: staffPinSchema,
    rights: z.array(staffRightSchema),
    /** Whether the badge that the reader read last is theirs. */
    takesBadge: z.boolean(),
  }),
  z.strictObject({
    act: z.literal('change-person'),
    staffId: staffIdSchema,
    /** Left as they are where they are left out. */
    pin: staffPinSchema.optional(),
    rights: z.array(staffRightSchema).optional(),
    takesBadge: z.boolean().optional(),
  }),
  z.strictObject({ act: z.literal('remove-person'), staffId: staffIdSchema }),
]);
export type MaintenanceAct = z.infer<typeof maintenanceActSchema>;
export type MaintenanceActName = MaintenanceAct['act'];

/** What a person needs for each act; the machine's own token has every right. */
export const rightOfAct: Readonly<Record<MaintenanceActName, StaffRight>> = {
  'settle-order': 'settle',
  'settle-payment': 'settle',
  'clear-slot': 'repair',
  'keep-disc': 'repair',
  'return-to-work': 'repair',
  'answer-task': 'exchange',
  'inject-fault': 'test',
  'enter-maintenance': 'exchange',
  'leave-maintenance': 'exchange',
  'begin-job': 'exchange',
  'go-on': 'exchange',
  'leave-job': 'exchange',
  recount: 'exchange',
  'test-burn': 'test',
  'test-print': 'test',
  'test-dispense': 'test',
  'resume-order': 'settle',
  'restart-order': 'settle',
  'give-up-order': 'settle',
  'hand-out-order': 'settle',
  'close-shift': 'exchange',
  'print-shift': 'exchange',
  'back-up': 'keep',
  restore: 'keep',
  'begin-anew': 'retire',
  retire: 'retire',
  'add-person': 'people',
  'change-person': 'people',
  'remove-person': 'people',
};

/** Jobs that need `repair` besides `exchange`. */
export const repairJobs: readonly z.infer<typeof guidedJobSchema>[] = ['clear-jam', 'swap-drive'];
