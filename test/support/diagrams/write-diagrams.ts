import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawAll, withDiagrams } from './all-diagrams.ts';

const path = join(import.meta.dirname, '../../../ARCHITECTURE.md');
writeFileSync(path, withDiagrams(readFileSync(path, 'utf8'), drawAll()));
