import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { drawAll, withDiagrams } from '../support/diagrams/all-diagrams.ts';

test('the diagrams of the architecture are those of the machines; `npm run diagrams` draws them', () => {
  const text = readFileSync(join(import.meta.dirname, '../../ARCHITECTURE.md'), 'utf8');
  expect(text).toBe(withDiagrams(text, drawAll()));
});
