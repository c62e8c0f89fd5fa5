import { milliseconds, minutes, type Milliseconds } from '../../../app/foundation/units.ts';

/** What the customer of a path does once an order is placed. */
type Errand =
  /** Comes when the disc is ready, and takes it. */
  | 'collects'
  /** Comes, lets the gate close again, comes a second time. */
  | 'dawdles'
  | 'neverComes'
  /** Presses cancel while the money is asked for. */
  | 'cancelsAtTerminal'
  /** Presses cancel as soon as the money is held. */
  | 'cancelsAfterPaying';

/** One story of one or two orders, from the choice of a film to the end. */
export interface Path {
  readonly drives: 1 | 2;
  readonly orders: 1 | 2;
  /** Faults that wait in the machine when the order is placed. */
  readonly faults: readonly string[];
  readonly errand: Errand;
  /** The bank is away from the moment at which the first order is so, for two minutes. */
  readonly bankAwayFrom: 'paying' | 'producing' | 'presenting' | null;
  /** What becomes of each order where nothing is cut off. */
  readonly end: 'disc' | 'money' | 'either';
}

const plain: Path = {
  drives: 1,
  orders: 1,
  faults: [],
  errand: 'collects',
  bankAwayFrom: null,
  end: 'disc',
};

/** Every path of which power cuts are made. */
export const paths = {
  happy: plain,
  'blank-refused': { ...plain, faults: ['drive.not-blank'] },
  'write-error': { ...plain, faults: ['drive.write-error@5'] },
  'verify-mismatch': { ...plain, faults: ['drive.verify-mismatch@5'] },
  'drive-out-of-use': {
    ...plain,
    drives: 2,
    faults: ['drive1.write-error@2', 'drive1.write-error@3'],
  },
  'three-bad-discs': {
    ...plain,
    faults: ['drive.write-error@2', 'drive.write-error@3', 'drive.write-error@4'],
    end: 'money',
  },
  'no-paper': { ...plain, faults: ['printer.paper-out'] },
  'lost-in-pick': { ...plain, faults: ['robot.disc-dropped'], end: 'money' },
  'lost-in-stage': { ...plain, faults: ['robot.disc-dropped#2'], end: 'money' },
  'gate-jammed': { ...plain, faults: ['gate.jammed-closed'] },
  'not-taken': { ...plain, errand: 'dawdles' },
  'hold-passed': { ...plain, errand: 'neverComes', end: 'money' },
  declined: { ...plain, faults: ['payment.declined'], end: 'money' },
  'hold-reply-lost': { ...plain, faults: ['payment.lost-answer'] },
  'capture-reply-lost': { ...plain, faults: ['payment.lost-answer#2'] },
  'bank-away-before': { ...plain, bankAwayFrom: 'paying' },
  'bank-away-burning': { ...plain, bankAwayFrom: 'producing' },
  'bank-away-presenting': { ...plain, bankAwayFrom: 'presenting' },
  'cancel-at-terminal': { ...plain, errand: 'cancelsAtTerminal', end: 'money' },
  // It comes in time, or the disc is begun already.
  'cancel-after-paying': { ...plain, errand: 'cancelsAfterPaying', end: 'either' },
  'two-orders': { ...plain, drives: 2, orders: 2 },
} as const satisfies Record<string, Path>;
export type PathName = keyof typeof paths;
export const pathNames = Object.keys(paths) as PathName[];

/** Contents of the machine at its first making. */
export const contents = { slots: 3, blanks: 8, paper: 20 } as const;
/** Sectors of every disc. */
export const SECTORS = 24;
/** How long a finished disc is kept. */
export const HOLD: Milliseconds = minutes(15);
/** How long the gate stays open. */
export const TAKE_WITHIN: Milliseconds = milliseconds(30_000);
