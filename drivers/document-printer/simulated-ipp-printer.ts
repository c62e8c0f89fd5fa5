import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../app/foundation/clock.ts';
import { seconds } from '../../app/foundation/units.ts';
import type { Logger } from '../../app/foundation/logger.ts';
import { isAway } from '../world/away.ts';
import { takeFault } from '../world/faults.ts';
import type { World } from '../world/world.ts';
import {
  decodeMessage,
  encodeMessage,
  IPP_OPERATION,
  valuesOf,
  type IppAttribute,
  type IppGroup,
  type IppMessage,
} from './ipp-codec.ts';
import { JOB_STATE, PRINTER_STATE } from './ipp-messages.ts';

export interface SimulatedIppPrinterOptions {
  readonly world: World;
  /** How fast it prints: 1 as in life; null for at once. */
  readonly rate: number | null;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface SimulatedIppPrinter {
  readonly url: string;
  close(): Promise<void>;
}

/** Seconds for one sheet, at real speed. */
const SHEET_SECONDS = 8;
const LOW_SHEETS = 10;
/** A request longer than this is refused. */
const LONGEST_REQUEST = 64 * 1_048_576;
const STATUS = { ok: 0x0000, badRequest: 0x0400, notFound: 0x0406, unsupported: 0x040a } as const;

/** A printer of one world, on 127.0.0.1: what it prints lies in `printed/`, one PDF a job. */
export async function startSimulatedIppPrinter(
  options: SimulatedIppPrinterOptions,
): Promise<SimulatedIppPrinter> {
  const printer = new Printer(options);
  const server = createServer((incoming, outgoing) => {
    if (isAway(options.world.state, 'printer')) {
      incoming.socket.destroy();
      return;
    }
    receive(incoming)
      .then((body) => reply(outgoing, printer.answer(decodeMessage(body))))
      .catch((error: unknown) => {
        options.logger.debug({ error }, 'The simulated printer did not understand a request.');
        outgoing.writeHead(400).end();
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/ipp/print`,
    close: () =>
      new Promise((resolve) => {
        printer.stop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function receive(incoming: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming) {
    length += (part as Buffer).length;
    if (length > LONGEST_REQUEST) break;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

function reply(outgoing: ServerResponse, message: IppMessage): void {
  outgoing.writeHead(200, { 'content-type': 'application/ipp' }).end(encodeMessage(message));
}

interface Job {
  readonly id: number;
  state: number;
  reason: string;
}

class Printer {
  readonly #options: SimulatedIppPrinterOptions;
  readonly #folder: string;
  readonly #jobs = new Map<number, Job>();
  readonly #cancels = new Set<() => void>();

  constructor(options: SimulatedIppPrinterOptions) {
    this.#options = options;
    this.#folder = join(options.world.folder, 'printed');
    mkdirSync(this.#folder, { recursive: true });
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  answer(request: IppMessage): IppMessage {
    switch (request.code) {
      case IPP_OPERATION.getPrinterAttributes:
        return response(request, STATUS.ok, [{ group: 'printer', attributes: this.#describe() }]);
      case IPP_OPERATION.getJobAttributes: {
        const job = this.#jobs.get(Number(valuesOf(request, 'operation', 'job-id')[0]));
        if (!job) return response(request, STATUS.notFound, []);
        return response(request, STATUS.ok, [{ group: 'job', attributes: describeJob(job) }]);
      }
      case IPP_OPERATION.printJob:
        return this.#accept(request);
      default:
        return response(request, STATUS.badRequest, []);
    }
  }

  #accept(request: IppMessage): IppMessage {
    const { world, rate, clock } = this.#options;
    const format = valuesOf(request, 'operation', 'document-format')[0];
    const isPdf = Buffer.from(request.data.subarray(0, 5)).toString('latin1') === '%PDF-';
    const refused = takeFault(world, 'printer.rejected', null) !== null;
    if (refused || format !== 'application/pdf' || !isPdf) {
      return response(request, STATUS.unsupported, []);
    }
    const job: Job = { id: world.state.printer.jobs + 1, state: JOB_STATE.pending, reason: 'none' };
    world.change((draft) => {
      draft.printer.jobs = job.id;
    });
    this.#jobs.set(job.id, job);
    const print = () => this.#print(job, request.data);
    if (rate === null) print();
    else {
      job.state = JOB_STATE.processing;
      job.reason = 'job-printing';
      this.#cancels.add(clock.after(seconds(SHEET_SECONDS / rate), print));
    }
    return response(request, STATUS.ok, [{ group: 'job', attributes: describeJob(job) }]);
  }

  /** Pulls a sheet and prints on it, or does not. */
  #print(job: Job, pdf: Uint8Array): void {
    const { world } = this.#options;
    const end = (state: number, reason: string) => {
      job.state = state;
      job.reason = reason;
    };
    if (takeFault(world, 'printer.aborted', null) !== null) {
      end(JOB_STATE.aborted, 'aborted-by-system');
      return;
    }
    if (takeFault(world, 'printer.jam', null) !== null) {
      world.change((draft) => {
        draft.printer.condition = 'jammed';
        draft.printer.sheets = Math.max(0, draft.printer.sheets - 1);
      });
    }
    const { sheets, condition } = world.state.printer;
    if (condition !== 'ready' || sheets === 0) {
      end(JOB_STATE.aborted, 'aborted-by-system');
      return;
    }
    writeFileSync(join(this.#folder, `job-${String(job.id).padStart(5, '0')}.pdf`), pdf);
    world.change((draft) => {
      draft.printer.sheets -= 1;
    });
    end(JOB_STATE.completed, 'job-completed-successfully');
  }

  #describe(): IppAttribute[] {
    const { sheets, condition } = this.#options.world.state.printer;
    const reasons: string[] = [];
    if (condition === 'jammed') reasons.push('media-jam-error');
    if (condition === 'toner-out') reasons.push('toner-empty-error');
    if (condition === 'stopped') reasons.push('paused');
    if (sheets === 0) reasons.push('media-empty-error');
    else if (sheets < LOW_SHEETS) reasons.push('media-low-warning');
    const printing = [...this.#jobs.values()].some((job) => job.state === JOB_STATE.processing);
    const idleOrBusy = printing ? PRINTER_STATE.processing : PRINTER_STATE.idle;
    const state = condition === 'ready' ? idleOrBusy : PRINTER_STATE.stopped;
    return [
      {
        name: 'printer-make-and-model',
        type: 'textWithoutLanguage',
        values: ['Simulated printer'],
      },
      { name: 'printer-state', type: 'enum', values: [state] },
      {
        name: 'printer-state-reasons',
        type: 'keyword',
        values: reasons.length === 0 ? ['none'] : reasons,
      },
      { name: 'document-format-supported', type: 'mimeMediaType', values: ['application/pdf'] },
    ];
  }
}

function describeJob(job: Job): IppAttribute[] {
  return [
    { name: 'job-id', type: 'integer', values: [job.id] },
    { name: 'job-state', type: 'enum', values: [job.state] },
    { name: 'job-state-reasons', type: 'keyword', values: [job.reason] },
  ];
}

function response(request: IppMessage, code: number, groups: readonly IppGroup[]): IppMessage {
  return {
    code,
    requestId: request.requestId,
    groups: [
      {
        group: 'operation',
        attributes: [
          { name: 'attributes-charset', type: 'charset', values: ['utf-8'] },
          { name: 'attributes-natural-language', type: 'naturalLanguage', values: ['en'] },
        ],
      },
      ...groups,
    ],
    data: new Uint8Array(),
  };
}
