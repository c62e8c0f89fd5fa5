import { z } from 'zod';

/** A person who looks after a machine. Opaque, as customers are. */
export const staffIdSchema = z.string().regex(/^s_[A-Za-z0-9_-]{10,32}$/);

/**
 * What a person may do besides looking: `exchange` loads and empties and counts; `repair` clears jams, returns the machine to work,
 * swaps drives; `settle` ends orders and payments in doubt and hands out by hand; `test` makes, prints and gives out what is not
 * sold; `keep` copies and restores the records; `people` says who may do what; `retire` wipes the machine.
 */
export const staffRights = [
  'exchange',
  'test',
  'repair',
  'settle',
  'keep',
  'people',
  'retire',
] as const;
export const staffRightSchema = z.enum(staffRights);
export type StaffRight = z.infer<typeof staffRightSchema>;

/** What is typed: digits alone, for the keys of a touchscreen. */
export const staffNumberSchema = z.string().regex(/^\d{3,8}$/);
export const staffPinSchema = z.string().regex(/^\d{4,8}$/);
export const staffNameSchema = z.string().trim().min(1).max(40);

/** Who is signed in. */
export const actorSchema = z.strictObject({
  /** Null: no person, but whoever may read the machine's own files; it may do everything. */
  staffId: staffIdSchema.nullable(),
  name: z.string(),
  rights: z.array(staffRightSchema),
});
export type Actor = z.infer<typeof actorSchema>;

/** A person proves who they are: by the number, or by the badge that the reader read last, and always by the PIN. */
export const staffSignInSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('number'), number: staffNumberSchema, pin: staffPinSchema }),
  z.strictObject({ by: z.literal('badge'), pin: staffPinSchema }),
]);
export type StaffSignIn = z.infer<typeof staffSignInSchema>;

/**
 * Says that a person touched the panel since the last request: `x-staff-touch: 1`. A session lives on by it, and by every act;
 * what the panel asks by itself, to show how the machine is, goes without it and keeps nobody signed in.
 */
export const staffTouchHeader = 'x-staff-touch';

export const staffSessionSchema = z.strictObject({
  /** For `Authorization: Bearer`; in the machine's memory only, void after so long without a touch ({@link staffTouchHeader}). */
  token: z.string().min(1),
  idleSeconds: z.int().positive(),
  actor: actorSchema,
});
export type StaffSession = z.infer<typeof staffSessionSchema>;

/** The person of a demonstration, whose PIN everybody knows: on machines of simulated devices alone. */
export const demonstrationStaffId = 's_demonstration';

/** One of those who look after the machine, for whoever may say who does. */
export const staffMemberSchema = z.strictObject({
  staffId: staffIdSchema,
  number: staffNumberSchema,
  name: staffNameSchema,
  rights: z.array(staffRightSchema),
  hasBadge: z.boolean(),
  isLocked: z.boolean(),
});
export type StaffMember = z.infer<typeof staffMemberSchema>;
