import { z } from 'zod';
import type { Place } from '../disc-robot/contract.ts';
import {
  address,
  baudRate,
  currency,
  modbusAddress,
  modbusUnit,
  opticalDevice,
  parity,
  program,
  realOpticalDevice,
  serialPort,
  slotCount,
  speed,
  usbId,
} from './fields.ts';

const driveSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('cdrskin'),
    device: opticalDevice,
    speed,
    program: program('cdrskin'),
  }),
  z.strictObject({
    driver: z.literal('growisofs'),
    device: realOpticalDevice,
    speed,
    programs: z
      .strictObject({
        growisofs: program('growisofs'),
        mediainfo: program('dvd+rw-mediainfo'),
        /** Looks at drives and moves their trays. */
        cdrskin: program('cdrskin'),
      })
      .prefault({}),
  }),
]);
export type DriveSettings = z.infer<typeof driveSchema>;

/** Where an exit or a bin of a robot leads. */
const place = z
  .string()
  .regex(/^(input|reject|retain|slot:([1-9]|1\d|2[0-4]))$/, {
    error: 'is no place: it is input, reject, retain, or a slot like slot:1',
  })
  .transform((text) => text as Place);

const robotSchema = z.discriminatedUnion('driver', [
  /** A robot without a body: it reaches every slot. */
  z.strictObject({
    driver: z.literal('simulated'),
    /** Whether there is a disc printer in it. */
    hasPrinter: z.boolean().optional(),
  }),
  z.strictObject({
    driver: z.literal('nimbie'),
    /** `usb`, or `simulated`. */
    port: z.enum(['usb', 'simulated']).default('usb'),
    /** Of its USB descriptor; needed where there are several. */
    serialNumber: z.string().min(1).optional(),
    acceptsTo: place.prefault('slot:1'),
  }),
  z.strictObject({
    driver: z.literal('amtren'),
    port: serialPort,
    baudRate: baudRate(9600),
    acceptsTo: place.prefault('slot:1'),
    hasPrinter: z.boolean().default(false),
  }),
  z.strictObject({
    driver: z.literal('aleratec'),
    port: serialPort,
    baudRate: baudRate(9600),
    /** Where each of its bins stands. */
    bins: z
      .record(z.string().regex(/^[1235]$/, { error: 'is no bin: they are 1, 2, 3 and 5' }), place)
      .prefault({ '1': 'input', '2': 'slot:1', '5': 'reject' }),
    /** Its parameters by number, as they were found when it was set up; sent where it has lost them. */
    parameters: z.record(z.string().regex(/^[1-9]\d*$/), z.int()).optional(),
  }),
  z.strictObject({
    driver: z.literal('manual'),
    /** How long a person may take over one move. */
    patienceMinutes: z.number().positive().max(1440).default(30),
  }),
]);
export type RobotSettings = z.infer<typeof robotSchema>;

const gateSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('kerong'),
    port: serialPort,
    baudRate: baudRate(19_200),
    /** At locks 0 and up. */
    slots: z.int().min(1).max(16),
  }),
  z.strictObject({
    driver: z.literal('yh'),
    port: serialPort,
    baudRate: baudRate(9600),
    /** As its switches say. */
    board: z.int().min(1).max(63).default(1),
    slots: slotCount,
  }),
  z.strictObject({
    driver: z.literal('winnsen'),
    port: serialPort,
    baudRate: baudRate(9600),
    station: z.int().min(1).max(255).default(1),
    slots: slotCount,
  }),
  z.strictObject({
    driver: z.literal('modbus'),
    port: serialPort,
    baudRate: baudRate(9600),
    parity,
    unit: modbusUnit.default(1),
    slots: z
      .array(
        z.strictObject({
          /** Releases the bolt. */
          coil: modbusAddress,
          closedInput: modbusAddress,
          itemInput: modbusAddress,
        }),
      )
      .min(1)
      .max(24),
  }),
]);
export type GateSettings = z.infer<typeof gateSchema>;

const readerSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('serial'),
    port: serialPort,
    baudRate: baudRate(9600),
    /** What people call it. */
    model: z.string().min(1).max(80).default('Serial scanner'),
  }),
  z.strictObject({
    driver: z.literal('pcsc'),
    socket: address(/^\/[\w./-]+$/, '/run/pcscd/pcscd.comm').default('/run/pcscd/pcscd.comm'),
    /** As pcscd calls it; the first one where it is left out. */
    reader: z.string().min(1).optional(),
  }),
  z.strictObject({
    driver: z.literal('hid'),
    /** `usb`, or `simulated`. */
    port: z.enum(['usb', 'simulated']).default('usb'),
    /** As `lsusb` lists them; MagTek's where they are left out. */
    vendorId: usbId.default('0801'),
    productId: usbId.default('0002'),
    /** Needed where there are several of its kind. */
    serialNumber: z.string().min(1).optional(),
    model: z.string().min(1).max(80).default('Magnetic stripe reader'),
  }),
]);
export type ReaderSettings = z.infer<typeof readerSchema>;

const printerSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('ipp'),
    url: address(/^(ipps?|https?):\/\/[^\s/]+(\/\S*)?$/, 'ipp://192.168.0.9/ipp/print'),
    /** As the printer lists it; A4 for jackets and 120 x 120 mm for labels where it is left out. */
    media: z.string().min(1).optional(),
  }),
  z.strictObject({
    driver: z.literal('lp'),
    /** As `lpstat -e` lists it. */
    queue: z.string().regex(/^[\w.-]+$/, { error: 'is no queue of CUPS' }),
    programs: z
      .strictObject({ lp: program('lp'), lpstat: program('lpstat'), cancel: program('cancel') })
      .prefault({}),
    media: z.string().min(1).default('A4'),
  }),
]);
export type PrinterSettings = z.infer<typeof printerSchema>;

const serialConnection = { port: serialPort, baudRate: baudRate(9600) };
const connection = z.union([
  z.strictObject({ host: z.string().min(1), port: z.int().min(1).max(65_535) }),
  z.strictObject(serialConnection),
]);

/** What every disc of this machine costs. */
const price = z.strictObject({
  /** In the smallest unit of its currency: 499 is 4,99 €. */
  amount: z.int().min(1).max(999_999),
  currency,
});

const paymentSchema = z.discriminatedUnion('driver', [
  /** Discs are given away, or were paid elsewhere. */
  z.strictObject({ driver: z.literal('none') }),
  z.strictObject({
    driver: z.literal('zvt'),
    connection,
    currency,
    price,
    /** Whether money is held before a disc is made and taken when it was collected; else it is taken at once. */
    holds: z.boolean().default(true),
    /** How money that was held is taken: terminals know one way, or both. */
    captureBy: z.enum(['book-total', 'partial-reversal']).default('book-total'),
    /** Six digits, set in the terminal. */
    password: z.string().regex(/^\d{6}$/, { error: 'is no password: it is six digits' }),
  }),
  z.strictObject({
    driver: z.literal('mdb'),
    connection: z.strictObject({ port: serialPort, baudRate: baudRate(115_200) }),
    currency,
    price,
  }),
]);
export type PaymentSettings = z.infer<typeof paymentSchema>;

const signalsSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    driver: z.literal('modbus'),
    port: serialPort,
    baudRate: baudRate(9600),
    parity,
    unit: modbusUnit.default(1),
    /** Discrete inputs; what is not wired is left out. */
    inputs: z
      .strictObject({
        door: modbusAddress.optional(),
        tamper: modbusAddress.optional(),
        onBattery: modbusAddress.optional(),
        batteryLow: modbusAddress.optional(),
      })
      .prefault({}),
    /** An input register, and degrees Celsius for one of its steps. */
    temperature: z
      .strictObject({ register: modbusAddress, scale: z.number().positive().default(0.1) })
      .optional(),
    /** One coil a slot, in order. */
    lamps: z.strictObject({ firstCoil: modbusAddress }).optional(),
  }),
]);
export type SignalsSettings = z.infer<typeof signalsSchema>;

const simulationSchema = z.strictObject({
  /** How fast machinery goes: 1 as in life, 10 ten times as fast, or `unlimited`. */
  rate: z.union([z.literal('unlimited'), z.number().positive().max(10_000)]).default(10),
  /** Blank discs and sheets at the first opening. */
  blanks: z.int().min(0).max(600).default(50),
  paper: z.int().min(0).max(2000).default(100),
  /** What goes wrong: asked for when the machine is opened. */
  faults: z.array(z.string()).default([]),
});

/** All devices of one machine: `machine.json`. */
export const machineSettingsSchema = z.strictObject({
  drives: z.array(driveSchema).min(1).max(6),
  robot: robotSchema,
  gate: gateSchema,
  readers: z.array(readerSchema).min(1).max(8),
  printer: printerSchema,
  /** What prints on discs, reached through the place `printer`. */
  labelPrinter: printerSchema.optional(),
  payment: paymentSchema.prefault({ driver: 'none' }),
  signals: signalsSchema.optional(),
  simulation: simulationSchema.prefault({}),
});
export type MachineSettings = z.infer<typeof machineSettingsSchema>;

/** How many slots a gate has. */
export function slotsOf(gate: GateSettings): number {
  return gate.driver === 'modbus' ? gate.slots.length : gate.slots;
}
