import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IdReader, Reading } from '../../../drivers/id-reader/contract.ts';

export interface IdReaderBench {
  readonly reader: IdReader;
  /** Holds a code before the reader; resolves when it must have been read. */
  present(value: string): Promise<void>;
  dispose(): Promise<void>;
}

/** What every reader does. */
export function describeIdReaderContract(name: string, build: () => Promise<IdReaderBench>): void {
  describe(`a reader: ${name}`, () => {
    let bench: IdReaderBench;
    beforeEach(async () => {
      bench = await build();
    });
    afterEach(() => bench.dispose());

    it('tells whoever listens what it read', async () => {
      const heard: Reading[] = [];
      bench.reader.onReading((reading) => heard.push(reading));
      await bench.present('DIPTYCH:4711');
      await bench.present('DIPTYCH:4712');
      expect(heard.map((reading) => reading.value)).toEqual(['DIPTYCH:4711', 'DIPTYCH:4712']);
    });

    it('keeps nothing for a listener who comes later', async () => {
      await bench.present('DIPTYCH:4711');
      const heard: Reading[] = [];
      const stop = bench.reader.onReading((reading) => heard.push(reading));
      await bench.present('DIPTYCH:4712');
      stop();
      await bench.present('DIPTYCH:4713');
      expect(heard.map((reading) => reading.value)).toEqual(['DIPTYCH:4712']);
    });

    it('is offline once closed', async () => {
      await bench.reader.close();
      expect(bench.reader.status.health).toBe('offline');
    });
  });
}
