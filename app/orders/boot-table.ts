import { unreachable } from '../foundation/errors.ts';

/** What was begun last before the power went, as the journal tells it. */
export type ActAtBoot =
  /** The terminal was asked to hold, to take or to give back money. */
  | { readonly act: 'hold' | 'capture' | 'release' }
  | { readonly act: 'fetch' }
  | { readonly act: 'pick' }
  /** The disc lay in its drive: it was to be written, or was being written or closed. */
  | { readonly act: 'write' }
  /** It was written, or proven; it had not left its drive. */
  | { readonly act: 'verify' }
  | { readonly act: 'label' }
  | { readonly act: 'print' }
  | { readonly act: 'stage' }
  /** It lay proven in its slot, and its order waited for something else. */
  | { readonly act: 'staged' }
  /**
   * `wasOpen`: it is recorded that the customer could reach the disc. `takenStored`: the sensor's word is in the records.
   */
  | { readonly act: 'present'; readonly wasOpen: boolean; readonly takenStored: boolean }
  | { readonly act: 'reject' | 'clear' }
  /** The disc was taken, and its owner's right to see the film was not yet reported. */
  | { readonly act: 'activate' }
  | { readonly act: 'remoteCommand'; readonly isIdempotent: boolean }
  | { readonly act: 'exchange' }
  | { readonly act: 'update'; readonly isCommitted: boolean };

/** What the devices say now. What was not asked, or not answered, is `unknown`. */
export interface BootEvidence {
  readonly gripper: 'empty' | 'holding' | 'unknown';
  /** What lies in the drive that the act names: MMC's words; `noMedia` where the drive sees none. */
  readonly drive: 'noMedia' | 'blank' | 'appendable' | 'complete' | 'other' | 'unknown';
  /** Whose the written disc is, by what is written on it. */
  readonly identity: 'ours' | 'another' | 'unreadable' | 'notRead';
  /** By the item sensor of the slot. */
  readonly item: 'present' | 'absent' | 'unknown';
  /** By the hook of its door. */
  readonly shutter: 'closed' | 'open' | 'unknown';
  /** What the printer says of the sheet's job. */
  readonly job: 'completed' | 'aborted' | 'gone' | 'unknown';
  /** Whether the bin that it was on its way to has one disc more than before. */
  readonly bin: 'oneMore' | 'noMore' | 'unknown';
  /** Whether the pile of blanks has fewer discs than before, by its sensor. */
  readonly pile: 'fewer' | 'asMany' | 'unknown';
}

export const nothingKnown: BootEvidence = {
  gripper: 'unknown',
  drive: 'unknown',
  identity: 'notRead',
  item: 'unknown',
  shutter: 'unknown',
  job: 'unknown',
  bin: 'unknown',
  pile: 'unknown',
};

/** What is to be done about an act that the power cut off. */
export type BootRemedy =
  /** The terminal is asked what became of it, by the payment's own name. */
  | 'askTerminal'
  /** The stream goes on where it ended; its hash decides. */
  | 'resumeFetch'
  /** The disc never left the input bin: the same order goes on. */
  | 'neverLeft'
  /** What the gripper holds is put into its drive, and looked at again. */
  | 'loadAndCheck'
  | 'writeSameDisc'
  /** For the power loss; the order gets another disc. */
  | 'rejectAndMakeAnew'
  /** Every byte is read and compared; what matches goes on to its slot, anything else is rejected. */
  | 'verifyInFull'
  | 'staged'
  /** Nobody knows where it is: its slot is blocked until staff have cleared the path, then its order waits again. */
  | 'missing'
  /** The slot never opened: ready again, for whoever identifies again. */
  | 'notPresented'
  /** Its owner may take it as long as it can be reached; then it is kept, and given to nobody. */
  | 'waitThenRetain'
  | 'fulfilled'
  /** No second disc, no capture, no activation: a playback, staff or a time limit decides. */
  | 'suspect'
  | 'goOn'
  /** The sheet says that it is the second. */
  | 'printAgainMarked'
  /** The disc is carried to the bin that it was on its way to. */
  | 'carryOn'
  | 'inBin'
  /** On its way to a bin, and not in it: its order does without it, and its place is unknown. */
  | 'lostOnTheWay'
  | 'sendAgain'
  | 'reportInterrupted'
  | 'stayOutOfService'
  | 'rollBack';

