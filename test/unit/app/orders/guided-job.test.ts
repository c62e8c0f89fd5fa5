import { expect, test } from 'vitest';
import { guidedJobs, type GuidedJob } from '../../../../app/contracts/panel-view.ts';
import {
  advanceGuidedJob,
  beginGuidedJob,
  type GuidedJobEffect,
  type GuidedJobEvent,
  type GuidedJobState,
} from '../../../../app/orders/guided-job.ts';

function word(effect: GuidedJobEffect): string {
  if (effect.does === 'end') return effect.outcome;
  if (effect.does === 'selfTest') return 'test';
  return effect.does === 'endExchange' ? `${effect.unit}=${effect.count}` : `${effect.unit}=?`;
}

/** What a job goes through, counted 7 where it asks. */
function walk(job: GuidedJob): string {
  let { effects, state } = beginGuidedJob(job, null);
  const seen: string[] = [];
  for (;;) {
    seen.push([state.step, ...effects.map(word)].join(' '));
    if (effects.some(({ does }) => does === 'end')) return seen.join(', ');
    const event: GuidedJobEvent =
      state.test === 'running' ? { is: 'testPassed' } : { is: 'wentOn', count: 7 };
    ({ effects, state } = advanceGuidedJob(state, event));
  }
}

test('each job leads from the open door to a self-test, and what hands changed is counted on the way', () => {
  expect(guidedJobs.map((job) => `${job}: ${walk(job)}`)).toEqual([
    'load-blanks: open-door input=?, insert-blanks, close-door, count, self-test input=7 test, done, done done',
    'load-paper: open-door paper=?, insert-paper, close-door, count, self-test paper=7 test, done, done done',
    'change-ink: open-door, insert-ink, close-door, self-test test, done, done done',
    'clear-jam: open-door reject=?, free-the-way, close-door, count, self-test reject=7 test, done, done done',
    'empty-reject: open-door reject=?, take-out, close-door, count, self-test reject=7 test, done, done done',
    'empty-retain: open-door retain=?, take-out, close-door, count, self-test retain=7 test, done, done done',
    'swap-drive: open-door, swap, close-door, self-test test, done, done done',
    'clean-drive: open-door, insert-cleaning-disc, take-out, close-door, self-test test, done, done done',
  ]);
});

const failure = { code: 'X', message: 'No.' };
const events: GuidedJobEvent[] = [
  { is: 'wentOn', count: null },
  { is: 'testPassed' },
  { is: 'testFailed', failure },
  { is: 'left' },
  { is: 'restarted' },
];

test('every event has its place or is refused, and what is refused changes nothing', () => {
  const at = (
    step: GuidedJobState['step'],
    test: GuidedJobState['test'] = null,
  ): GuidedJobState => ({
    job: 'load-blanks',
    drive: null,
    step,
    test,
    failure: test === 'failed' ? failure : null,
  });
  const states = [
    at('open-door'),
    at('count'),
    at('self-test', 'running'),
    at('self-test', 'failed'),
    at('done'),
  ];
  const table = states.map((state) =>
    events.map((event) => {
      const advance = advanceGuidedJob(state, event);
      // What is refused changes nothing.
      const isSame = advance.state === state && advance.effects.length === 0;
      if (advance.refusal !== null && isSame) return '-';
      const { step, test } = advance.state;
      return [step, test ?? '', ...advance.effects.map(word)].filter(Boolean).join(' ');
    }),
  );
  expect(table).toEqual([
    ['insert-blanks', '-', '-', 'open-door left', 'open-door'],
    ['self-test running input=null test', '-', '-', 'count left', 'count'],
    ['-', 'done', 'self-test failed', '-', 'self-test failed'],
    ['self-test running test', '-', '-', 'self-test failed left', 'self-test failed'],
    ['done done', '-', '-', 'done done', 'done'],
  ]);
});

test('a self-test that a restart cut off says so, and can be tried again', () => {
  const running: GuidedJobState = {
    job: 'clear-jam',
    drive: null,
    step: 'self-test',
    test: 'running',
    failure: null,
  };
  const { state } = advanceGuidedJob(running, { is: 'restarted' });
  expect(state.failure?.code).toBe('JOB_INTERRUPTED');
  expect(advanceGuidedJob(state, { is: 'wentOn', count: null })).toEqual({
    state: running,
    effects: [{ does: 'selfTest' }],
    refusal: null,
  });
});
