import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** One import that breaks one rule: the room it stands in, and what it reaches for. */
export interface Plant {
  readonly rule: string;
  readonly from: string;
  /** A path from the root of the house, or the name of a package. */
  readonly to: string;
  readonly typeOnly?: true;
}

/** Packages as they lie in the planted house: empty, so that they resolve. */
const packages = {
  dependencies: ['serialport', 'usb', 'better-sqlite3', 'kysely', 'fluent-ffmpeg'],
  devDependencies: ['electron', 'react', 'vitest'],
  undeclared: ['brought-by-another'],
} as const;

/** Builds a small house in a temporary folder: every target is an empty module, every plant a file that imports it. */
export function plantHouse(plants: readonly Plant[]): string {
  const root = mkdtempSync(join(tmpdir(), 'diptych-planted-house-'));
  for (const folder of ['app', 'drivers', 'db', 'templates', 'test']) {
    write(root, `${folder}/README.ts`, 'export {};\n');
  }
  for (const name of Object.values(packages).flat()) {
    write(root, `node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' }));
    write(root, `node_modules/${name}/index.js`, '');
  }
  write(root, 'package.json', JSON.stringify(manifest()));
  for (const { to } of plants) {
    if (isFile(to) && !to.includes('missing')) write(root, to, 'export const planted = 1;\n');
  }
  for (const { from, to, typeOnly } of plants) {
    const specifier = isFile(to) ? asRelative(from, to) : to;
    const what = typeOnly === true ? 'type { planted }' : '{ planted }';
    write(root, from, `import ${what} from '${specifier}';\nexport const used = typeof planted;\n`);
  }
  return root;
}

function isFile(target: string): boolean {
  return target.endsWith('.ts');
}

function asRelative(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

function manifest() {
  const versions = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, '1.0.0']));
  return {
    name: 'planted-house',
    type: 'module',
    dependencies: versions(packages.dependencies),
    devDependencies: versions(packages.devDependencies),
  };
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
