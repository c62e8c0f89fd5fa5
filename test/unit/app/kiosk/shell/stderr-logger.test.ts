import { expect, it } from 'vitest';
import { ManualClock } from '../../../../../app/foundation/manual-clock.ts';
import { createStderrLogger } from '../../../../../app/kiosk/shell/stderr-logger.ts';

it('a line of the log is one JSON object with its instant; debugging says nothing', () => {
  const lines: string[] = [];
  const logger = createStderrLogger(new ManualClock(), (line) => lines.push(line));
  logger.debug({}, 'unheard');
  logger.warn({ code: 7 }, 'two\nlines');
  expect(lines).toEqual([
    '{"time":"2026-01-01T12:00:00.000Z","level":"warn","message":"two\\nlines","code":7}\n',
  ]);
});
