import { userInfo } from 'node:os';
import type { ChildExit, ChildLauncher } from '../transports/child-process.ts';
import { isAway } from '../world/away.ts';
import { takeFault } from '../world/faults.ts';
import {
  isOver,
  SimulatedPrintBody,
  type SimulatedJob,
  type SimulatedPrintBodyOptions,
} from './simulated-print-body.ts';

export interface SimulatedLpOptions extends SimulatedPrintBodyOptions {
  readonly queue: string;
}

export interface SimulatedLp {
  /** Answers as `lp`, `lpstat` and `cancel` do, whatever their paths. */
  readonly launch: ChildLauncher;
  close(): void;
}

interface Answer {
  readonly code: number | null;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

const well = (stdout: readonly string[]): Answer => ({ code: 0, stdout, stderr: [] });
const complaint = (line: string): Answer => ({ code: 1, stdout: [], stderr: [line] });

/** The date that stands in every line; nobody reads it. */
const DATE = 'Sat Nov 21 13:37:11 2026';

/** The programs of CUPS over one queue of one printer of a world, in this process: what they print, as CUPS 2.4 does. */
export function simulatedLp(options: SimulatedLpOptions): SimulatedLp {
  const { queue, unit = 1, world } = options;
  const body = new SimulatedPrintBody(options);
  const run = (program: string, parameters: readonly string[], document: Uint8Array): Answer => {
    const isDown = isAway(world.state, 'printer', unit);
    switch (program.split('/').at(-1)) {
      case 'lp':
        if (isDown || valueOf(parameters, '-d') !== queue) {
          return complaint('lp: Error - The printer or class does not exist.');
        }
        return submit(parameters, document);
      case 'lpstat':
        if (isDown) return complaint('lpstat: Scheduler is not running.');
        if (valueOf(parameters, '-o') !== queue) {
          return complaint(
            `lpstat: Invalid destination name in list "${valueOf(parameters, '-o') ?? ''}".`,
          );
        }
        return well(
          valueOf(parameters, '-W') === 'completed'
            ? body.jobs.filter(isOver).toReversed().flatMap(describeJob)
            : [...describeQueue(), ...body.jobs.filter((job) => !isOver(job)).flatMap(describeJob)],
        );
      case 'cancel': {
        if (isDown) return complaint('cancel: Unable to connect to server: Bad file descriptor');
        const job = parameters[0] ?? '';
        return body.cancel(Number(job.slice(queue.length + 1)))
          ? well([])
          : complaint(
              `cancel: cancel-job failed: Job #${job} is already completed - can't cancel.`,
            );
      }
      default:
        return { code: 127, stdout: [], stderr: [`${program}: not found`] };
    }
  };

  const submit = (parameters: readonly string[], document: Uint8Array): Answer => {
    if (!body.isAccepting) return complaint(`lp: Destination "${queue}" is not accepting jobs.`);
    const title = valueOf(parameters, '-t') ?? '(stdin)';
    const job = body.submit(document, title, userInfo().username);
    if (job === null) return complaint('lp: Unsupported document-format "application/pdf".');
    if (takeFault(world, 'printer.lost-answer', unit) !== null) {
      return { code: null, stdout: [], stderr: [] };
    }
    return well([`request id is ${queue}-${job.id} (0 file(s))`]);
  };

  const describeQueue = (): string[] => {
    const printing = body.jobs.find(({ state }) => state === 'processing');
    const alerts = body.reasons.length === 0 ? 'none' : body.reasons.join(' ');
    const isPaused = body.isStopped && body.reasons.includes('paused');
    const state = isPaused
      ? `disabled since ${DATE} -`
      : printing !== undefined || body.isStopped
        ? `now printing ${queue}-${printing?.id ?? 0}.  enabled since ${DATE}`
        : `is idle.  enabled since ${DATE}`;
    return [
      `${queue} ${body.isAccepting ? 'accepting' : 'not accepting'} requests since ${DATE}`,
      `printer ${queue} ${state}`,
      '\tForm mounted:',
      '\tContent types: any',
      '\tDescription: Simulated queue',
      `\tAlerts: ${alerts}`,
      '\tUsers allowed:',
      '\t\t(all)',
    ];
  };

  const describeJob = (job: SimulatedJob): string[] => [
    `${queue}-${job.id}                     ${job.user}              1024   ${DATE}`,
    `\tStatus: ${job.state === 'aborted' ? 'Print job canceled at printer.' : ''}`,
    `\tAlerts: ${ALERTS[job.state]}`,
    `\tqueued for ${queue}`,
  ];

  return {
    launch: (command) => {
      const parts: Uint8Array[] = [];
      let resolve: (exit: ChildExit) => void = () => {};
      const exited = new Promise<ChildExit>((settled) => {
        resolve = settled;
      });
      return {
        write: (chunk) => {
          parts.push(chunk);
          return Promise.resolve(true);
        },
        end: () => {
          const answer = run(command.program, command.arguments, Buffer.concat(parts));
          for (const line of answer.stdout) command.onLine(line, 'stdout');
          for (const line of answer.stderr) command.onLine(line, 'stderr');
          resolve({ code: answer.code, signal: answer.code === null ? 'SIGTERM' : null });
        },
        exited,
        kill: (signal) => resolve({ code: null, signal }),
      };
    },
    close: () => body.close(),
  };
}

/** What CUPS shows of a job on its way through an IPP backend (measured). */
const ALERTS: Readonly<Record<SimulatedJob['state'], string>> = {
  pending: 'none',
  held: 'job-hold-until-specified',
  processing: 'job-printing',
  stopped: 'job-printing',
  canceled: 'job-canceled-by-user',
  aborted: 'processing-to-stop-point',
  completed: 'processing-to-stop-point',
};

function valueOf(parameters: readonly string[], option: string): string | null {
  const at = parameters.indexOf(option);
  return at < 0 ? null : (parameters[at + 1] ?? null);
}
