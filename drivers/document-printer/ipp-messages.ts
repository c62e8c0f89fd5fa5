import type { DocumentPrinterStatus } from './contract.ts';
import { IPP_OPERATION, valuesOf, type IppAttribute, type IppMessage } from './ipp-codec.ts';

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
        'printer-make-and-model',
        'document-format-supported',
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

/** One sheet, A4, at its own size: a jacket that is scaled does not fit its case. */
export function printJob(
  printerUri: string,
  requestId: number,
  jobName: string,
  pdf: Uint8Array,
): IppMessage {
  return {
    code: IPP_OPERATION.printJob,
    requestId,
    groups: [
      {
        group: 'operation',
        attributes: [
          ...opening(printerUri),
          { name: 'requesting-user-name', type: 'nameWithoutLanguage', values: ['diptych'] },
          { name: 'job-name', type: 'nameWithoutLanguage', values: [jobName] },
          { name: 'document-format', type: 'mimeMediaType', values: ['application/pdf'] },
        ],
      },
      {
        group: 'job',
        attributes: [
          { name: 'copies', type: 'integer', values: [1] },
          { name: 'media', type: 'keyword', values: ['iso_a4_210x297mm'] },
          { name: 'print-scaling', type: 'keyword', values: ['none'] },
        ],
      },
    ],
    data: pdf,
  };
}

export interface PrinterReport {
  readonly state: number;
  /** Reasons without their severities. */
  readonly reasons: readonly string[];
  readonly model: string;
  readonly formats: readonly string[];
}

export function readPrinterReport(message: IppMessage): PrinterReport {
  const texts = (name: string) => valuesOf(message, 'printer', name).map(String);
  return {
    state: Number(valuesOf(message, 'printer', 'printer-state')[0] ?? 0),
    reasons: plainReasons(texts('printer-state-reasons')),
    model: texts('printer-make-and-model')[0] ?? '',
    formats: texts('document-format-supported'),
  };
}

export interface JobReport {
  readonly jobId: number;
  readonly state: number;
  readonly reasons: readonly string[];
}

export function readJobReport(message: IppMessage): JobReport {
  return {
    jobId: Number(valuesOf(message, 'job', 'job-id')[0] ?? 0),
    state: Number(valuesOf(message, 'job', 'job-state')[0] ?? 0),
    reasons: valuesOf(message, 'job', 'job-state-reasons').map(String),
  };
}

/**
 * Cuts the severities off: the same fault comes as `-error` from one printer and as `-warning` through another's queue, so
 * they prove nothing.
 */
export function plainReasons(reasons: readonly string[]): string[] {
  return [...new Set(reasons.map((reason) => reason.replace(/-(error|warning|report)$/, '')))]
    .filter((reason) => reason !== 'none' && reason !== '')
    .sort();
}

/** What a printer's own words mean for a kiosk. */
export function statusOf(report: PrinterReport): DocumentPrinterStatus {
  const has = (...names: string[]) => names.some((name) => report.reasons.includes(name));
  const paper = has('media-jam')
    ? 'jammed'
    : has('media-empty', 'media-needed')
      ? 'out'
      : has('media-low')
        ? 'low'
        : 'full';
  const toner = has('toner-empty', 'marker-supply-empty')
    ? 'out'
    : has('toner-low', 'marker-supply-low')
      ? 'low'
      : 'full';
  const stopped = report.state === PRINTER_STATE.stopped;
  const ailing = paper === 'jammed' || paper === 'out' || toner === 'out' || stopped;
  return {
    health: ailing ? 'userError' : 'online',
    reason: ailing ? `The printer says: ${report.reasons.join(', ') || 'stopped'}.` : '',
    paper,
    toner,
    reasons: report.reasons,
  };
}
