import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseComplaint,
  parseJobs,
  parseQueue,
  parseRequestId,
  standingOfEnded,
  standingOfWaiting,
  wordsOfLine,
} from '../../../../drivers/document-printer/lp-codec.ts';

/** `lpstat -l -a q -p q -W not-completed -o q` of CUPS 2.4.2, as it was measured. */
const printing = [
  'q accepting requests since Sat Nov 21 13:49:39 2026',
  'printer q now printing q-2.  enabled since Sat Nov 21 13:49:39 2026',
  '\tForm mounted:',
  '\tContent types: any',
  '\tPrinter types: unknown',
  '\tDescription: Jackets',
  '\tAlerts: cups-ipp-conformance-failure-report media-empty-error',
  '\tLocation: ',
  '\tUsers allowed:',
  '\t\t(all)',
  'q-2                     diptych           1024   Sat Nov 21 13:49:39 2026',
  '\tStatus: ',
  '\tAlerts: job-printing',
  '\tqueued for q',
];

describe('what lpstat says of a queue', () => {
  it('is its state, its reasons and what waits in it', () => {
    expect(parseQueue(printing, 'q')).toEqual({
      isStopped: false,
      isBusy: true,
      isAccepting: true,
      reasons: ['cups-ipp-conformance-failure', 'media-empty'],
      supplies: [],
      isQueue: true,
      description: 'Jackets',
      jobs: [{ id: 2, user: 'diptych', reasons: ['job-printing'], message: '' }],
    });
  });

  it.each([
    [
      ['printer q is idle.  enabled since Sat Nov 21 13:37:11 2026'],
      { isStopped: false, isBusy: false, isAccepting: true },
    ],
    [
      ['printer q disabled since Sat Nov 21 13:37:13 2026 -', '\tout for lunch'],
      { isStopped: true, isBusy: false },
    ],
    [
      [
        'q not accepting requests since Sat Nov 21 13:37:13 2026 -',
        '\tRejecting Jobs',
        'printer q is idle.  enabled since Sat Nov 21 13:37:13 2026',
      ],
      { isAccepting: false, isStopped: false },
    ],
  ])('%j', (lines, expected) => {
    expect(parseQueue(lines, 'q')).toMatchObject(expected);
  });

  it('is nothing where it speaks of another queue', () => {
    expect(parseQueue(['printer other is idle.  enabled since then'], 'q')).toBeNull();
    expect(parseJobs(['other-7   diptych  1024   Sat Nov 21 13:49:39 2026'], 'q')).toEqual([]);
  });

  it('keeps queues apart whose names begin alike', () => {
    const lines = ['front-desk-12   root   1024   Sat Nov 21 13:49:39 2026'];
    expect(parseJobs(lines, 'front-desk').map(({ id }) => id)).toEqual([12]);
    expect(parseJobs(lines, 'front')).toEqual([]);
  });
});

describe('how a job stands', () => {
  const job = (reasons: string[], message = '') => ({ id: 1, user: 'diptych', reasons, message });

  it.each([
    [[], 'waiting'],
    [['job-hold-until-specified'], 'held'],
    [['printer-stopped'], 'stopped'],
    [['job-printing'], 'processing'],
  ])('by its reasons while it waits: %j', (reasons, standing) => {
    expect(standingOfWaiting(job(reasons))).toBe(standing);
  });

  it.each([
    [['job-completed-successfully'], '', 'completed'],
    [['processing-to-stop-point'], '', 'completed'],
    [[], 'Data file sent successfully.', 'completed'],
    [['job-canceled-by-user'], '', 'canceled'],
    [['aborted-by-system'], '', 'aborted'],
    [['processing-to-stop-point'], 'Print job canceled at printer.', 'aborted'],
    [['processing-to-stop-point'], 'Print job was not accepted.', 'aborted'],
    [[], 'Something that nobody has seen yet.', 'aborted'],
  ])('by reasons and message once it has ended: %j, "%s"', (reasons, message, standing) => {
    expect(standingOfEnded(job(reasons, message))).toBe(standing);
  });
});

describe('what lp and lpstat answer', () => {
  it.each([
    [['request id is jacket-12 (1 file(s))'], 12],
    [['request id is jacket-4 (0 file(s))'], 4],
    [['request id is other-4 (0 file(s))'], null],
    [['lp: Error - The printer or class does not exist.'], null],
    [[], null],
  ])('names the job, or none: %j', (lines, jobId) => {
    expect(parseRequestId(lines, 'jacket')).toBe(jobId);
  });

  it.each([
    ['lpstat: Scheduler is not running.', 'noScheduler'],
    ['lpadmin: Unable to connect to server: Bad file descriptor', 'noScheduler'],
    ['lp: Error - The printer or class does not exist.', 'noQueue'],
    ['lpstat: Invalid destination name in list "nope".', 'noQueue'],
    ['lp: Destination "jacket" is not accepting jobs.', 'notAccepting'],
    ["cancel: cancel-job failed: Job #7 is already completed - can't cancel.", 'ended'],
    ['lp: Unsupported document-format "application/pdf".', 'other'],
    ['', 'other'],
  ])('complains: %s', (line, is) => {
    expect(parseComplaint([line])).toMatchObject({ is });
  });

  it('is told in words, and noise as noise', () => {
    expect(printing.map((line) => wordsOfLine(line, 'q')).slice(0, 2)).toEqual([
      'queue accepts jobs',
      'queue printing',
    ]);
    expect(wordsOfLine('q-2   diptych   1024   Sat Nov 21', 'q')).toBe('job 2 of diptych');
    expect(wordsOfLine('\tAlerts: job-printing', 'q')).toBe('alerts: job-printing');
    expect(wordsOfLine('*** stack smashing detected ***', 'q')).toBe('noise');
  });

  it('is found again behind any lines whatever', () => {
    const anyLines = fc.array(fc.string({ maxLength: 60 }), { maxLength: 8 });
    fc.assert(
      fc.property(anyLines, (noise) => {
        const clean = noise.filter((line) => !/^\S+-\d+\s|^printer q |^q (not )?acc/.test(line));
        const read = parseQueue([...clean, ...printing], 'q');
        expect(read).toEqual(parseQueue(printing, 'q'));
        parseComplaint(noise);
        for (const line of noise) wordsOfLine(line, 'q');
      }),
      { seed: 631, numRuns: 300 },
    );
  });
});
