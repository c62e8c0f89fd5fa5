import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { errorLogger } from '../../../../../app/cli/terminal/error-logger.ts';

test('what was not expected is one line, and nothing else is said', () => {
  const output = new PassThrough();
  const logger = errorLogger(output);
  logger.debug({ at: 1 }, 'Looked.');
  logger.info({ at: 2 }, 'Seen.');
  logger.warn({ at: 3 }, 'Late.');
  logger.error({ reason: 'not a\nfunction' }, 'The picture failed.');
  expect(String(output.read())).toBe('The picture failed. {"reason":"not a\\nfunction"}\n');
});
