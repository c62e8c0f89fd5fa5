import { z } from 'zod';
import {
  type GuidedJob,
  guidedJobSchema,
  jobSteps,
  type UnitName,
} from '../contracts/panel-view.ts';
import { unreachable } from '../foundation/errors.ts';

export type JobStep = (typeof jobSteps)[number];

interface JobPlan {
  readonly steps: readonly JobStep[];
  /** Whose content is changed by hand, and counted afterwards: nobody knows it in between. */
  readonly unit: UnitName | null;
  readonly needsDrive: boolean;
}

const plans: Readonly<Record<GuidedJob, JobPlan>> = {
  'load-blanks': plan('input', 'insert-blanks', 'close-door', 'count'),
  'load-paper': plan('paper', 'insert-paper', 'close-door', 'count'),
  // No percentage can be counted: the printer itself says how much there is.
  'change-ink': plan(null, 'insert-ink', 'close-door'),
  // What was in the way goes to the reject bin.
  'clear-jam': plan('reject', 'free-the-way', 'close-door', 'count'),
  'empty-reject': plan('reject', 'take-out', 'close-door', 'count'),
  'empty-retain': plan('retain', 'take-out', 'close-door', 'count'),
  'swap-drive': { ...plan(null, 'swap', 'close-door'), needsDrive: true },
  'clean-drive': {
    ...plan(null, 'insert-cleaning-disc', 'take-out', 'close-door'),
    needsDrive: true,
  },
};

function plan(unit: UnitName | null, ...between: JobStep[]): JobPlan {
  return { unit, needsDrive: false, steps: ['open-door', ...between, 'self-test', 'done'] };
}

/** All steps of a job, in order. Each begins with open doors: hands go inside. */
export function stepsOf(job: GuidedJob): readonly JobStep[] {
  return plans[job].steps;
}

/** The unit that is changed and counted in it; null where none is. */
export function unitOf(job: GuidedJob): UnitName | null {
  return plans[job].unit;
}

/** Whether it is about one drive. */
export function needsDrive(job: GuidedJob): boolean {
  return plans[job].needsDrive;
}

const failureSchema = z.strictObject({ code: z.string(), message: z.string() });

/** A guided job under way. `test` and `failure` are of its step `self-test` alone. */
export const guidedJobStateSchema = z.strictObject({
  job: guidedJobSchema,
  drive: z.int().positive().nullable(),
  step: z.enum(jobSteps),
  test: z.enum(['running', 'failed']).nullable(),
  failure: failureSchema.nullable(),
});
export type GuidedJobState = z.infer<typeof guidedJobStateSchema>;

export type GuidedJobEvent =
  /** The person did what the step asks. `count`: at the step of that name; null: it cannot be counted. */
  | { readonly is: 'wentOn'; readonly count: number | null }
  | { readonly is: 'testPassed' }
  | { readonly is: 'testFailed'; readonly failure: z.infer<typeof failureSchema> }
  | { readonly is: 'left' }
  /** The machine started again in the middle of it. */
  | { readonly is: 'restarted' };

/** In the words of XFS: its unit is out of use from `startExchange` until it was counted. */
export type GuidedJobEffect =
  | { readonly does: 'startExchange'; readonly unit: UnitName }
  | { readonly does: 'endExchange'; readonly unit: UnitName; readonly count: number | null }
  | { readonly does: 'selfTest' }
  | { readonly does: 'end'; readonly outcome: 'done' | 'left' };

export interface GuidedJobAdvance {
  readonly state: GuidedJobState;
  readonly effects: readonly GuidedJobEffect[];
  readonly refusal: 'JOB_NOT_NOW' | 'JOB_TEST_RUNNING' | null;
}

export function beginGuidedJob(job: GuidedJob, drive: number | null): GuidedJobAdvance {
  const unit = unitOf(job);
  const step = stepsOf(job)[0] ?? 'done';
  const effects: GuidedJobEffect[] = unit === null ? [] : [{ does: 'startExchange', unit }];
  return { state: { job, drive, step, test: null, failure: null }, effects, refusal: null };
}

/** The life of a guided job: pure and total. What has no place in it is refused and changes nothing. */
export function advanceGuidedJob(state: GuidedJobState, event: GuidedJobEvent): GuidedJobAdvance {
  switch (event.is) {
    case 'wentOn':
      return goOn(state, event.count);
    case 'testPassed':
      return state.test === 'running'
        ? { state: { ...state, step: 'done', test: null }, effects: [], refusal: null }
        : refuse(state);
    case 'testFailed':
      return state.test === 'running' ? fail(state, event.failure) : refuse(state);
    case 'left': {
      // What moves is not left to itself: the next job would have hands go in.
      if (state.test === 'running') return refuse(state, 'JOB_TEST_RUNNING');
      const outcome = state.step === 'done' ? 'done' : 'left';
      return { state, effects: [{ does: 'end', outcome }], refusal: null };
    }
    case 'restarted':
      return state.test === 'running'
        ? fail(state, { code: 'JOB_INTERRUPTED', message: 'The machine started again meanwhile.' })
        : { state, effects: [], refusal: null };
    default:
      return unreachable(event);
  }
}

function goOn(state: GuidedJobState, count: number | null): GuidedJobAdvance {
  if (state.step === 'done') {
    return { state, effects: [{ does: 'end', outcome: 'done' }], refusal: null };
  }
  if (state.step === 'self-test') {
    return state.test === 'running' ? refuse(state, 'JOB_TEST_RUNNING') : beginTest(state, []);
  }
  const steps = stepsOf(state.job);
  const step = steps[steps.indexOf(state.step) + 1] ?? 'done';
  const unit = unitOf(state.job);
  const counted: GuidedJobEffect[] =
    state.step === 'count' && unit !== null ? [{ does: 'endExchange', unit, count }] : [];
  return step === 'self-test'
    ? beginTest(state, counted)
    : { state: { ...state, step }, effects: counted, refusal: null };
}

function beginTest(state: GuidedJobState, before: GuidedJobEffect[]): GuidedJobAdvance {
  return {
    state: { ...state, step: 'self-test', test: 'running', failure: null },
    effects: [...before, { does: 'selfTest' }],
    refusal: null,
  };
}

function fail(
  state: GuidedJobState,
  failure: NonNullable<GuidedJobState['failure']>,
): GuidedJobAdvance {
  return { state: { ...state, test: 'failed', failure }, effects: [], refusal: null };
}

function refuse(
  state: GuidedJobState,
  refusal: 'JOB_NOT_NOW' | 'JOB_TEST_RUNNING' = 'JOB_NOT_NOW',
): GuidedJobAdvance {
  return { state, effects: [], refusal };
}
