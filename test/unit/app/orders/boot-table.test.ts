import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideAtBoot,
  nothingKnown,
  type ActAtBoot,
  type BootEvidence,
} from '../../../../app/orders/boot-table.ts';

/** Shorthand for evidence: what is named is known, all else is not. */
function seen(evidence: Partial<BootEvidence>): BootEvidence {
  return { ...nothingKnown, ...evidence };
}

const emptyHands = { gripper: 'empty', drive: 'noMedia' } as const;
const held = { gripper: 'holding', drive: 'noMedia' } as const;
const closedEmpty = { item: 'absent', shutter: 'closed' } as const;
const inside = { item: 'present', shutter: 'closed' } as const;
const notYetAtExit = { act: 'present', wasOpen: false, takenStored: false } as const;
const atExit = { act: 'present', wasOpen: true, takenStored: false } as const;

/** Last durable act, evidence at boot, row, decision. */
const table: readonly (readonly [ActAtBoot, Partial<BootEvidence>, string, string])[] = [
  [{ act: 'hold' }, {}, 'hold requested, no reply', 'askTerminal'],
  [{ act: 'fetch' }, {}, 'fetch begun, stream not whole', 'resumeFetch'],

  [{ act: 'pick' }, emptyHands, 'pick started, gripper empty, drive empty', 'neverLeft'],
  [{ act: 'pick' }, held, 'pick started, gripper holding', 'loadAndCheck'],
  [
    { act: 'pick' },
    { drive: 'noMedia', gripper: 'unknown' },
    'pick started, gripper unknown',
    'loadAndCheck',
  ],
  [{ act: 'pick' }, { drive: 'blank' }, 'pick started, disc in the drive, blank', 'writeSameDisc'],
  [
    { act: 'pick' },
    { drive: 'complete' },
    'pick started, disc in the drive, not blank',
    'rejectAndMakeAnew',
  ],
  [
    { act: 'pick' },
    { drive: 'complete', identity: 'another' },
    'pick started, disc in the drive, of another order',
    'rejectAndMakeAnew',
  ],
  [
    { act: 'pick' },
    { drive: 'other' },
    'pick started, disc in the drive, not blank',
    'rejectAndMakeAnew',
  ],
  [{ act: 'pick' }, {}, 'pick started, drive silent', 'missing'],
  [
    { act: 'pick' },
    { ...emptyHands, pile: 'fewer' },
    'pick started, disc gone from the pile, nothing found',
    'missing',
  ],

  [{ act: 'write' }, { drive: 'blank' }, 'load / write started, blank', 'writeSameDisc'],
  [
    { act: 'write' },
    { drive: 'appendable' },
    'write started, incomplete / appendable',
    'rejectAndMakeAnew',
  ],
  [{ act: 'write' }, { drive: 'complete' }, 'write / close started, complete', 'verifyInFull'],
  [
    { act: 'write' },
    { drive: 'complete', identity: 'another' },
    'write / close started, complete, of another order',
    'rejectAndMakeAnew',
  ],
  [{ act: 'write' }, { drive: 'other' }, 'write started, unreadable', 'rejectAndMakeAnew'],
  [{ act: 'write' }, emptyHands, 'write started, nothing found', 'missing'],
  [{ act: 'write' }, held, 'write started, gripper holds disc', 'loadAndCheck'],

  [{ act: 'verify' }, { drive: 'complete' }, 'verify started, any', 'verifyInFull'],
  [{ act: 'verify' }, { drive: 'appendable' }, 'verify started, any', 'verifyInFull'],
  [
    { act: 'verify' },
    { drive: 'complete', identity: 'another' },
    'verify started, disc of another order',
    'rejectAndMakeAnew',
  ],
  [{ act: 'verify' }, emptyHands, 'verify started, nothing found', 'missing'],

  [{ act: 'label' }, emptyHands, 'label started, not finished', 'rejectAndMakeAnew'],
  [
    { act: 'label' },
    { drive: 'complete', gripper: 'empty' },
    'label started, disc still in the drive',
    'verifyInFull',
  ],
  [{ act: 'label' }, held, 'label started, gripper holds it', 'loadAndCheck'],

  [{ act: 'print' }, { job: 'completed' }, 'jacket print started, job completed', 'goOn'],
  [{ act: 'print' }, { job: 'aborted' }, 'jacket print started, job aborted', 'printAgainMarked'],
  [{ act: 'print' }, { job: 'gone' }, 'jacket print started, job gone', 'printAgainMarked'],
  [{ act: 'print' }, {}, 'jacket print started, job unknown', 'printAgainMarked'],

  [
    { act: 'stage' },
    { ...emptyHands, ...inside, identity: 'ours' },
    'stage started, slot full, id matches',
    'staged',
  ],
  [
    { act: 'stage' },
    { ...emptyHands, ...inside },
    'stage started, slot full, id unproven',
    'missing',
  ],
  [
    { act: 'stage' },
    { ...held, ...closedEmpty },
    'stage started, gripper holds disc',
    'loadAndCheck',
  ],
  [
    { act: 'stage' },
    { drive: 'complete', gripper: 'empty', ...closedEmpty },
    'stage started, disc still in the drive',
    'verifyInFull',
  ],
  [
    { act: 'stage' },
    { drive: 'complete', gripper: 'empty', identity: 'unreadable', ...closedEmpty },
    'stage started, disc in the drive, not ours',
    'rejectAndMakeAnew',
  ],
  [
    { act: 'stage' },
    { drive: 'complete', gripper: 'empty', ...inside },
    'stage started, slot and drive full',
    'missing',
  ],
  [{ act: 'stage' }, { ...held, ...inside }, 'stage started, slot and gripper full', 'missing'],
  [{ act: 'stage' }, { ...emptyHands, ...closedEmpty }, 'stage started, nothing found', 'missing'],
  [{ act: 'staged' }, inside, 'stage started, slot full, id matches', 'staged'],
  [{ act: 'staged' }, {}, 'staged, slot has no sensor', 'staged'],
  [{ act: 'staged' }, closedEmpty, 'stage started, nothing found', 'missing'],

  [
    notYetAtExit,
    inside,
    'present started, not yet at exit, disc inside, door closed',
    'notPresented',
  ],
  [atExit, inside, 'at exit, not taken, exit sensor still covered', 'waitThenRetain'],
  [
    notYetAtExit,
    { item: 'present', shutter: 'open' },
    'at exit, not taken, exit sensor still covered',
    'waitThenRetain',
  ],
  [{ ...atExit, takenStored: true }, closedEmpty, 'at exit, taken event stored', 'fulfilled'],
  [atExit, closedEmpty, 'at exit, exit empty, no taken event', 'suspect'],
  [notYetAtExit, closedEmpty, 'at exit, exit empty, no taken event', 'suspect'],
  [atExit, {}, 'at exit, exit not to be seen', 'suspect'],

  [
    { act: 'reject' },
    { drive: 'appendable', gripper: 'empty' },
    'reject started, disc still where it was',
    'carryOn',
  ],
  [{ act: 'reject' }, held, 'reject started, gripper holds disc', 'carryOn'],
  [
    { act: 'reject' },
    { ...emptyHands, bin: 'oneMore' },
    'reject started, one more in the bin',
    'inBin',
  ],
  [{ act: 'reject' }, emptyHands, 'reject started, nothing found', 'lostOnTheWay'],
  [
    { act: 'clear' },
    { ...inside, gripper: 'empty' },
    'clear started, disc still where it was',
    'carryOn',
  ],
  [
    { act: 'clear' },
    { ...closedEmpty, gripper: 'empty', bin: 'oneMore' },
    'clear started, one more in the bin',
    'inBin',
  ],
  [
    { act: 'clear' },
    { ...closedEmpty, gripper: 'empty', bin: 'noMore' },
    'clear started, nothing found',
    'lostOnTheWay',
  ],

  [{ act: 'capture' }, {}, 'capture sent, no reply', 'askTerminal'],
  [{ act: 'release' }, {}, 'release sent, no reply', 'askTerminal'],
  [{ act: 'activate' }, {}, 'capture done, right not active', 'sendAgain'],
  [
    { act: 'remoteCommand', isIdempotent: false },
    {},
    'remote command running',
    'reportInterrupted',
  ],
  [
    { act: 'remoteCommand', isIdempotent: true },
    {},
    'remote command running, may be repeated',
    'sendAgain',
  ],
  [{ act: 'exchange' }, {}, 'staff exchange open', 'stayOutOfService'],
  [{ act: 'update', isCommitted: false }, {}, 'update running, not committed', 'rollBack'],
  [{ act: 'update', isCommitted: true }, {}, 'update running, committed', 'goOn'],
];

