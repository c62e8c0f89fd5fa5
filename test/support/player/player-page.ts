import { join } from 'node:path';
import { readDvdStructure } from '../../../app/disc/dvd-structure.ts';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { systemRandomness } from '../../../app/foundation/randomness.ts';
import { startWebPlayer, type WebPlayer } from '../../../app/player/web/web-player.ts';
import { makeBunnyDisc } from './bunny-disc.ts';
import { ScriptedPlayer } from './scripted-player.ts';
import { type SplitDisc, splitDisc } from './split-disc.ts';

/** The page as it was built and as the player serves it, over a disc that the engine cut and a bank that follows a script. */
export class PlayerPageBench {
  readonly split: SplitDisc;
  readonly player: ScriptedPlayer;
  #web: WebPlayer | null = null;

  private constructor(split: SplitDisc) {
    this.split = split;
    this.player = new ScriptedPlayer(split);
  }

  static async start(): Promise<PlayerPageBench> {
    return new PlayerPageBench(await splitDisc(await makeBunnyDisc()));
  }

  /** Serves the page anew, with a bank at rest. @returns its address, good once. */
  async open(): Promise<string> {
    await this.#web?.close();
    this.player.reset();
    this.#web = await startWebPlayer({
      player: this.player,
      structure: readDvdStructure(this.split.disc.source),
      port: 0,
      clock: systemClock,
      randomness: systemRandomness,
      logger: silentLogger,
      pageFolder: join(import.meta.dirname, '../../../dist/player'),
    });
    return this.#web.url;
  }

  async close(): Promise<void> {
    await this.#web?.close();
  }
}
