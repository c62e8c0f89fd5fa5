import type { JobStanding } from './job-verdict.ts';
import { plainReasons, type PrinterReport } from './printer-report.ts';

/** One job as lpstat lists it. */
export interface LpJob {
  readonly id: number;
  readonly user: string;
  /** `Alerts`: IPP `job-state-reasons`. */
  readonly reasons: readonly string[];
  /** `Status`: what the queue last said of it, in English. */
  readonly message: string;
}

/** What `lpstat -l -a queue -p queue -W not-completed -o queue` says. */
export interface LpReport extends PrinterReport {
  readonly description: string;
  readonly jobs: readonly LpJob[];
}

/** The number of the job in `request id is jacket-12 (1 file(s))`; null where lp says something else. */
export function parseRequestId(lines: readonly string[], queue: string): number | null {
  for (const line of lines) {
    const match = /^request id is (\S+)-(\d+) \(\d+ file\(s\)\)$/.exec(line);
    if (match?.[1] === queue) return Number(match[2]);
  }
  return null;
}

/** What lp, lpstat and cancel complain of. */
export type LpComplaint =
  | { readonly is: 'noScheduler' }
  | { readonly is: 'noQueue' }
  | { readonly is: 'notAccepting' }
  | { readonly is: 'ended' }
  | { readonly is: 'other'; readonly text: string };

/** Reads why a program ended with 1. lp says the same of a queue that is not and of a scheduler that is not (measured). */
export function parseComplaint(lines: readonly string[]): LpComplaint {
  const text = lines.join(' ').trim();
  if (/scheduler is not running|unable to connect|bad file descriptor/i.test(text)) {
    return { is: 'noScheduler' };
  }
  if (/does not exist|invalid destination name/i.test(text)) return { is: 'noQueue' };
  if (/not accepting (jobs|requests)/i.test(text)) return { is: 'notAccepting' };
  if (/already (canceled|completed|aborted)|cancel-job failed/i.test(text)) return { is: 'ended' };
  return { is: 'other', text };
}

/** Reads the jobs of a queue, of either list. Lines of other queues, and lines that are none, are passed over. */
export function parseJobs(lines: readonly string[], queue: string): LpJob[] {
  const jobs: { id: number; user: string; reasons: string[]; message: string }[] = [];
  let inJob = false;
  for (const line of lines) {
    if (!/^\s/.test(line)) {
      const job = parseJobLine(line, queue);
      inJob = job !== null;
      if (job !== null) jobs.push({ ...job, reasons: [], message: '' });
      continue;
    }
    const job = jobs.at(-1);
    const field = parseField(line);
    if (!inJob || job === undefined || field === null) continue;
    if (field.name === 'Alerts') job.reasons = plainReasons(field.value.split(/\s+/));
    if (field.name === 'Status') job.message = field.value;
  }
  return jobs;
}

function parseJobLine(line: string, queue: string): { id: number; user: string } | null {
  const match = /^(\S+)-(\d+)\s+(\S+)\s+\d+\s+\S/.exec(line);
  return match?.[1] === queue ? { id: Number(match[2]), user: match[3] ?? '' } : null;
}

function parseField(line: string): { name: string; value: string } | null {
  const match = /^\s+(Alerts|Status|Description): ?(.*)$/.exec(line);
  return match ? { name: match[1] ?? '', value: (match[2] ?? '').trim() } : null;
}

/** Reads how a queue is; null where the lines do not say. */
export function parseQueue(lines: readonly string[], queue: string): LpReport | null {
  const jobs = parseJobs(lines, queue);
  const head = lines.findIndex((line) => line.startsWith(`printer ${queue} `));
  if (head < 0) return null;
  const state = (lines[head] ?? '').slice(`printer ${queue} `.length);
  const fields = new Map<string, string>();
  for (const line of lines.slice(head + 1)) {
    if (!/^\s/.test(line)) break;
    const field = parseField(line);
    if (field !== null) fields.set(field.name, field.value);
  }
  return {
    isStopped: state.startsWith('disabled'),
    isBusy: state.startsWith('now printing'),
    isAccepting: !lines.some((line) => line.startsWith(`${queue} not accepting requests`)),
    reasons: plainReasons((fields.get('Alerts') ?? '').split(/\s+/)),
    supplies: [],
    isQueue: true,
    description: fields.get('Description') ?? '',
    jobs,
  };
}

/** How a job stands that is listed as not completed. */
export function standingOfWaiting(job: LpJob): JobStanding {
  if (job.reasons.some((reason) => reason.startsWith('job-hold-until'))) return 'held';
  if (job.reasons.includes('printer-stopped')) return 'stopped';
  return job.reasons.includes('job-printing') ? 'processing' : 'waiting';
}

/** What queues leave behind at a job that was printed: nothing, or that they sent it. */
const HARMLESS = /^(|ready to print\.?|(print|data) file sent.*|spooling job, \d+% complete\.?)$/i;

/**
 * How a job stands that is listed as completed. That list holds canceled and aborted jobs too: of those that the printer
 * gave up only the `Status` line tells (measured), so a status that is not known to be harmless is taken for a failure.
 */
export function standingOfEnded(job: LpJob): JobStanding {
  if (job.reasons.includes('job-completed-successfully')) return 'completed';
  if (job.reasons.some((reason) => /cancel/.test(reason))) return 'canceled';
  if (job.reasons.some((reason) => /abort|error/.test(reason))) return 'aborted';
  return HARMLESS.test(job.message) ? 'completed' : 'aborted';
}

/** A line in words, for who follows the conversation; `noise` where it says nothing known. */
export function wordsOfLine(line: string, queue: string): string {
  const job = parseJobLine(line, queue);
  if (job !== null) return `job ${job.id} of ${job.user}`;
  const requested = parseRequestId([line], queue);
  if (requested !== null) return `queued as job ${requested}`;
  if (line.startsWith(`printer ${queue} `)) {
    const report = parseQueue([line], queue);
    return `queue ${report?.isStopped === true ? 'stopped' : report?.isBusy === true ? 'printing' : 'idle'}`;
  }
  if (line.startsWith(`${queue} not accepting requests`)) return 'queue accepts no jobs';
  if (line.startsWith(`${queue} accepting requests`)) return 'queue accepts jobs';
  const field = parseField(line);
  if (field !== null) return `${field.name.toLowerCase()}: ${field.value}`;
  const complaint = parseComplaint([line]);
  if (complaint.is !== 'other') return complaint.is;
  return /^\s/.test(line) ? 'of no interest' : 'noise';
}
