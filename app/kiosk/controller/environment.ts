import { z } from 'zod';
import { AppError } from '../../foundation/errors.ts';

/** What the process is told from outside: `DIPTYCH_*`. */
const environmentSchema = z.object({
  /** Where everything of this kiosk is kept. */
  DIPTYCH_DATA: z.string().min(1),
  /** Port of the screens' page on the loopback; 0 takes a free one. */
  DIPTYCH_KIOSK_PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  DIPTYCH_BANK_URL: z.url(),
  /** Needed on the first start. */
  DIPTYCH_ENROLMENT_CODE: z.string().min(8).max(64).optional(),
  /** The settings file of the devices; by default `machine.json` of the data folder, else all devices are simulated. */
  DIPTYCH_MACHINE: z.string().min(1).optional(),
  /** Of a machine without settings, all of whose devices are simulated: how fast its machinery goes: 1 as in life, or `unlimited`. */
  DIPTYCH_BURN_RATE: z
    .union([z.literal('unlimited'), z.coerce.number().positive().max(10_000)])
    .default(10),
  /** Multiple of 1 385 kB/s that the recorders are asked for. */
  DIPTYCH_BURN_SPEED: z.coerce.number().positive().max(24).default(8),
  DIPTYCH_DRIVES: z.coerce.number().int().min(1).max(6).default(2),
  DIPTYCH_SLOTS: z.coerce.number().int().min(1).max(16).default(8),
  /** Blank discs and sheets that it has when it is new. */
  DIPTYCH_BLANKS: z.coerce.number().int().min(0).max(600).default(50),
  DIPTYCH_PAPER: z.coerce.number().int().min(0).max(2000).default(100),
  /** How long the gate stays open, and how long a finished disc is kept. */
  DIPTYCH_TAKE_SECONDS: z.coerce.number().positive().max(600).default(30),
  DIPTYCH_HOLD_HOURS: z.coerce.number().positive().max(720).default(24),
  /** How long an order may stay in doubt before its customer gets the money back. */
  DIPTYCH_SUSPECT_DAYS: z.coerce.number().positive().max(365).default(14),
  /** No disc is begun where it is warmer inside than so many degrees Celsius. */
  DIPTYCH_MAXIMUM_CELSIUS: z.coerce.number().min(20).max(80).default(45),
  /** A second folder for copies of the records, as on another disk. */
  DIPTYCH_BACKUP: z.string().min(1).optional(),
  /** What the code on the jacket leads to; by default the bank's own address. */
  DIPTYCH_WATCH_URL: z.url().optional(),
  /** The screens' built pages; by default beside this program. */
  DIPTYCH_SCREENS: z.string().min(1).optional(),
  /** The program that stands in for cdrskin; by default beside this program. */
  DIPTYCH_STAND_IN: z.string().min(1).optional(),
  /** `number:PIN` of somebody who looks after a machine all of whose devices are simulated. */
  DIPTYCH_DEMONSTRATION_STAFF: z
    .string()
    .regex(/^\d{3,8}:\d{4,8}$/)
    .optional(),
  DIPTYCH_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
});
export type ControllerEnvironment = z.infer<typeof environmentSchema>;

/** @throws AppError `ENVIRONMENT_INVALID` that names what is wrong, and no value. */
export function parseEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): ControllerEnvironment {
  const parsed = environmentSchema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new AppError('ENVIRONMENT_INVALID', `Not set, or not usable: ${wrong.join(', ')}.`, {
    remedy: 'reject-input',
    context: { wrong },
  });
}
