import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Logger } from '../../../app/foundation/logger.ts';
import type { WirePiece, WireTap } from '../../../drivers/contract/device.ts';
import type { IdReader, Reading } from '../../../drivers/id-reader/contract.ts';

export interface IdReaderBench {
  readonly reader: IdReader;
  /** What three codes or cards are read as. */
  readonly samples: readonly [Reading, Reading, Reading];
  /** Holds one of the samples before the reader; resolves when it must have been read. */
  present(sample: Reading): Promise<void>;
  /** Holds something before it that cannot be read. */
  presentRubbish(): Promise<void>;
  dispose(): Promise<void>;
}

/** What every reader is built with here: the suite looks at what it tells. */
export interface ReaderEars {
  readonly logger: Logger;
  readonly tap: WireTap;
}

/** What every reader does. */
export function describeIdReaderContract(
  name: string,
  build: (ears: ReaderEars) => Promise<IdReaderBench>,
): void {
  describe(`a reader: ${name}`, () => {
    let bench: IdReaderBench;
    let log: string[];
    let pieces: WirePiece[];
    beforeEach(async () => {
      log = [];
      pieces = [];
      const note = (fields: unknown, message: string) => {
        log.push(JSON.stringify(fields) + message);
      };
      bench = await build({
        logger: { debug: note, info: note, warn: note, error: note },
        tap: (piece) => pieces.push(piece),
      });
    });
    afterEach(() => bench.dispose());
    const listen = () => {
      const heard: Reading[] = [];
      const stop = bench.reader.onReading((reading) => heard.push(reading));
      return { heard, stop };
    };

    it('is online, and reads what it says that it accepts', () => {
      expect(bench.reader.status).toEqual({ health: 'online', reason: '' });
      expect(bench.reader.capabilities.accepts).toEqual(
        expect.arrayContaining(bench.samples.map((sample) => sample.kind)),
      );
    });

    it('tells whoever listens what it read', async () => {
      const [first, second] = bench.samples;
      const { heard } = listen();
      await bench.present(first);
      await bench.present(second);
      expect(heard).toEqual([first, second]);
    });

    it('tells everybody who listens', async () => {
      const [first] = bench.samples;
      const one = listen();
      const other = listen();
      await bench.present(first);
      expect([one.heard, other.heard]).toEqual([[first], [first]]);
    });

    it('keeps nothing for a listener who comes later', async () => {
      const [first, second, third] = bench.samples;
      await bench.present(first);
      const { heard, stop } = listen();
      await bench.present(second);
      stop();
      await bench.present(third);
      expect(heard).toEqual([second]);
    });

    it('says nothing of what it could not read, and reads on', async () => {
      const { heard } = listen();
      await bench.presentRubbish();
      await bench.present(bench.samples[0]);
      expect(heard).toEqual([bench.samples[0]]);
    });

    it('shows the conversation, and neither there nor in the log what was read', async () => {
      const [first] = bench.samples;
      listen();
      await bench.present(first);
      const received = pieces.filter((piece) => piece.direction === 'received');
      expect(received.length).toBeGreaterThan(0);
      expect(log.length).toBeGreaterThan(0);
      const told = [
        ...log,
        ...pieces.flatMap(({ bytes, meaning }) => [
          meaning,
          Buffer.from(bytes).toString('latin1'),
          Buffer.from(bytes).toString('hex').toUpperCase(),
        ]),
      ];
      expect(told.filter((text) => text.includes(first.value))).toEqual([]);
    });

    it('is offline once closed, and reads nothing more', async () => {
      const { heard } = listen();
      await bench.reader.close();
      expect(bench.reader.status.health).toBe('offline');
      await bench.present(bench.samples[0]);
      expect(heard).toEqual([]);
    });
  });
}
