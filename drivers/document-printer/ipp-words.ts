import { IPP_OPERATION, valuesOf, type IppMessage } from './ipp-codec.ts';
import { readJobReports } from './ipp-messages.ts';

const OPERATIONS: Readonly<Record<number, string>> = {
  [IPP_OPERATION.printJob]: 'Print-Job',
  [IPP_OPERATION.cancelJob]: 'Cancel-Job',
  [IPP_OPERATION.getJobAttributes]: 'Get-Job-Attributes',
  [IPP_OPERATION.getJobs]: 'Get-Jobs',
  [IPP_OPERATION.getPrinterAttributes]: 'Get-Printer-Attributes',
};

/** RFC 8011 appendix B: those that a print may meet; others are shown by number. */
const STATUSES: Readonly<Record<number, string>> = {
  0x0000: 'successful-ok',
  0x0001: 'successful-ok-ignored-or-substituted-attributes',
  0x0400: 'client-error-bad-request',
  0x0401: 'client-error-forbidden',
  0x0402: 'client-error-not-authenticated',
  0x0403: 'client-error-not-authorized',
  0x0404: 'client-error-not-possible',
  0x0406: 'client-error-not-found',
  0x040a: 'client-error-document-format-not-supported',
  0x040b: 'client-error-attributes-or-values-not-supported',
  0x0500: 'server-error-internal-error',
  0x0501: 'server-error-operation-not-supported',
  0x0502: 'server-error-service-unavailable',
  0x0504: 'server-error-device-error',
  0x0506: 'server-error-not-accepting-jobs',
  0x0507: 'server-error-busy',
};

const PRINTER_STATES: Readonly<Record<number, string>> = {
  3: 'idle',
  4: 'processing',
  5: 'stopped',
};

const JOB_STATES: Readonly<Record<number, string>> = {
  3: 'pending',
  4: 'pending-held',
  5: 'processing',
  6: 'processing-stopped',
  7: 'canceled',
  8: 'aborted',
  9: 'completed',
};

export function statusWord(code: number): string {
  return STATUSES[code] ?? `0x${code.toString(16).padStart(4, '0')}`;
}

/** A request in words, for who follows the conversation. */
export function wordsOfRequest(request: IppMessage): string {
  const { code, data } = request;
  const name = valuesOf(request, 'operation', 'job-name')[0];
  const jobId = valuesOf(request, 'operation', 'job-id')[0];
  const subject = jobId === undefined ? name : `job ${jobId}`;
  const document = data.length === 0 ? '' : `, ${data.length} bytes of document`;
  return `${OPERATIONS[code] ?? `operation ${code}`}${subject === undefined ? '' : ` ${subject}`}${document}`;
}

/** An answer in words: its status, and what it says of the printer or of jobs. */
export function wordsOfAnswer(answer: IppMessage): string {
  const state = valuesOf(answer, 'printer', 'printer-state')[0];
  const reasons = valuesOf(answer, 'printer', 'printer-state-reasons').map(String);
  const printer =
    state === undefined
      ? []
      : [`printer ${PRINTER_STATES[Number(state)] ?? state}`, ...reasons.filter(isTelling)];
  const jobs = readJobReports(answer).flatMap((job) => [
    `job ${job.jobId} ${JOB_STATES[job.state] ?? job.state}`,
    ...job.reasons.filter(isTelling),
  ]);
  return [statusWord(answer.code), ...printer, ...jobs].join(', ');
}

function isTelling(reason: string): boolean {
  return reason !== 'none';
}