const acts: readonly ActAtBoot[] = [
  ...(['hold', 'capture', 'release', 'fetch', 'pick', 'write', 'verify', 'label'] as const),
  ...(['print', 'stage', 'staged', 'reject', 'clear', 'activate', 'exchange'] as const),
]
  .map((act): ActAtBoot => ({ act }))
  .concat(
    [true, false].flatMap((yes): ActAtBoot[] => [
      { act: 'remoteCommand', isIdempotent: yes },
      { act: 'update', isCommitted: yes },
      { act: 'present', wasOpen: yes, takenStored: false },
      { act: 'present', wasOpen: yes, takenStored: true },
    ]),
  );

const anyEvidence: fc.Arbitrary<BootEvidence> = fc.record({
  gripper: fc.constantFrom('empty', 'holding', 'unknown'),
  drive: fc.constantFrom('noMedia', 'blank', 'appendable', 'complete', 'other', 'unknown'),
  identity: fc.constantFrom('ours', 'another', 'unreadable', 'notRead'),
  item: fc.constantFrom('present', 'absent', 'unknown'),
  shutter: fc.constantFrom('closed', 'open', 'unknown'),
  job: fc.constantFrom('completed', 'aborted', 'gone', 'unknown'),
  bin: fc.constantFrom('oneMore', 'noMore', 'unknown'),
  pile: fc.constantFrom('fewer', 'asMany', 'unknown'),
});

