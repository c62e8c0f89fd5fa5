import { unreachable } from '../../app/foundation/errors.ts';
import { SECTOR_BYTES, sectors as asSectors } from '../../app/foundation/units.ts';
import type { BurnDialect } from './burn.ts';
import type { BurnProgress, BurnRequest } from './contract.ts';
import { growisofsArguments, parseGrowisofsLine } from './growisofs-codec.ts';
import { growisofsVerdict, noGrowisofsEvidence, observeGrowisofs } from './growisofs-verdict.ts';

/**
 * How growisofs burns. It says how far it is every 3.3 seconds whether or not anything moved: only a number that has grown
 * is a sign of life.
 */
export function growisofsDialect(device: string, request: BurnRequest): BurnDialect {
  const evidence = noGrowisofsEvidence();
  const { sectors } = request;
  let bytesWritten = 0;
  let closing = false;
  let begun = false;
  const writing = (facts: Partial<BurnProgress>): BurnProgress => ({
    phase: 'writing',
    sectorsDone: asSectors(Math.min(Math.floor(bytesWritten / SECTOR_BYTES), sectors)),
    sectors,
    bufferPercent: null,
    fifoPercent: null,
    speed: null,
    ...facts,
  });
  const begin = (): BurnProgress[] => {
    if (begun) return [];
    begun = true;
    return [{ phase: 'leadIn' }, writing({})];
  };
  return {
    command: growisofsArguments(device, sectors, request.speed),
    hear(line) {
      const parsed = parseGrowisofsLine(line);
      observeGrowisofs(evidence, line, parsed);
      switch (parsed.kind) {
        case 'starting':
          return { progress: begin(), sign: 'writing' };
        case 'progress': {
          if (closing) return { progress: [], sign: 'none' };
          const grown = parsed.bytesWritten > bytesWritten;
          bytesWritten = parsed.bytesWritten;
          const step = writing({
            bufferPercent: parsed.unitPercent,
            fifoPercent: parsed.ringPercent,
            speed: parsed.speed,
          });
          return { progress: [...begin(), step], sign: grown ? 'writing' : 'none' };
        }
        case 'closing':
          closing = true;
          return { progress: [...begin(), { phase: 'closing' }], sign: 'closing' };
        case 'total':
          return { progress: [], sign: closing ? 'closing' : 'writing' };
        case 'waiting':
        case 'sense':
        case 'complaint':
        case 'other':
          return { progress: [], sign: 'none' };
        default:
          return unreachable(parsed);
      }
    },
    hasStarted: () => evidence.started,
    complaints: () => evidence.complaints,
    verdict: (exit, bytesFed) => growisofsVerdict(evidence, exit, sectors, bytesFed),
  };
}
