import { closeBeforeExit } from '../../player/memory/close-before-exit.ts';
import { guardMemory } from '../../player/memory/memory-guard.ts';
import { reportFailure } from '../terminal/report-failure.ts';
import type { PlayTexts } from './play-texts.ts';

/**
 * Keeps bits of film off the disk: no core dumps, and everything zeroised when the program is ended. Ctrl-C and SIGTERM end a
 * showing as usual, which zeroises too.
 *
 * @param warn is given a sentence for what should be guarded and is not; with `isVerbose` the whole report.
 * @returns lets the program end as it would without.
 */
export async function guardPlayer(
  player: { close(): Promise<void> },
  texts: PlayTexts,
  warn: (sentence: string) => void,
  isVerbose: boolean,
): Promise<() => void> {
  const report = await guardMemory();
  if (isVerbose) for (const sentence of [...report.holds, ...report.lacks]) warn(sentence);
  else {
    if (!report.areLimited && !report.areEmpty) warn(texts.coreDumps);
    if (report.swap !== null && report.swap.length > 0) warn(texts.swap(report.swap));
  }
  return closeBeforeExit({
    signals: ['SIGHUP'],
    close: () => player.close(),
    onUncaught: (error) => reportFailure(error, false),
  });
}
