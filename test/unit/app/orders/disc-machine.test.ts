import { expect, test } from 'vitest';
import {
  advanceDisc,
  placeOf,
  type DiscEvent,
  type DiscState,
} from '../../../../app/orders/disc-machine.ts';

const states: DiscState[] = [
  { at: 'onTransport' },
  { at: 'inDrive', drive: 2 },
  { at: 'blankConfirmed', drive: 2 },
  { at: 'writing', drive: 2 },
  { at: 'written', drive: 2 },
  { at: 'verifying', drive: 2 },
  { at: 'verified', drive: 2 },
  { at: 'staged', slot: 4 },
  { at: 'atExit', slot: 4 },
  { at: 'taken' },
  { at: 'rejected', reason: 'writeError' },
  { at: 'retained' },
  { at: 'unknown', last: 'gripper' },
];
const events: DiscEvent[] = [
  { is: 'loaded', drive: 2 },
  { is: 'foundBlank' },
  { is: 'writeStarted' },
  { is: 'writeDone' },
  { is: 'verifyStarted' },
  { is: 'verifyPassed' },
  { is: 'staged', slot: 4 },
  { is: 'presented' },
  { is: 'taken' },
  { is: 'putBack' },
  { is: 'rejected', reason: 'powerLoss' },
  { is: 'retained' },
  { is: 'lost' },
];

test('a disc goes through its life only as the table says', () => {
  const made = states.map((state) => {
    const ways = events.flatMap((event) => {
      const next = advanceDisc(state, event);
      return next === null ? [] : [`${event.is}>${next.at}`];
    });
    return `${state.at}: ${ways.join(' ')}`.trim();
  });
  expect(made).toEqual([
    'onTransport: loaded>inDrive rejected>rejected retained>retained lost>unknown',
    'inDrive: foundBlank>blankConfirmed rejected>rejected retained>retained lost>unknown',
    'blankConfirmed: writeStarted>writing rejected>rejected retained>retained lost>unknown',
    'writing: writeDone>written rejected>rejected retained>retained lost>unknown',
    'written: verifyStarted>verifying rejected>rejected retained>retained lost>unknown',
    'verifying: verifyPassed>verified rejected>rejected retained>retained lost>unknown',
    'verified: staged>staged rejected>rejected retained>retained lost>unknown',
    'staged: presented>atExit rejected>rejected retained>retained lost>unknown',
    'atExit: taken>taken putBack>staged retained>retained lost>unknown',
    'taken:',
    'rejected:',
    'retained:',
    'unknown: taken>taken rejected>rejected retained>retained',
  ]);
});

test('a disc that a start finds is what its drive says, and never blank once it was proven to be written', () => {
  const found = (as: 'blank' | 'complete') =>
    states.map((state) => advanceDisc(state, { is: 'found', drive: 1, as })?.at ?? '-').join(' ');
  expect([found('blank'), found('complete')]).toEqual([
    'inDrive inDrive inDrive inDrive - - - - - - - - -',
    '- - - written written written written - - - - - -',
  ]);
});

test('a lost disc remembers where it was last', () => {
  expect(states.map((state) => placeOf(state))).toEqual([
    'gripper',
    ...Array.from({ length: 6 }, () => 'tray:2'),
    'slot:4',
    'slot:4',
    'customer',
    'reject',
    'retain',
    'unknown',
  ]);
  expect(advanceDisc({ at: 'verifying', drive: 1 }, { is: 'lost' })).toEqual({
    at: 'unknown',
    last: 'tray:1',
  });
});
