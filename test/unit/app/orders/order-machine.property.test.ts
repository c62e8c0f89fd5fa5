import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OrderEvent } from '../../../../app/orders/order-event.ts';
import { advanceOrder, beginOrder } from '../../../../app/orders/order-machine.ts';
import { standardOrderRules } from '../../../../app/orders/order-rules.ts';

const discIds = ['d_disc01', 'd_disc02', 'd_disc03'];
const discId = fc.constantFrom(...discIds);
const stream = { bytes: 4096, sectors: 2, sha256: 'a'.repeat(64) };
type Body = OrderEvent extends infer Event
  ? Event extends { at: number }
    ? Omit<Event, 'at'>
    : never
  : never;

const plain = [
  'registered',
  'registrationFailed',
  'streamReady',
  'nothingPicked',
  'jacketPrinted',
  'jacketStopped',
  'printerReady',
  'presentable',
  'notPresentable',
  'gateStayedClosed',
  'taken',
  'notTaken',
  'outcomeUnknown',
  'retracted',
  'retractionUnproven',
  'holdPassed',
  'slotCleared',
  'cancelRequested',
  'holdReleased',
] as const;

interface Step {
  readonly passes: number;
  readonly event: Body | 'identify' | 'claim';
}

/** A step: how much time passes, and what happens. `identify` is the customer's own step, which no order sees. */
const step: fc.Arbitrary<Step> = fc.record({
  passes: fc.constantFrom(0, 1, 1000, 60_000, 121_000),
  event: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...plain).map((is): Body => ({ is })) },
    {
      weight: 8,
      arbitrary: fc.constantFrom<Body>(
        { is: 'streamDescribed', stream },
        { is: 'driveLeased', drive: 1 },
        { is: 'gateOpened', takeBefore: 1 },
        { is: 'streamFailed', reason: 'stream-failed' },
        { is: 'restarted' },
        { is: 'discFound', discId: 'd_disc01', drive: 1, as: 'blank' },
        { is: 'discFound', discId: 'd_disc01', drive: 1, as: 'complete' },
        { is: 'discMissing', discId: 'd_disc01' },
        { is: 'pathCleared' },
        { is: 'leftAtExit' },
        { is: 'resolved', outcome: 'failed' },
      ),
    },
    { weight: 3, arbitrary: discId.map((id): Body => ({ is: 'discPicked', discId: id })) },
    { weight: 3, arbitrary: discId.map((id): Body => ({ is: 'discVerified', discId: id })) },
    { weight: 3, arbitrary: discId.map((id): Body => ({ is: 'discStaged', discId: id })) },
    {
      weight: 1,
      arbitrary: discId.map((id): Body => ({
        is: 'discRejected',
        discId: id,
        reason: 'writeError',
      })),
    },
    { weight: 4, arbitrary: fc.constant('identify' as const) },
    { weight: 6, arbitrary: fc.constant('claim' as const) },
  ),
});

/** The way of an order that goes well, so that chance reaches its end often enough. */
const goodWay: Step['event'][] = [
  { is: 'registered' },
  { is: 'streamDescribed', stream },
  { is: 'streamReady' },
  { is: 'driveLeased', drive: 1 },
  { is: 'discPicked', discId: 'd_disc01' },
  { is: 'discVerified', discId: 'd_disc01' },
  { is: 'discStaged', discId: 'd_disc01' },
  { is: 'jacketPrinted' },
  'identify',
  'claim',
  { is: 'presentable' },
  { is: 'gateOpened', takeBefore: 1 },
];

/** Lives one order through, and returns what was seen to be wrong. */
function live(steps: readonly Step[], reached: Set<string>): string[] {
  const wrong: string[] = [];
  const verified = new Set<string>();
  const presentedFor: number[] = [];
  const begun: number[] = [];
  let now = 1_000_000;
  let identifiedAt = 0;
  let state = beginOrder(1).state;
  let given = 0;
  let jackets = 0;
  const happen = (body: Body) => {
    const event = { ...body, at: now } as OrderEvent;
    const before = state;
    const next = advanceOrder(before, event);
    state = next.state;
    reached.add(state.at);
    if (next.refusal !== null) {
      if (next.state !== before || next.effects.length > 0) wrong.push('a refusal changed it');
      return;
    }
    if (event.is === 'discVerified') verified.add(event.discId);
    if (event.is === 'jacketPrinted') jackets += 1;
    if (state.at === 'ready' && !verified.has(state.discId)) wrong.push('ready, not verified');
    if (state.at === 'ready' && jackets === 0) wrong.push('ready without a jacket');
    if (state.at === 'claiming' && now - state.identifiedAt > standardOrderRules.freshFor) {
      wrong.push('claimed with an old identification');
    }
    if (state.at === 'fulfilled' && before.at !== 'fulfilled') given += 1;
    for (const effect of next.effects) {
      if (effect.does === 'makeDisc') begun.push(effect.attempt);
      if (effect.does !== 'present') continue;
      if (before.at !== 'claiming') wrong.push('presented without a claim');
      else if (before.identifiedAt <= before.readyAt) wrong.push('identified before it was ready');
      else presentedFor.push(before.identifiedAt);
    }
  };
  for (const { passes, event } of steps) {
    now += passes;
    if (event === 'identify') identifiedAt = now;
    else happen(event === 'claim' ? { is: 'claimRequested', identifiedAt } : event);
  }
  if (new Set(presentedFor).size !== presentedFor.length) wrong.push('two for one identification');
  if (given > 1) wrong.push('given twice');
  if (begun.length > 0 && Math.max(...begun) > standardOrderRules.maximumDiscs) {
    wrong.push('too many discs begun');
  }
  return wrong;
}

test('whatever happens, in whatever order: nothing is given without its proofs, nothing twice', () => {
  const reached = new Set<string>();
  const good = fc
    .nat({ max: goodWay.length })
    .map((length) => goodWay.slice(0, length).map((event) => ({ passes: 1, event })));
  fc.assert(
    fc.property(good, fc.array(step, { maxLength: 60 }), (first, then) => {
      expect(live([...first, ...then], reached)).toEqual([]);
    }),
    { seed: 20_261_120, numRuns: 4000 },
  );
  expect([...reached]).toEqual(
    expect.arrayContaining(['ready', 'claiming', 'presenting', 'notTaken', 'fulfilled', 'suspect']),
  );
});
