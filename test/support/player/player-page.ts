import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { readDvdStructure } from '../../../app/disc/dvd-structure.ts';
import { systemClock } from '../../../app/foundation/clock.ts';
import { silentLogger } from '../../../app/foundation/logger.ts';
import { systemRandomness } from '../../../app/foundation/randomness.ts';
import { startWebPlayer, type WebPlayer } from '../../../app/player/web/web-player.ts';
import { makeBunnyDisc } from './bunny-disc.ts';
import { ScriptedPlayer } from './scripted-player.ts';
import { type SplitDisc, splitDisc } from './split-disc.ts';

/** The page as the player serves it, over a disc that the engine cut and a bank that follows a script. */
export class PlayerPageBench {
  readonly split: SplitDisc;
  readonly player: ScriptedPlayer;
  readonly #pageFolder: string;
  #web: WebPlayer | null = null;

  private constructor(split: SplitDisc, pageFolder: string) {
    this.split = split;
    this.player = new ScriptedPlayer(split);
    this.#pageFolder = pageFolder;
  }

  /** Builds the page into a folder of its own. */
  static async start(): Promise<PlayerPageBench> {
    const pageFolder = await mkdtemp(join(tmpdir(), 'diptych-player-page-'));
    const [split] = await Promise.all([
      makeBunnyDisc().then(splitDisc),
      build({
        root: join(import.meta.dirname, '../../../app/player/page'),
        build: { outDir: pageFolder, emptyOutDir: true },
        logLevel: 'error',
      }),
    ]);
    return new PlayerPageBench(split, pageFolder);
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
      pageFolder: this.#pageFolder,
    });
    return this.#web.url;
  }

  async close(): Promise<void> {
    await this.#web?.close();
    await rm(this.#pageFolder, { recursive: true, force: true });
  }
}
