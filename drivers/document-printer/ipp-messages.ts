import type { JobStanding } from './job-verdict.ts';
import { IPP_OPERATION, type IppAttribute, type IppMessage } from './ipp-codec.ts';

/** `job-state`, RFC 8011 §5.3.7. */
export const JOB_STATE = {
  pending: 3,
  pendingHeld: 4,
  processing: 5,
  processingStopped: 6,
  canceled: 7,
  aborted: 8,
  completed: 9,
} as const;

const STANDINGS: Readonly<Record<number, JobStanding>> = {
  [JOB_STATE.pending]: 'waiting',
  [JOB_STATE.pendingHeld]: 'held',
  [JOB_STATE.processing]: 'processing',
  [JOB_STATE.processingStopped]: 'stopped',
  [JOB_STATE.canceled]: 'canceled',
  [JOB_STATE.aborted]: 'aborted',
  [JOB_STATE.completed]: 'completed',
};

/** A job state in words; one that the standard does not know is waited out. */
export function standingOf(state: number): JobStanding {
  return STANDINGS[state] ?? 'waiting';
}

/** `printer-state`, RFC 8011 §5.4.11. */
export const PRINTER_STATE = { idle: 3, processing: 4, stopped: 5 } as const;

/** Status codes below this one are successes, RFC 8011 appendix B. */
export const FIRST_FAILURE = 0x0100;

/** The attributes that begin every request, in the order that RFC 8011 §4.1.4 demands. */
function opening(printerUri: string): IppAttribute[] {
  return [
    { name: 'attributes-charset', type: 'charset', values: ['utf-8'] },
    { name: 'attributes-natural-language', type: 'naturalLanguage', values: ['en'] },
    { name: 'printer-uri', type: 'uri', values: [printerUri] },
  ];
}

/** Whose jobs they are: a printer gives a user back only what is theirs. */
const requestingUser: IppAttribute = {
  name: 'requesting-user-name',
  type: 'nameWithoutLanguage',
  values: ['diptych'],
};

/** No more jobs than these are listed, the newest first. */
const LISTED_JOBS = 50;

function request(code: number, requestId: number, attributes: IppAttribute[]): IppMessage {
  return {
    code,
    requestId,
    groups: [{ group: 'operation', attributes }],
    data: new Uint8Array(),
  };
}

export function getPrinterAttributes(printerUri: string, requestId: number): IppMessage {
  return request(IPP_OPERATION.getPrinterAttributes, requestId, [
    ...opening(printerUri),
    {
      name: 'requested-attributes',
      type: 'keyword',
      values: [
        'printer-state',
        'printer-state-reasons',
        'printer-is-accepting-jobs',
        'printer-make-and-model',
        'document-format-supported',
        'media-supported',
        'cups-version',
        'marker-types',
        'marker-levels',
        'marker-low-levels',
      ],
    },
  ]);
}

export function getJobAttributes(printerUri: string, requestId: number, jobId: number): IppMessage {
  return request(IPP_OPERATION.getJobAttributes, requestId, [
    ...opening(printerUri),
    { name: 'job-id', type: 'integer', values: [jobId] },
    {
      name: 'requested-attributes',
      type: 'keyword',
      values: ['job-id', 'job-state', 'job-state-reasons'],
    },
  ]);
}

export function cancelJob(printerUri: string, requestId: number, jobId: number): IppMessage {
  return request(IPP_OPERATION.cancelJob, requestId, [
    ...opening(printerUri),
    { name: 'job-id', type: 'integer', values: [jobId] },
    requestingUser,
  ]);
}

/** Our own jobs, which have not ended or which have. */
export function getJobs(
  printerUri: string,
  requestId: number,
  which: 'not-completed' | 'completed',
): IppMessage {
  return request(IPP_OPERATION.getJobs, requestId, [
    ...opening(printerUri),
    requestingUser,
    { name: 'limit', type: 'integer', values: [LISTED_JOBS] },
    {
      name: 'requested-attributes',
      type: 'keyword',
      values: ['job-id', 'job-name', 'job-state', 'job-state-reasons'],
    },
    { name: 'which-jobs', type: 'keyword', values: [which] },
    { name: 'my-jobs', type: 'boolean', values: [true] },
  ]);
}

export interface PrintJob {
  readonly jobName: string;
  /** A self-describing media size, PWG 5101.1. */
  readonly media: string;
  readonly pdf: Uint8Array;
}

/** One sheet at its own size: a jacket that is scaled does not fit its case. */
export function printJob(printerUri: string, requestId: number, job: PrintJob): IppMessage {
  return {
    code: IPP_OPERATION.printJob,
    requestId,
    groups: [
      {
        group: 'operation',
        attributes: [
          ...opening(printerUri),
          requestingUser,
          { name: 'job-name', type: 'nameWithoutLanguage', values: [job.jobName] },
          { name: 'document-format', type: 'mimeMediaType', values: ['application/pdf'] },
        ],
      },
      {
        group: 'job',
        attributes: [
          { name: 'copies', type: 'integer', values: [1] },
          { name: 'media', type: 'keyword', values: [job.media] },
          { name: 'print-scaling', type: 'keyword', values: ['none'] },
        ],
      },
    ],
    data: job.pdf,
  };
}

export interface JobReport {
  readonly jobId: number;
  readonly name: string;
  readonly state: number;
  readonly reasons: readonly string[];
}

export function readJobReport(message: IppMessage): JobReport {
  return readJobReports(message)[0] ?? { jobId: 0, name: '', state: 0, reasons: [] };
}

/** The jobs of an answer, one a group. */
export function readJobReports(message: IppMessage): JobReport[] {
  return message.groups
    .filter(({ group }) => group === 'job')
    .map(({ attributes }) => {
      const values = (name: string) =>
        attributes.find((attribute) => attribute.name === name)?.values ?? [];
      return {
        jobId: Number(values('job-id')[0] ?? 0),
        name: String(values('job-name')[0] ?? ''),
        state: Number(values('job-state')[0] ?? 0),
        reasons: values('job-state-reasons').map(String),
      };
    });
}