/** What a decision does without the proof that it needs. */
function unprovenIn(act: ActAtBoot, evidence: BootEvidence): string[] {
  const { drive, gripper, identity, item, job } = evidence;
  const { remedy, row } = decideAtBoot(act, evidence);
  const needs: Record<string, boolean> = {
    'a row': row !== '',
    // The laser goes over a disc again only where the drive says that nothing is written on it.
    'a blank': remedy !== 'writeSameDisc' || drive === 'blank',
    // A disc is believed to be in its slot only where something is, or where no sensor could say so.
    'something in the slot': remedy !== 'staged' || item !== 'absent',
    'our disc in the slot': remedy !== 'staged' || act.act !== 'stage' || identity === 'ours',
    // An order goes on as if nothing had been begun only where nothing is anywhere.
    'nothing anywhere': remedy !== 'neverLeft' || (gripper === 'empty' && drive === 'noMedia'),
    'a disc to read': remedy !== 'verifyInFull' || (drive !== 'noMedia' && drive !== 'unknown'),
    'a sheet': remedy !== 'goOn' || act.act !== 'print' || job === 'completed',
  };
  return Object.entries(needs).flatMap(([name, isMet]) => (isMet ? [] : [name]));
}

describe('the decision table of a start', () => {
  test.each(table)('%j, %j: %s', (act, evidence, row, remedy) => {
    expect(decideAtBoot(act, seen(evidence))).toEqual({ row, remedy });
  });

  test('says something of every act and any evidence, and nothing is done again but by proof', () => {
    fc.assert(
      fc.property(fc.constantFrom(...acts), anyEvidence, (act, evidence) => {
        expect(unprovenIn(act, evidence)).toEqual([]);
      }),
      { seed: 20_261_121, numRuns: 4000 },
    );
  });

  test('never presents again, and never asks for money again, whatever the devices say', () => {
    const after = (kinds: readonly ActAtBoot['act'][]) => {
      const found = new Set<string>();
      fc.assert(
        fc.property(
          fc.constantFrom(...acts.filter(({ act }) => kinds.includes(act))),
          anyEvidence,
          (act, evidence) => void found.add(decideAtBoot(act, evidence).remedy),
        ),
        { seed: 20_261_121, numRuns: 2000 },
      );
      return [...found].toSorted();
    };
    expect(after(['present'])).toEqual(['fulfilled', 'notPresented', 'suspect', 'waitThenRetain']);
    expect(after(['hold', 'capture', 'release'])).toEqual(['askTerminal']);
  });

  test('is ready for another identification only where the disc is inside, its door is shut and never was open', () => {
    fc.assert(
      fc.property(fc.boolean(), fc.boolean(), anyEvidence, (wasOpen, takenStored, evidence) => {
        const { remedy } = decideAtBoot({ act: 'present', wasOpen, takenStored }, evidence);
        const isProven =
          !wasOpen && !takenStored && evidence.item === 'present' && evidence.shutter === 'closed';
        expect(remedy === 'notPresented').toBe(isProven);
      }),
      { seed: 20_261_121, numRuns: 1000 },
    );
  });
});
