import { SECTOR_BYTES, sectors as asSectors } from '../../app/foundation/units.ts';
import { burnVerdict, noEvidence, observe } from './burn-verdict.ts';
import type { BurnDialect } from './burn.ts';
import { burnArguments, parseLine, type CdrskinLine } from './cdrskin-codec.ts';
import type { BurnProgress, BurnRequest, FifoHealth } from './contract.ts';

/** How cdrskin burns. */
export function cdrskinDialect(device: string, request: BurnRequest): BurnDialect {
  const evidence = noEvidence();
  let fifo: FifoHealth | null = null;
  let hasWritten = false;
  return {
    command: burnArguments(device, request.sectors, request.speed, request.overwrite),
    hear(line) {
      const parsed = parseLine(line);
      observe(evidence, line, parsed);
      if (parsed.kind === 'fifo') {
        fifo = { timesEmpty: parsed.timesEmpty, minimumFill: parsed.minimumFill };
      }
      hasWritten ||= parsed.kind === 'progress' || parsed.kind === 'total';
      const closing =
        parsed.kind === 'closing' ||
        parsed.kind === 'total' ||
        (parsed.kind === 'patience' && hasWritten);
      const sign = parsed.kind === 'other' ? 'none' : closing ? 'closing' : 'writing';
      return { progress: closing ? [{ phase: 'closing' }] : progressOf(parsed, request), sign };
    },
    hasStarted: () => evidence.started,
    complaints: () => evidence.complaints,
    fifo: () => fifo,
    verdict: (exit, bytesFed) => burnVerdict(evidence, exit, request.sectors, bytesFed),
  };
}

/** What the recorder itself says is on the disc: the feeder is up to 64 MB ahead of it. */
function progressOf(line: CdrskinLine, request: BurnRequest): BurnProgress[] {
  if (line.kind === 'starting') return [{ phase: 'leadIn' }];
  if (line.kind === 'progress') {
    const done = (line.megabytesWritten * 1_048_576) / SECTOR_BYTES;
    return [
      {
        phase: 'writing',
        sectorsDone: asSectors(Math.min(done, request.sectors)),
        sectors: request.sectors,
        bufferPercent: line.bufferPercent,
        fifoPercent: line.fifoPercent,
        speed: line.speed,
      },
    ];
  }
  return [];
}