export interface BootDecision {
  /** The row of the table, in words. */
  readonly row: string;
  readonly remedy: BootRemedy;
}

function decide(row: string, remedy: BootRemedy): BootDecision {
  return { row, remedy };
}

/**
 * The decision table of a start after a power cut: one act, what the devices say, and what follows.
 *
 * Total and pure. Evidence beats bookkeeping beats guess: nothing is given, written or taken again but by proof, and what
 * nobody can prove is `missing` or `suspect`.
 */
export function decideAtBoot(act: ActAtBoot, evidence: BootEvidence): BootDecision {
  switch (act.act) {
    case 'hold':
      return decide('hold requested, no reply', 'askTerminal');
    case 'capture':
    case 'release':
      return decide(`${act.act} sent, no reply`, 'askTerminal');
    case 'fetch':
      return decide('fetch begun, stream not whole', 'resumeFetch');
    case 'pick':
      return afterPick(evidence);
    case 'write':
      return afterWrite(evidence);
    case 'verify':
      return afterVerify(evidence);
    case 'label':
      return afterLabel(evidence);
    case 'print':
      return evidence.job === 'completed'
        ? decide('jacket print started, job completed', 'goOn')
        : decide(`jacket print started, job ${evidence.job}`, 'printAgainMarked');
    case 'stage':
      return afterStage(evidence);
    case 'staged':
      return evidence.item === 'unknown'
        ? decide('staged, slot has no sensor', 'staged')
        : inItsSlot({ ...evidence, identity: 'ours' });
    case 'present':
      return afterPresent(act, evidence);
    case 'reject':
    case 'clear':
      return onTheWayToBin(act.act, evidence);
    case 'activate':
      return decide('capture done, right not active', 'sendAgain');
    case 'remoteCommand':
      return act.isIdempotent
        ? decide('remote command running, may be repeated', 'sendAgain')
        : decide('remote command running', 'reportInterrupted');
    case 'exchange':
      return decide('staff exchange open', 'stayOutOfService');
    case 'update':
      return act.isCommitted
        ? decide('update running, committed', 'goOn')
        : decide('update running, not committed', 'rollBack');
    default:
      return unreachable(act);
  }
}

function afterPick({ drive, gripper, identity, pile }: BootEvidence): BootDecision {
  switch (drive) {
    case 'blank':
      return decide('pick started, disc in the drive, blank', 'writeSameDisc');
    case 'appendable':
    case 'complete':
    case 'other': {
      const whose = identity === 'another' ? 'of another order' : 'not blank';
      return decide(`pick started, disc in the drive, ${whose}`, 'rejectAndMakeAnew');
    }
    case 'unknown':
      return decide('pick started, drive silent', 'missing');
    case 'noMedia':
      if (gripper !== 'empty') return decide(`pick started, gripper ${gripper}`, 'loadAndCheck');
      return pile === 'fewer'
        ? decide('pick started, disc gone from the pile, nothing found', 'missing')
        : decide('pick started, gripper empty, drive empty', 'neverLeft');
    default:
      return unreachable(drive);
  }
}

function afterWrite(evidence: BootEvidence): BootDecision {
  switch (evidence.drive) {
    case 'blank':
      return decide('load / write started, blank', 'writeSameDisc');
    case 'appendable':
      return decide('write started, incomplete / appendable', 'rejectAndMakeAnew');
    case 'complete':
      return evidence.identity === 'another'
        ? decide('write / close started, complete, of another order', 'rejectAndMakeAnew')
        : decide('write / close started, complete', 'verifyInFull');
    case 'other':
      return decide('write started, unreadable', 'rejectAndMakeAnew');
    case 'noMedia':
    case 'unknown':
      return notInDrive('write started', evidence);
    default:
      return unreachable(evidence.drive);
  }
}

