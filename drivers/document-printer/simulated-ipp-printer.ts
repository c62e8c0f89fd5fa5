import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from '../../app/foundation/logger.ts';
import { isAway } from '../world/away.ts';
import { takeFault } from '../world/faults.ts';
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
import { A4 } from './ipp-printer-report.ts';
import {
  isOver,
  LOW_LEVEL,
  SimulatedPrintBody,
  type SimulatedJob,
  type SimulatedJobState,
  type SimulatedPrintBodyOptions,
} from './simulated-print-body.ts';

export interface SimulatedIppPrinterOptions extends SimulatedPrintBodyOptions {
  readonly logger: Logger;
  /** What it prints on; A4 unless given. */
  readonly media?: readonly string[];
}

export interface SimulatedIppPrinter {
  readonly url: string;
  close(): Promise<void>;
}

/** A request longer than this is refused. */
const LONGEST_REQUEST = 64 * 1_048_576;
/** RFC 8011 appendix B. */
const STATUS = {
  ok: 0x0000,
  badRequest: 0x0400,
  notPossible: 0x0404,
  notFound: 0x0406,
  unsupported: 0x040a,
  notAccepting: 0x0506,
} as const;

/** A printer of one world that speaks IPP on 127.0.0.1: to our driver, to CUPS, to whoever comes. */
export async function startSimulatedIppPrinter(
  options: SimulatedIppPrinterOptions,
): Promise<SimulatedIppPrinter> {
  const { world, unit = 1 } = options;
  const body = new SimulatedPrintBody(options);
  const voice = new IppVoice(body, options.media ?? [A4]);
  const converse = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const request = decodeMessage(await receive(incoming));
    const answer = voice.answer(request);
    const isPrint = request.code === IPP_OPERATION.printJob;
    const isLost = isPrint && takeFault(world, 'printer.lost-answer', unit) !== null;
    if (isLost) incoming.socket.destroy();
    else reply(outgoing, answer);
  };
  const server = createServer((incoming, outgoing) => {
    if (isAway(world.state, 'printer', unit)) {
      incoming.socket.destroy();
      return;
    }
    converse(incoming, outgoing).catch((error: unknown) => {
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
        body.close();
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

const JOB_WORDS: Readonly<Record<SimulatedJobState, { state: number; reason: string }>> = {
  pending: { state: JOB_STATE.pending, reason: 'none' },
  held: { state: JOB_STATE.pendingHeld, reason: 'job-hold-until-specified' },
  processing: { state: JOB_STATE.processing, reason: 'job-printing' },
  stopped: { state: JOB_STATE.processingStopped, reason: 'printer-stopped' },
  canceled: { state: JOB_STATE.canceled, reason: 'job-canceled-by-user' },
  aborted: { state: JOB_STATE.aborted, reason: 'aborted-by-system' },
  completed: { state: JOB_STATE.completed, reason: 'job-completed-successfully' },
};

/** Puts into IPP what the body does. */
class IppVoice {
  readonly #body: SimulatedPrintBody;
  readonly #media: readonly string[];

  constructor(body: SimulatedPrintBody, media: readonly string[]) {
    this.#body = body;
    this.#media = media;
  }

  answer(request: IppMessage): IppMessage {
    const jobId = Number(valuesOf(request, 'operation', 'job-id')[0]);
    switch (request.code) {
      case IPP_OPERATION.getPrinterAttributes:
        return response(request, STATUS.ok, [{ group: 'printer', attributes: this.#describe() }]);
      case IPP_OPERATION.getJobAttributes: {
        const job = this.#body.jobs.find(({ id }) => id === jobId);
        return job
          ? response(request, STATUS.ok, [describeJob(job)])
          : response(request, STATUS.notFound, []);
      }
      case IPP_OPERATION.getJobs: {
        const isCompleted = valuesOf(request, 'operation', 'which-jobs')[0] === 'completed';
        const user = valuesOf(request, 'operation', 'requesting-user-name')[0];
        const isMine = valuesOf(request, 'operation', 'my-jobs')[0] === true;
        const listed = this.#body.jobs.filter(
          (job) => isOver(job) === isCompleted && (!isMine || job.user === user),
        );
        return response(request, STATUS.ok, listed.toReversed().map(describeJob));
      }
      case IPP_OPERATION.cancelJob: {
        const isKnown = this.#body.jobs.some(({ id }) => id === jobId);
        if (!isKnown) return response(request, STATUS.notFound, []);
        return response(request, this.#body.cancel(jobId) ? STATUS.ok : STATUS.notPossible, []);
      }
      case IPP_OPERATION.printJob:
        return this.#accept(request);
      default:
        return response(request, STATUS.badRequest, []);
    }
  }

  #accept(request: IppMessage): IppMessage {
    const asked = (name: string) => String(valuesOf(request, 'operation', name)[0] ?? '');
    if (!this.#body.isAccepting) return response(request, STATUS.notAccepting, []);
    // CUPS names a second format behind the first; the first one counts.
    if (asked('document-format') !== 'application/pdf') {
      return response(request, STATUS.unsupported, []);
    }
    const job = this.#body.submit(request.data, asked('job-name'), asked('requesting-user-name'));
    return job === null
      ? response(request, STATUS.unsupported, [])
      : response(request, STATUS.ok, [describeJob(job)]);
  }

  #describe(): IppAttribute[] {
    const { reasons, isAccepting, isBusy, isStopped, tonerLevel } = this.#body;
    const working = isBusy ? PRINTER_STATE.processing : PRINTER_STATE.idle;
    return [
      {
        name: 'printer-make-and-model',
        type: 'textWithoutLanguage',
        values: ['Simulated printer'],
      },
      {
        name: 'printer-state',
        type: 'enum',
        values: [isStopped ? PRINTER_STATE.stopped : working],
      },
      {
        name: 'printer-state-reasons',
        type: 'keyword',
        values: reasons.length === 0 ? ['none'] : reasons,
      },
      { name: 'printer-is-accepting-jobs', type: 'boolean', values: [isAccepting] },
      { name: 'operations-supported', type: 'enum', values: Object.values(IPP_OPERATION) },
      { name: 'document-format-supported', type: 'mimeMediaType', values: ['application/pdf'] },
      { name: 'media-supported', type: 'keyword', values: this.#media },
      { name: 'marker-names', type: 'nameWithoutLanguage', values: ['Toner', 'Waste toner'] },
      { name: 'marker-types', type: 'keyword', values: ['toner', 'waste-toner'] },
      { name: 'marker-levels', type: 'integer', values: [tonerLevel, 0] },
      { name: 'marker-low-levels', type: 'integer', values: [LOW_LEVEL, -1] },
    ];
  }
}

function describeJob(job: SimulatedJob): IppGroup {
  const { state, reason } = JOB_WORDS[job.state];
  return {
    group: 'job',
    attributes: [
      { name: 'job-id', type: 'integer', values: [job.id] },
      { name: 'job-name', type: 'nameWithoutLanguage', values: [job.name] },
      { name: 'job-originating-user-name', type: 'nameWithoutLanguage', values: [job.user] },
      { name: 'job-state', type: 'enum', values: [state] },
      { name: 'job-state-reasons', type: 'keyword', values: [reason] },
    ],
  };
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