function afterVerify(evidence: BootEvidence): BootDecision {
  if (evidence.drive === 'noMedia' || evidence.drive === 'unknown') {
    return notInDrive('verify started', evidence);
  }
  return evidence.identity === 'another'
    ? decide('verify started, disc of another order', 'rejectAndMakeAnew')
    : decide('verify started, any', 'verifyInFull');
}

/** A disc that never came to the printer is not printed on; any other may be, or half of it. */
function afterLabel(evidence: BootEvidence): BootDecision {
  if (isInDrive(evidence)) return stillInDrive('label started', evidence);
  if (evidence.gripper === 'holding') {
    return decide('label started, gripper holds it', 'loadAndCheck');
  }
  return decide('label started, not finished', 'rejectAndMakeAnew');
}

function afterStage(evidence: BootEvidence): BootDecision {
  const { gripper, item } = evidence;
  // One disc is not in two places: whichever of the two is not ours, the slot is closed to everybody.
  if (item === 'present' && isInDrive(evidence)) {
    return decide('stage started, slot and drive full', 'missing');
  }
  if (isInDrive(evidence)) return stillInDrive('stage started', evidence);
  if (gripper === 'holding') {
    return item === 'present'
      ? decide('stage started, slot and gripper full', 'missing')
      : decide('stage started, gripper holds disc', 'loadAndCheck');
  }
  return inItsSlot(evidence);
}

function inItsSlot({ identity, item }: BootEvidence): BootDecision {
  if (item === 'present' && identity === 'ours') {
    return decide('stage started, slot full, id matches', 'staged');
  }
  return item === 'present'
    ? decide('stage started, slot full, id unproven', 'missing')
    : decide('stage started, nothing found', 'missing');
}

function afterPresent(
  { takenStored, wasOpen }: Extract<ActAtBoot, { act: 'present' }>,
  { item, shutter }: BootEvidence,
): BootDecision {
  if (takenStored) return decide('at exit, taken event stored', 'fulfilled');
  switch (item) {
    case 'present':
      return !wasOpen && shutter === 'closed'
        ? decide('present started, not yet at exit, disc inside, door closed', 'notPresented')
        : decide('at exit, not taken, exit sensor still covered', 'waitThenRetain');
    case 'absent':
      return decide('at exit, exit empty, no taken event', 'suspect');
    case 'unknown':
      return decide('at exit, exit not to be seen', 'suspect');
    default:
      return unreachable(item);
  }
}

function onTheWayToBin(
  act: 'reject' | 'clear',
  { bin, drive, gripper, item }: BootEvidence,
): BootDecision {
  const isAtSource = act === 'reject' ? isDriveFull(drive) : item === 'present';
  if (isAtSource) return decide(`${act} started, disc still where it was`, 'carryOn');
  if (gripper === 'holding') return decide(`${act} started, gripper holds disc`, 'carryOn');
  return bin === 'oneMore'
    ? decide(`${act} started, one more in the bin`, 'inBin')
    : decide(`${act} started, nothing found`, 'lostOnTheWay');
}

function notInDrive(begun: string, { drive, gripper }: BootEvidence): BootDecision {
  return drive === 'noMedia' && gripper === 'holding'
    ? decide(`${begun}, gripper holds disc`, 'loadAndCheck')
    : decide(`${begun}, nothing found`, 'missing');
}

function stillInDrive(begun: string, { identity }: BootEvidence): BootDecision {
  return identity === 'another' || identity === 'unreadable'
    ? decide(`${begun}, disc in the drive, not ours`, 'rejectAndMakeAnew')
    : decide(`${begun}, disc still in the drive`, 'verifyInFull');
}

function isInDrive({ drive }: BootEvidence): boolean {
  return isDriveFull(drive);
}

function isDriveFull(drive: BootEvidence['drive']): boolean {
  return drive !== 'noMedia' && drive !== 'unknown';
}
